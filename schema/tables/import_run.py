from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import EncryptedJson, Id


class ImportRun(Base):
    """One hand-over of a plan package. Taken back (`undone_at`), all that it brought is void, and stays on record."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    api_key_id: Mapped[int | None] = mapped_column(ForeignKey("api_key.id"))
    package: Mapped[str]
    """The package's file name, for the planner to recognise it by."""
    replaced: Mapped[bool] = mapped_column(default=False)
    report: Mapped[Any] = mapped_column(EncryptedJson)
    """The JSON report of contract section 4; it repeats rejected values, so it is personal."""
    undone_at: Mapped[datetime | None]
    undone_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
