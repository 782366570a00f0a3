from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import EncryptedJson, Id


class PlanRevision(Base):
    """One revision of a planned row other than a visit: its whole content as accepted. Append-only.

    In force is the highest number whose run is not taken back.
    """

    __tablename__ = "plan_revision"
    __table_args__ = (UniqueConstraint("kind", "row_id", "number"), Index(None, "run_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    """The package table: units, services, workers, recipients, relatives, decisions, absences."""
    row_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    published_at: Mapped[datetime]
    digest: Mapped[str]
    content: Mapped[Any] = mapped_column(EncryptedJson)
