from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.tables.planned import Planned
from schema.types import Encrypted


class Recipient(Planned, Base):
    """A recipient (omsorgstagare). That she is here at all is secret (OSL 26:1)."""

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint("source", "outside_id"),
        Index(None, "unit_id"),
        Index(None, "home_id"),
        Index(None, "phone_hash"),
        Index(None, "landline_hash"),
        Index(None, "personal_number_hash"),
    )

    name: Mapped[str] = mapped_column(Encrypted)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"))
    personal_number: Mapped[str | None] = mapped_column(Encrypted)
    personal_number_hash: Mapped[str | None]
    birth_date: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    phone_hash: Mapped[str | None]
    phone_confirmed_on: Mapped[date | None]
    phone_since_at: Mapped[datetime | None]
    """Since when this number is hers here. Derived: when the revision that brought it was published."""
    phone_verified_at: Mapped[datetime | None]
    """When a code sent to this number came back; None again when the number changes."""
    phone_closed_at: Mapped[datetime | None]
    """When somebody answered from it that it is the wrong number; None again when the number changes."""
    landline_hash: Mapped[str | None]
    landline_since_at: Mapped[datetime | None]
    landline_verified_at: Mapped[datetime | None]
    landline: Mapped[str | None] = mapped_column(Encrypted)
    language: Mapped[str]
    sms_detail: Mapped[str]
    """none, times, names, services: as much of who and what as she wishes in a text, withdrawals applied."""
    card_detail: Mapped[str | None]
    """times, names, services: her recorded wish for the card, withdrawals applied; None: the municipality's level."""
    card_consent_on: Mapped[date | None]
    protected: Mapped[bool]
    key_worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    ended_on: Mapped[date | None]
