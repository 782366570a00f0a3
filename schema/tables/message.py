from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id

SHORT_LIVED = text("kind IN ('code', 'letter') AND body IS NOT NULL")
"""Messages whose words must not stay: told in SQL's own words, so that the databases see that their index fits."""

URGENT = text("urgent AND state = 'queued'")
"""What is claimed before all else, in SQL's own words."""


OPTED_OUT = text("reason = 'opted_out_21610'")
"""What a provider says was answered STOPP there."""
UNREDACTED = text("redacted_at IS NULL AND sid IS NOT NULL")
"""What a provider may still know the words of."""


class Message(Base):
    """One message on its way out. Written in the transaction of its cause; states as in the design."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "number_hash"),
        Index(None, "sid"),
        Index(None, "recipient_id"),
        Index(None, "relative_id"),
        Index(None, "unit_id", "created_at"),
        Index("ix_message_urgent", "due_at", sqlite_where=URGENT, postgresql_where=URGENT),
        Index("ix_message_opted_out", "settled_at", sqlite_where=OPTED_OUT, postgresql_where=OPTED_OUT),
        Index("ix_message_unredacted", "handed_at", sqlite_where=UNREDACTED, postgresql_where=UNREDACTED),
        Index("ix_message_short_lived", "state", "due_at", sqlite_where=SHORT_LIVED, postgresql_where=SHORT_LIVED),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    channel: Mapped[str]
    """sms, call or email while it is on its way; then who took it: twilio_sms, twilio_voice, smtp or console."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    """Whom it is to or about, where it is one person: what is revoked for her takes it along."""
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    """The visit that it is about, where it is one."""
    level: Mapped[str | None]
    """times, names or services: as much as it says; None where it says nothing of visits."""
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Goes also in quiet hours, and before what is not urgent."""
    segments: Mapped[int | None]
    """Of a text: what it costs."""
    number: Mapped[str] = mapped_column(Encrypted)
    number_hash: Mapped[str]
    language: Mapped[str]
    body: Mapped[str | None] = mapped_column(Encrypted)
    state: Mapped[str]
    reason: Mapped[str | None]
    """Why it is failed, expired or suppressed: a code."""
    created_at: Mapped[datetime]
    wanted_at: Mapped[datetime | None]
    """When it was to leave. `due_at` is when it is tried next."""
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    """When the provider had taken it."""
    delivered_at: Mapped[datetime | None]
    redacted_at: Mapped[datetime | None]
    """When its words were erased at the provider, or need not be."""
    attempts: Mapped[int] = mapped_column(default=0)
    sid: Mapped[str | None]


class MessageLedger(Base):
    """Which messages were ever written: a key is used once. Small and unpartitioned."""

    __tablename__ = "message_ledger"

    dedupe_key: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(Id)


class Promise(Base):
    """What a recipient was told of a visit: which revision, by which message, when. Append-only.

    "On agreed time" is measured against it, so taking back an import leaves it standing.
    """

    __tablename__ = "promise"
    __table_args__ = (UniqueConstraint("visit_id", "message_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    revision: Mapped[int]
    message_id: Mapped[int] = mapped_column(Id)
    told_at: Mapped[datetime]
