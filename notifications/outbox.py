"""The outbox: a message that was written (`drafts`) is claimed once, and settled as the provider answered.

No function commits, and none calls out: whoever owns the transaction does both, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, case, null, or_, select, type_coerce, update

from notifications.events import SHORT_LIVED, Way
from notifications.states import State, sources
from schema import clock
from schema.db import db
from schema.tables import Message
from schema.tables.message import SHORT_LIVED as ON_ITS_SHORT_WAY
from schema.tables.message import URGENT

STALE = timedelta(minutes=10)
"""A claim this old has no living call behind it: the call's own timeout is far shorter."""


@dataclass(frozen=True)
class Claimed:
    """A message that the caller alone may now send."""

    id: int
    number: str
    body: str
    expires_at: datetime
    attempts: int
    way: str = Way.SMS
    language: str = "sv"
    urgent: bool = False
    claimed_steady: float = field(default_factory=clock.steady)
    """When it was claimed, by `clock.steady`."""


@dataclass(frozen=True)
class Settlement:
    """Where a message went: its new state, the channel that took it, its sid there or the reason why not."""

    state: State
    channel: str | None = None
    sid: str | None = None
    reason: str | None = None
    retry_at: datetime | None = None
    keeps_words: bool = False
    """The words of a code are still needed: a call has yet to say them, or the outbox page shows what stayed here."""
    tried: tuple[tuple[str, bool], ...] = ()
    """Which providers were asked, and whether each answered as it should: for who rests."""


def claim(limit: int) -> list[Claimed]:
    """Take up to `limit` due messages for sending: urgent ones first, else oldest first. Each to one caller."""
    hasty = _claim(limit, URGENT)
    return hasty + _claim(limit - len(hasty)) if len(hasty) < limit else hasty


def _claim(limit: int, *conditions: Any) -> list[Claimed]:
    now = clock.now()
    due = list(
        db.session.scalars(
            select(Message.id)
            .where(Message.state == State.QUEUED, Message.due_at <= now, Message.expires_at > now, *conditions)
            .order_by(Message.due_at, Message.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )  # a statement of its own: inside the update PostgreSQL may ask it once a row, each time for `limit` others
    taken = db.session.execute(
        update(Message)
        .where(Message.id.in_(due), Message.state == State.QUEUED)
        .values(state=State.SENDING, claimed_at=now, attempts=Message.attempts + 1)
        .returning(Message.id, Message.number, Message.body, Message.expires_at, Message.attempts, Message.channel,
                   Message.language, Message.urgent)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    claimed = (Claimed(row.id, row.number, row.body or "", *row[3:]) for row in taken)
    return sorted(claimed, key=lambda message: message.id)


def in_a_call(message_id: int, channel: str, sid: str) -> None:
    """Hand a message that was written in this transaction over to a call that is under way already."""
    taken = {"state": State.SENDING, "claimed_at": clock.now(), "attempts": 1}
    db.session.execute(
        update(Message).where(Message.id == message_id, Message.state == State.QUEUED).values(**taken),
        execution_options={"synchronize_session": False},
    )
    settle(message_id, 1, Settlement(State.SENT, channel=channel, sid=sid, keeps_words=True))


def settle(message_id: int, attempts: int, outcome: Settlement) -> bool:
    """Move a message where its call led. False when it has gone on since (another claim, a receipt).

    Words that must not stay go with it, unless a call has yet to say them, or nothing left the house.
    """
    now = clock.now()
    underway = outcome.state in (State.QUEUED, State.UNKNOWN)
    values: dict[str, Any] = {"state": outcome.state, "reason": outcome.reason}
    values |= {"settled_at": None if underway else now}
    values |= {"handed_at": now} if outcome.state is State.SENT else {}
    values |= {"channel": outcome.channel} if outcome.channel and not underway else {}
    values |= {"sid": outcome.sid} if outcome.sid else {}
    values |= {"due_at": outcome.retry_at or now} if underway else {}
    values |= {} if underway or outcome.keeps_words else {"body": without_words()}
    moved = db.session.execute(
        update(Message)
        .where(Message.id == message_id, Message.attempts == attempts, Message.state.in_(sources(outcome.state)))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # an update has a rowcount


_TAKEN = (
    update(Message)
    .where(Message.id == bindparam("one"), Message.attempts == bindparam("claims"))
    .where(or_(*(Message.state == here for here in sources(State.SENT))))
    .values(state=State.SENT, reason=None, settled_at=bindparam("at"), handed_at=bindparam("at"),
            channel=bindparam("carrier"), sid=bindparam("known_by"))
)  # fmt: skip
"""A message that a provider has taken, word by word as `settle` would: built once, for many rows at once."""


def settle_all(answers: Sequence[tuple[int, int, Settlement]]) -> None:
    """Settle several messages (id, attempts, outcome). What was taken, which is nearly all, goes in one statement."""
    taken = [answer for answer in answers if answer[2].state is State.SENT and answer[2].sid and answer[2].channel]
    now = clock.now()
    for keeps in (True, False):
        rows = [
            {"one": id_, "claims": attempts, "at": now, "carrier": outcome.channel, "known_by": outcome.sid}
            for id_, attempts, outcome in taken
            if outcome.keeps_words is keeps
        ]
        if rows:
            db.session.connection().execute(_TAKEN if keeps else _TAKEN.values(body=without_words()), rows)
    for id_, attempts, outcome in answers:
        if (id_, attempts, outcome) not in taken:
            settle(id_, attempts, outcome)


def without_words() -> Any:
    """The value of `body` once a message is settled: none for codes and letters, else what it was."""
    return case(
        (or_(*(Message.kind == kind for kind in sorted(SHORT_LIVED))), null()), else_=type_coerce(Message.body, Text)
    )


def expire() -> int:
    """Let queued messages go whose time has passed, and the words of codes and letters. Returns how many went."""
    stale = update(Message).where(ON_ITS_SHORT_WAY, Message.expires_at <= clock.now()).values(body=None)
    db.session.execute(stale, execution_options={"synchronize_session": False})
    return _end(State.EXPIRED, "too_late", State.QUEUED, Message.expires_at <= clock.now())


def sweep() -> int:
    """Calls that never came back (a crash between call and answer): nobody knows. Returns how many."""
    return _end(State.UNKNOWN, "no_answer", State.SENDING, Message.claimed_at < clock.now() - STALE)


def _end(there: State, reason: str, here: State, *conditions: Any) -> int:
    assert here in sources(there)
    since = {"due_at" if there is State.UNKNOWN else "settled_at": clock.now()}
    moved = db.session.execute(
        update(Message)
        .where(Message.state == here, *conditions)
        .values(state=there, reason=reason, **since)
        .execution_options(synchronize_session=False)
    )
    return int(moved.rowcount)  # type: ignore[attr-defined]  # an update has a rowcount
