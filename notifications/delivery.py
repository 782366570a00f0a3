"""Claim, call, settle: three steps in three transactions' worth of time, the call outside of any."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

from sqlalchemy import select

from notifications import consent, outbox
from notifications.channels import CannotAsk, Channel, Question
from notifications.channels.allowlist import Allowlist
from notifications.channels.console import Console
from notifications.channels.twilio_sms import TwilioSms
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
NOT_WANTED = Settlement(State.SUPPRESSED, reason="not_wanted")


def channel(settings: Settings) -> Channel:
    """The channel of SMS_MODE: console, allowlist or live."""
    if settings.sms_mode == "console":
        return Console()
    twilio = TwilioSms(settings)
    return Allowlist(settings.sms_allowlist, twilio) if settings.sms_mode == "allowlist" else twilio


def deliver(settings: Settings) -> dict[str, int]:
    """Send everything that is due. Returns how many went where, by state."""
    way, counts = channel(settings), Counter({State.EXPIRED: outbox.expire()})
    db.session.commit()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while claimed := outbox.claim(AT_ONCE):
            dropped = consent.unwanted([message.id for message in claimed])
            db.session.commit()  # nothing leaves inside a transaction
            calls = [
                (message, None if message.id in dropped else pool.submit(copy_context().run, way.send, message))
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
    way = channel(settings)
    if isinstance(way, Allowlist):
        way = TwilioSms(settings)
    if isinstance(way, TwilioSms):
        counts.update(_asked(way))
    return {name: number for name, number in sorted(counts.items()) if number}


def _asked(twilio: TwilioSms) -> Counter[str]:
    """Settle what the provider knows; queue again what it never got; leave the rest in doubt."""
    now, counts = clock.now(), Counter[str]()
    doubtful = db.session.execute(
        select(Message.id, Message.attempts, Message.number, Message.body, Message.claimed_at)
        .where(Message.state == State.UNKNOWN, Message.claimed_at < now - ASK_AFTER)
        .order_by(Message.id)
        .limit(200)
    ).all()
    db.session.commit()
    for row in doubtful:
        try:
            sid = twilio.find(Question(row.number, row.body or "", row.claimed_at))
        except CannotAsk:
            counts["not_asked"] += 1
            continue
        outcome = _known(sid, row.claimed_at < now - GIVE_UP_AFTER)
        if outcome and outbox.settle(row.id, row.attempts, outcome):
            counts[outcome.state] += 1
        db.session.commit()
    return counts


def _known(sid: str | None, given_up: bool) -> Settlement | None:
    if sid:
        return Settlement(State.SENT, sid=sid)
    return Settlement(State.QUEUED, reason="never_accepted", retry_at=clock.now()) if given_up else None
