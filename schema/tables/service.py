from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from schema.db import Base
from schema.tables.planned import Planned


class Service(Planned, Base):
    """A service (insats) that a visit is for."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("source", "outside_id"),)

    name: Mapped[str]
    name_fi: Mapped[str | None]
    name_en: Mapped[str | None]
    public_label: Mapped[str | None]
    """Neutral words for texts and unpaired cards."""
    category: Mapped[str | None]
    ksi_code: Mapped[str | None]
    counts_for_continuity: Mapped[bool]
    relatives_see: Mapped[str]
