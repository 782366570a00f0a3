from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Event(Base):
    """A fact that somebody reported: check_in, check_out, arrived, absent, declined, note. Append-only.

    A correction is a new fact with `corrects_id`; both stand in every view. `digest` covers the plain content
    under `salt`, for the seals. To be partitioned by month: no unique key but the id.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "recipient_id", "occurred_at"),
        Index(None, "worker_id", "occurred_at"),
        Index(None, "visit_id"),
        Index(None, "run_id"),
        Index(
            "ix_event_corrections",
            "recipient_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    """The visit that the sender named; None: linked by recipient and time, in `execution`."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"))
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    method: Mapped[str]
    card_home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"))
    """The home of the card that was read; None when no card was read or nobody knows the card."""
    reason: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(Encrypted)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    api_key_id: Mapped[int | None] = mapped_column(ForeignKey("api_key.id"))
    salt: Mapped[str]
    digest: Mapped[str]


class EventLedger(Base):
    """Which event ids were seen, with what body. Small and unpartitioned: the uniqueness of facts rests on it."""

    __tablename__ = "event_ledger"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    fact_id: Mapped[int] = mapped_column(Id)
