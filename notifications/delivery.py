"""Claim, call, settle: three steps in three transactions' worth of time, the call outside of any."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

from sqlalchemy import or_, select, update

from notifications import consent, outbox, resting
from notifications.channels import CannotAsk, Question
from notifications.channels.carriers import Carriers
from notifications.channels.relay import Relay
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
NO_RECEIPT_AFTER = timedelta(days=1)
"""A message of which nothing is heard for so long is settled, as far as its words go."""
ERASE_WITHIN = timedelta(days=7)
"""What could not be erased by then is told of in the figures, and left."""
NEVER_ASKED = Settlement(State.QUEUED, reason="no_answer")
"""E-mail has nobody to ask: it is sent again."""
NOT_WANTED = Settlement(State.SUPPRESSED, reason="not_wanted")


def deliver(settings: Settings) -> dict[str, int]:
    """Send everything that is due. Returns how many went where, by state."""
    counts = Counter({State.EXPIRED: outbox.expire()})
    carriers = Carriers(settings, resting.resting())
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
            carriers = Carriers(settings, resting.resting()) if _rested(calls) else carriers
    db.session.commit()
    return {state.value: number for state, number in sorted(counts.items()) if number}


def _rested(calls: list[tuple[Claimed, Future[Settlement] | None]]) -> bool:
    """Whether a call went wrong, so that somebody may rest now."""
    return any(not well for _, call in calls if call for _, well in call.result().tried)


def _settled(answers: list[tuple[Claimed, Settlement]]) -> list[State]:
    for message, outcome in answers:
        outbox.settle(message.id, message.attempts, outcome)
    resting.note(pair for _, outcome in answers for pair in outcome.tried)
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


def _known(asking: Relay, question: Question, given_up: bool) -> Settlement | None:
    if found := asking.find(question):
        channel, sid = found
        return Settlement(State.SENT, channel=channel.name, sid=sid, keeps_words=channel.says_later)
    return Settlement(State.QUEUED, reason="never_accepted", retry_at=clock.now()) if given_up else None


def erase(settings: Settings) -> dict[str, int]:
    """Have the words of settled texts erased at the providers that can. Counts: `erased`, `kept` (tried again)."""
    counts, known = Counter[str](), Carriers(settings).erasing()
    since, now = clock.now() - ERASE_WITHIN, clock.now()
    over = or_(Message.state.in_((State.DELIVERED, State.UNDELIVERED)), Message.handed_at < now - NO_RECEIPT_AFTER)
    query = (
        select(Message.id, Message.sid, Message.channel)
        .where(Message.channel.in_(sorted(known)), Message.redacted_at.is_(None), Message.sid.is_not(None))
        .where(Message.handed_at > since, over)
        .order_by(Message.id)
        .limit(AT_ONCE * 25)
    )
    rows = db.session.execute(query).all() if known else []
    db.session.commit()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda row: known[row.channel].erase(row.sid), rows))
    gone = [row.id for row, erased in zip(rows, answers, strict=True) if erased]
    put = update(Message).where(Message.id.in_(gone)).values(redacted_at=now)
    db.session.execute(put, execution_options={"synchronize_session": False})
    db.session.commit()
    counts.update({"erased": len(gone), "kept": len(rows) - len(gone)})
    return {name: number for name, number in sorted(counts.items()) if number}
