"""In a call: tomorrow at a key, the unit's number, a welcome answered by a key; and who calls us hears her day.

What is said rests on whose number it is, or on who has proven herself by her PIN; never on what the call claims. The
caller owns the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select

from backend.access import limit, trail
from backend.telling import confirmed, replies, units
from backend.telling.numbers import Number, living, with_roles
from backend.telling.replies import Answer
from backend.telling.restart import BY_NUMBER
from backend.telling.windows import Coming, coming
from notifications import compose, drafts, outbox, policy, spoken
from notifications.channels import twilio_voice
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.policy import Level, Verdict
from notifications.texts import catalogue
from schema import clock
from schema.db import db
from schema.reach import e164, hashed_number
from schema.tables import Message, Recipient, Unit

IN, BACK = f"{Kind.DAY_CALL}:in:", f"{Kind.DAY_CALL}:back:"
"""What the key of a message begins with that is read to who has called us: at once, or when she is called back."""
CALLED_BACK_WITHIN = timedelta(minutes=10)
CALLED_BACK_BETWEEN = (time(7), time(21))
ANSWERS = {"8": Answer.STOP, "9": Answer.WRONG}
"""What a key says in a welcome."""


@dataclass(frozen=True)
class Listener:
    """Who listens: whom she hears of, at which level, in which language, and of which unit."""

    told: Verdict
    language: str
    unit_id: int


def tomorrow(message_id: int, municipality: str) -> str:
    """The lines of tomorrow for whoever a call is to."""
    day = clock.today() + timedelta(days=1)
    message = db.session.get_one(Message, message_id)
    proved = message.recipient_id if message.kind == Kind.DAY_CALL else None  # a change names her, and proves nothing
    listener = herself(proved, day) if proved else _on(message.number_hash, day)
    words = catalogue(message.language)
    if listener is None:
        return spoken.nothing(day, clock.today(), words)
    trail.note_each(BY_NUMBER, "read", listener.told.owners)
    return _day(listener, day, municipality, message.language)[0]


def unit_number(message_id: int) -> str | None:
    """The number (E.164) of the unit that a call was made for; None where it has none."""
    query = select(Unit.phone).join(Message, Message.unit_id == Unit.id).where(Message.id == message_id)
    return e164(db.session.scalar(query) or "")


def welcomed(message_id: int, key: str) -> Answer | None:
    """What a key says in a welcome: that she wants no calls, or that the number is wrong; done at once."""
    answer = ANSWERS.get(key)
    if answer:
        replies.silence(db.session.get_one(Message, message_id).number_hash, answer)
    return answer


def proven(recipient_id: int, number: str, call_sid: str, municipality: str) -> int | None:
    """Somebody in a call has shown by her PIN who she is: her day, written as a message that this call reads out.

    None where she may hear nothing any more.
    """
    today = clock.today()
    listener = herself(recipient_id, today)
    if listener is None:
        return None
    trail.note(BY_NUMBER, "read", recipient_id=recipient_id)
    key = f"{IN}{call_sid}"
    drafts.write([_draft(key, listener, today, municipality, number, recipient_id)])
    message_id = drafts.number_of(key)
    if message_id is not None:
        outbox.in_a_call(message_id, twilio_voice.NAME, call_sid)
    return message_id


def call_back(number_hash: str, municipality: str) -> bool:
    """Have a registered number called with its day; False where nothing may be said on it, or not now.

    A calling number can be forged: nobody is rung up by night, or again and again. It is counted for every number.
    """
    today, now = clock.today(), clock.now()
    begins, ends = CALLED_BACK_BETWEEN
    if not begins <= clock.local(now).time() < ends:
        return False
    try:
        limit.attempt("call_back", number_hash)
        limit.attempt("call_back_day", number_hash)
    except limit.TooMany:
        return False
    listener = _on(number_hash, today)
    if listener is None:
        return False
    slot = int(now.timestamp() // CALLED_BACK_WITHIN.total_seconds())
    phone = with_roles(today, [number_hash])[0].phone
    key = f"{BACK}{number_hash}:{slot}"
    return bool(drafts.write([_draft(key, listener, today, municipality, phone, None)]))


def _draft(
    key: str, listener: Listener, day: date, municipality: str, number: str, recipient_id: int | None
) -> Draft:  # fmt: skip
    body, visits = _day(listener, day, municipality, listener.language)
    held = None if recipient_id else units.standing().held(listener.unit_id)
    return Draft(
        key, Kind.DAY_CALL, listener.unit_id, number, hashed_number(number), listener.language, body,
        clock.now() + CALLED_BACK_WITHIN, told=tuple(visit.told for visit in visits), way=Way.CALL,
        recipient_id=recipient_id, level=listener.told.level.name.lower(), urgent=True, held=held,
    )  # fmt: skip


def _day(listener: Listener, day: date, municipality: str, language: str) -> tuple[str, list[Coming]]:
    """The lines of a day, and the visits that they tell of."""
    words, told = catalogue(language), listener.told
    visits = [
        visit
        for some in coming(told.owners, day).values()
        for visit in some
        if compose.for_reader(visit.window, told.relative_reads)
    ]
    facts = compose.MorningFacts(
        municipality, day, [visit.window for visit in visits], told.level, None, told.relative_reads,
        today=clock.today(),
    )  # fmt: skip
    said = spoken.day(facts, words)
    return (said, visits) if said else (spoken.nothing(day, clock.today(), words), [])


def herself(recipient_id: int, day: date) -> Listener | None:
    """As much as somebody hears of herself, who has proven who she is: at least the times. None where she is gone."""
    query = select(Recipient.unit_id, Recipient.sms_detail, Recipient.language)
    query = query.where(Recipient.id == recipient_id, *living(day), Recipient.protected.is_(False))
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    level = max(Level.TIMES, Level.of(row.sms_detail))
    return Listener(Verdict(level, (recipient_id,)), catalogue(row.language).language, row.unit_id)


def _on(number_hash: str, day: date) -> Listener | None:
    """Whoever has a number: as much as may be told there, by a text as well."""
    number: Number = with_roles(day, [number_hash])[0]
    told = policy.verdict(number.owners.values(), number.kin, day)
    if not told.level or number_hash not in confirmed.standing([number_hash]).proven:
        return None
    languages = {number.languages[owner] for owner in told.owners}
    language = languages.pop() if len(languages) == 1 else "sv"
    return Listener(told, catalogue(language).language, number.units[told.owners[0]])
