"""What happened to a message, in order: written, wanted, claimed, handed over, receipts as they came, arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from notifications.states import State
from schema.db import db
from schema.tables import Message, ReceiptRow

ENDED_HERE = (State.SUPPRESSED, State.FAILED, State.EXPIRED)
WAITS = (State.QUEUED, State.SENDING, State.UNKNOWN)


@dataclass(frozen=True)
class Moment:
    """One thing that happened: a step on its way, or the state that it ended in.

    `status` and `error` are a receipt's own words, `moved` whether it said anything new.
    """

    at: datetime
    what: str
    status: str | None = None
    error: str | None = None
    moved: bool = True


def moments(message: Message) -> tuple[Moment, ...]:
    """A message's life, oldest first; what happened in the same instant in the order in which it must have."""
    found = [*_before(message), *_receipts(message), *_after(message)]
    return tuple(sorted(found, key=lambda one: one.at))


def _before(message: Message) -> list[Moment]:
    wanted_at = message.wanted_at if message.wanted_at != message.created_at else None
    known = [("written", message.created_at), ("wanted", wanted_at), ("claimed", message.claimed_at),
             ("handed_over", message.handed_at)]  # fmt: skip
    return [Moment(at, what) for what, at in known if at is not None]


def _after(message: Message) -> list[Moment]:
    ended_at = message.settled_at if message.state in ENDED_HERE else None
    expires_at = message.expires_at if message.state in WAITS else None
    known = [("delivered", message.delivered_at), (message.state, ended_at), ("erased", message.redacted_at),
             ("expires", expires_at)]  # fmt: skip
    return [Moment(at, what) for what, at in known if at is not None]


def _receipts(message: Message) -> list[Moment]:
    """Those that came for it: the first of them says what it is known by, so that each is found."""
    if message.sid is None:
        return []
    query = select(ReceiptRow).where(ReceiptRow.sid == message.sid).order_by(ReceiptRow.received_at, ReceiptRow.id)
    return [Moment(row.received_at, "receipt", row.status, row.error, row.moved) for row in db.session.scalars(query)]
