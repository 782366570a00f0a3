"""What the providers of texts and calls tell us, and how they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class ReceiptRow(Base):
    """A receipt as it came, never changed: whatever order they come in, all are kept."""

    __tablename__ = "receipt"
    __table_args__ = (Index(None, "sid"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provider: Mapped[str]
    """twilio or elks."""
    sid: Mapped[str]
    status: Mapped[str]
    """The provider's own word."""
    error: Mapped[str | None]
    message_id: Mapped[int | None] = mapped_column(Id)
    """Our own number for it, where the address that we gave the provider carries it."""
    received_at: Mapped[datetime]
    moved: Mapped[bool]
    """Whether a message of ours went forward by it."""


class ProviderRest(Base):
    """A provider that fails is left in peace for a while, by all processes alike."""

    __tablename__ = "provider_rest"

    channel: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    """Calls that led nowhere since the last one that went well."""
    rests_until_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
