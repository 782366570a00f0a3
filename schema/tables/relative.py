from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.tables.planned import Planned
from schema.types import Encrypted


class Relative(Planned, Base):
    """A relative (anhörig). Sees something only under two recorded consents with a basis, until `consent_until`."""

    __tablename__ = "relative"
    __table_args__ = (
        UniqueConstraint("source", "outside_id"),
        Index(None, "recipient_id"),
        Index(None, "phone_hash"),
        Index(None, "email_hash"),
    )

    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    name: Mapped[str] = mapped_column(Encrypted)
    relation: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    phone_hash: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(Encrypted)
    email_hash: Mapped[str | None]
    reach_since_at: Mapped[datetime | None]
    """Since when this number and address are theirs here. Derived, as a recipient's."""
    phone_verified_at: Mapped[datetime | None]
    email_verified_at: Mapped[datetime | None]
    phone_closed_at: Mapped[datetime | None]
    """When somebody answered from the number that it is the wrong one; None again when it changes."""
    subject_hash: Mapped[str | None]
    """Keyed hash of issuer and subject of a strong sign-in."""
    language: Mapped[str]
    secrecy_consent_on: Mapped[date | None]
    data_consent_on: Mapped[date | None]
    consent_basis: Mapped[str | None]
    consent_until: Mapped[date | None]
    may_see: Mapped[str]
    notices: Mapped[str]
