from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Device(Base):
    """A recipient's or a relative's own device, or feed, that shows more than the card. Revoked it opens nothing."""

    __tablename__ = "device"
    __table_args__ = (
        Index(None, "token_hash"),
        Index(None, "recipient_id", "revoked_at"),
        Index(None, "relative_id", "revoked_at"),
        CheckConstraint("(relative_id IS NULL) <> (recipient_id IS NULL)", name="one_owner"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    kind: Mapped[str]
    """browser or feed."""
    token_hash: Mapped[str]
    """Keyed hash of what the browser keeps. One browser may be paired with several persons: a row for each."""
    label: Mapped[str | None] = mapped_column(Encrypted)
    """What it is, in her own words or the browser's: "Telefon, Chrome"."""
    way: Mapped[str]
    """sms, call, email, worker or oidc: how it was shown to be hers."""
    paired_at: Mapped[datetime]
    paired_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The worker at home who paired it, on her recorded consent."""
    seen_at: Mapped[datetime | None]
    seen_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The manager who has seen a worker's pairing."""
    told_at: Mapped[datetime | None]
    """When the recipient was told of a worker's pairing by another channel."""
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_why: Mapped[str | None]
    """A code: by_owner, by_staff, consent_ended, number_changed, ended, protected, not_seen."""


class Code(Base):
    """A code sent to a number or an address, to be used once and soon."""

    __tablename__ = "code"
    __table_args__ = (Index(None, "recipient_id"), Index(None, "relative_id"), Index(None, "user_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    purpose: Mapped[str]
    """pair, verify, relative, start_pin or reset."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    way: Mapped[str]
    """sms, call, email or paper."""
    ticket_hash: Mapped[str | None]
    """Keyed hash of what the browser that asked keeps: the code opens nothing in another."""
    code_hash: Mapped[str]
    sent_to_hash: Mapped[str | None]
    """Keyed hash of the number or address: the code dies when it is changed."""
    wrong: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    made_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
