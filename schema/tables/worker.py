from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.tables.planned import Planned
from schema.types import Encrypted


class Worker(Planned, Base):
    """A worker (medarbetare). How her name is shown is her own choice (`shown_as`), no reason asked or kept."""

    __tablename__ = "worker"
    __table_args__ = (UniqueConstraint("source", "outside_id"), Index(None, "unit_id"))

    name: Mapped[str] = mapped_column(Encrypted)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(Encrypted)
    email: Mapped[str | None] = mapped_column(Encrypted)
    employment: Mapped[str | None]
    languages: Mapped[str | None]
    shown_as: Mapped[str]
    alias: Mapped[str | None] = mapped_column(Encrypted)
    shown_name: Mapped[str]
    """Derived from name, shown_as and alias: what the recipient may read of her name, "" for none."""
