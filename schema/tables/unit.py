from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from schema.db import Base
from schema.tables.planned import Planned


class Unit(Planned, Base):
    """A home-care unit (enhet) of the municipality or of a private provider."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("source", "outside_id"),)

    name: Mapped[str]
    provider: Mapped[str | None]
    provider_kind: Mapped[str | None]
    district: Mapped[str | None]
    steering: Mapped[str]
    """minutes, frame (ramtid) or trust: whether a single visit's length is judged."""
    phone: Mapped[str | None]
    """Public: it stands first and large on the card."""
