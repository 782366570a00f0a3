from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.tables.planned import Planned
from schema.types import Encrypted


class Absence(Planned, Base):
    """A recipient's recorded absence, both days included. Its key is recipient and first day (`outside_id`)."""

    __tablename__ = "absence"
    __table_args__ = (UniqueConstraint("source", "outside_id"), Index(None, "recipient_id"))

    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Encrypted)
