"""Other ways to reach somebody than a text: who calls us proves herself by a PIN; a paired browser may be pushed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class CallerPin(Base):
    """The PIN by which somebody who calls the service hears her day. A new one ends the one before."""

    __tablename__ = "caller_pin"
    __table_args__ = (Index(None, "recipient_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    pin_hash: Mapped[str]
    """Slow hash: four to six digits are soon tried."""
    set_at: Mapped[datetime]
    set_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]


class PushSubscription(Base):
    """Where a paired browser can be told that there is news (RFC 8030); the payload says nothing of whom or what."""

    __tablename__ = "push_subscription"
    __table_args__ = (Index(None, "device_id"), Index(None, "endpoint_hash"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    """It falls with the device."""
    endpoint: Mapped[str] = mapped_column(Encrypted)
    """Whoever knows the address can tell the browser apart from all others."""
    endpoint_hash: Mapped[str]
    p256dh: Mapped[str] = mapped_column(Encrypted)
    auth: Mapped[str] = mapped_column(Encrypted)
    subscribed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    """A code: by_owner, device_ended, gone (the push service knows it no more)."""
