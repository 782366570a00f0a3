"""Claim, call, settle: three steps in three transactions' worth of time, the call outside of any."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

from sqlalchemy import select

from notifications import consent, outbox
from notifications.channels import Asking, CannotAsk, Question
from notifications.channels.carriers import Carriers
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Message

AT_ONCE = 8
"""Calls under way together: 14 000 messages in half an hour at a second a call. Also what a crash puts in doubt."""
ASK_AFTER = timedelta(minutes=1)
GIVE_UP_AFTER = timedelta(minutes=5)
"""What the provider does not know of by then, it never got."""
NEVER_ASKED = Settlement(State.QUEUED, reason="no_answer")
"""E-mail has nobody to ask: it is sent again."""
NOT_WANTED = Settlement(State.SUPPRESSED, reason="not_wanted")


def deliver(settings: Settings) -> dict[str, int]:
    """Send everything that is due. Returns how many went where, by state."""
    carriers, counts = Carriers(settings), Counter({State.EXPIRED: outbox.expire()})
    db.session.commit()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while claimed := outbox.claim(AT_ONCE):
            dropped = consent.unwanted([message.id for message in claimed])
            db.session.commit()  # nothing leaves inside a transaction
            calls = [
                (message, None if message.id in dropped else pool.submit(copy_context().run, carriers.send, message))
                for message in claimed
            ]
            counts.update(_settled([(message, call.result() if call else NOT_WANTED) for message, call in calls]))
    db.session.commit()
    return {state.value: number for state, number in sorted(counts.items()) if number}


def _settled(answers: list[tuple[Claimed, Settlement]]) -> list[State]:
    for message, outcome in answers:
        outbox.settle(message.id, message.attempts, outcome)
    db.session.commit()
    return [outcome.state for _, outcome in answers]


def sweep(settings: Settings) -> dict[str, int]:
    """Find the calls that never came back, and ask the provider what became of each message in doubt."""
    counts = Counter({"swept": outbox.sweep()})
    db.session.commit()
    carriers = Carriers(settings)
    if carriers.outside:
        counts.update(_asked(carriers))
    return {name: number for name, number in sorted(counts.items()) if number}


def _asked(carriers: Carriers) -> Counter[str]:
    """Settle what the provider knows; queue again what it never got; leave the rest in doubt."""
    now, counts = clock.now(), Counter[str]()
    doubtful = db.session.execute(
        select(Message.id, Message.attempts, Message.number, Message.number_hash, Message.body, Message.claimed_at,
               Message.channel)
        .where(Message.state == State.UNKNOWN, Message.claimed_at < now - ASK_AFTER)
        .order_by(Message.id)
        .limit(200)
    ).all()  # fmt: skip
    db.session.commit()
    for row in doubtful:
        outcome: Settlement | None = NEVER_ASKED
        if asking := carriers.asking(row.channel):
            question = Question(row.number, row.body or "", row.claimed_at, _taken(row.number_hash))
            db.session.commit()
            try:
                outcome = _known(asking, question, row.claimed_at < now - GIVE_UP_AFTER)
            except CannotAsk:
                counts["not_asked"] += 1
                continue
        if outcome and outbox.settle(row.id, row.attempts, outcome):
            counts[outcome.state] += 1
        db.session.commit()
    return counts


def _taken(number_hash: str) -> frozenset[str]:
    """What messages to a number are known by at the provider already."""
    known = select(Message.sid).where(Message.number_hash == number_hash, Message.sid.is_not(None))
    return frozenset(sid for sid in db.session.scalars(known) if sid)


def _known(asking: Asking, question: Question, given_up: bool) -> Settlement | None:
    if sid := asking.find(question):
        return Settlement(State.SENT, channel=asking.name, sid=sid, keeps_words=asking.says_later)
    return Settlement(State.QUEUED, reason="never_accepted", retry_at=clock.now()) if given_up else None
