"""Messages of which nobody knows whether they left: the provider is asked before anything is sent again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from notifications import outbox
from notifications.channels import CannotAsk, Question
from notifications.channels.carriers import Carriers
from notifications.channels.relay import Relay
from notifications.outbox import Settlement
from notifications.states import State
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Message

ASK_AFTER = timedelta(minutes=1)
GIVE_UP_AFTER = timedelta(minutes=5)
"""What the provider does not know of by then, it never got. Counted from the doubt, not from the call: were the clock
set forward during a call, it would look old."""
AT_ONCE = 200
NEVER_ASKED = Settlement(State.QUEUED, reason="no_answer")
"""E-mail has nobody to ask: it is sent again."""


def sweep(settings: Settings) -> dict[str, int]:
    """Find the calls that never came back, and ask the provider what became of each message in doubt."""
    counts = Counter({"swept": outbox.sweep()})
    db.session.commit()
    carriers = Carriers(settings)
    if carriers.outside:
        counts.update(_asked(carriers))
    carriers.close()
    return {name: number for name, number in sorted(counts.items()) if number}


def _asked(carriers: Carriers) -> Counter[str]:
    """Settle what the provider knows; queue again what it never got; leave the rest in doubt."""
    counts = Counter[str]()
    doubtful = db.session.execute(
        select(Message.id, Message.attempts, Message.number, Message.number_hash, Message.body, Message.claimed_at,
               Message.due_at, Message.channel)
        .where(Message.state == State.UNKNOWN, Message.due_at < clock.now() - ASK_AFTER)
        .order_by(Message.due_at, Message.id)
        .limit(AT_ONCE)
    ).all()  # fmt: skip
    db.session.commit()
    for row in doubtful:
        outcome: Settlement | None = NEVER_ASKED
        if asking := carriers.asking(row.channel):
            try:
                outcome = _known(asking, row)
            except CannotAsk:
                counts["not_asked"] += 1
                continue
        if outcome and outbox.settle(row.id, row.attempts, outcome):
            counts[outcome.state] += 1
        db.session.commit()
    return counts


def _known(asking: Relay, row: Any) -> Settlement | None:
    """Where a message in doubt got, as the provider says; None while it is too soon to tell.

    One that another message of ours to the number may turn out to be, whose call is still under way, is nobody's yet.
    """
    taken, doubts = _taken(row.number_hash), _standing(row.number_hash, State.UNKNOWN)
    db.session.commit()
    question = Question(row.number, row.body or "", row.claimed_at, taken, alone=doubts < 2)
    found = asking.find(question)
    if found is None:
        over = row.due_at < clock.now() - GIVE_UP_AFTER
        return Settlement(State.QUEUED, reason="never_accepted", retry_at=clock.now()) if over else None
    channel, sid = found
    if _standing(row.number_hash, State.SENDING) or sid in _taken(row.number_hash):
        return None
    return Settlement(State.SENT, channel=channel.name, sid=sid, keeps_words=channel.says_later)


def _taken(number_hash: str) -> frozenset[str]:
    """What messages to a number are known by at the provider already."""
    known = select(Message.sid).where(Message.number_hash == number_hash, Message.sid.is_not(None))
    return frozenset(sid for sid in db.session.scalars(known) if sid)


def _standing(number_hash: str, state: State) -> int:
    """How many messages to a number are in a state."""
    query = select(func.count()).where(Message.number_hash == number_hash, Message.state == state)
    return db.session.scalar(query) or 0
