from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.tables.planned import Planned
from schema.types import Encrypted


class Decision(Planned, Base):
    """A decision (biståndsbeslut). That it was carried out is derived from visits, never from a flag."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("source", "outside_id"), Index(None, "recipient_id"))

    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    kind: Mapped[str]
    decided_on: Mapped[date]
    hours_per_month: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    interrupted_on: Mapped[date | None]
    resumed_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Encrypted)
    own_request: Mapped[bool]
    closed_on: Mapped[date | None]
    closed_as: Mapped[str | None]
