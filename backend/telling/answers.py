"""A text comes in: kept, done what it says, and answered. What is said rests on who has the number, never on who asks.

The caller owns the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.survey import answering
from backend.telling import alerts, confirmed, replies, units
from backend.telling.numbers import Number, living, with_roles
from backend.telling.replies import A_NUMBER, Answer, meaning
from backend.telling.windows import coming
from notifications import compose
from notifications.events import Kind
from notifications.policy import verdict
from notifications.texts import Catalogue, catalogue
from schema import clock
from schema.db import db, insert_new
from schema.reach import hashed_number
from schema.tables import CameAnswer, InboundText, Message, OnCall, Recipient, Relative, Task, Visit

NOT_COME = "said_not_come"
"""The kind of the task that tells a unit that somebody says nobody came."""
SAYS = {
    Answer.STOP: "stopped", Answer.START: "started", Answer.WRONG: "wrong", Answer.YES: "thanks", Answer.NO: "thanks",
    Answer.RATED: "thanks", Answer.OTHER: "other", Answer.HELP: "help",
}  # fmt: skip
NOBODYS = {"number": "", "number_hash": "", "body": "", "unit_id": None, "recipient_id": None}
"""What is kept of whose a text is that was only counted."""


@dataclass(frozen=True)
class Inbound:
    """A text as it came: what the provider knows it by, from which number, its words."""

    sid: str
    number: str
    body: str


@dataclass(frozen=True)
class Asked:
    """The question that was answered by NEJ: its message, of whom, of which visit."""

    message_id: int
    recipient_id: int
    visit_id: int | None


Heard = Callable[[Asked], bool]
"""Takes it that nobody came; False leaves it to the unit to look."""


def receive(text: Inbound, municipality: str, heard: Heard = lambda _: False) -> str:
    """Keep a text and do what it says; the words to answer with. One that comes twice is done once."""
    number_hash = hashed_number(text.number) if A_NUMBER.fullmatch(text.number) else ""
    meant = _meant(text, number_hash)
    number = _number(number_hash)
    if _keep(text, number_hash, meant, number) and meant is not Answer.RATED:
        replies.take(text.number, meant)
        if meant in (Answer.YES, Answer.NO):
            _heed(number_hash, heard, came=meant is Answer.YES)
    words = catalogue(_language(number))
    if meant in (Answer.TODAY, Answer.TOMORROW):
        day = clock.today() + timedelta(days=meant is Answer.TOMORROW)
        return _list(number, day, municipality, words)
    said = words.say("reply", SAYS[meant], municipality=municipality)
    phone = _phone(number) if meant in (Answer.OTHER, Answer.HELP, Answer.NO) else None
    return " ".join([said, *([words.say("reply", "call", phone=phone)] if phone else [])])


def _meant(text: Inbound, number_hash: str) -> Answer:
    """What a text means. 1, 2 and 3 mean something only where that was asked, and are counted here, once."""
    meant, face = meaning(text.body), replies.face_of(text.body)
    if face is None:
        return meant
    known = db.session.scalar(select(InboundText.meaning).where(InboundText.sid == text.sid))
    if known is not None:
        return Answer(known)
    counted = number_hash and answering.by_text(number_hash, face, bare=replies.is_figure(text.body))
    return Answer.RATED if counted else Answer.OTHER


def _keep(text: Inbound, number_hash: str, meant: Answer, number: Number | None) -> bool:
    """Whether it is new. What means something to us is done with; anything else waits in the unit's inbox."""
    row = {
        "sid": text.sid, "meaning": meant, "received_at": clock.now(),
        "answered_at": None if meant is Answer.OTHER else clock.now(),
    }  # fmt: skip
    row |= NOBODYS if meant is Answer.RATED else _of_somebody(text, number_hash, number)
    return bool(db.session.scalars(insert_new(InboundText, [row]).returning(InboundText.id)).all())


def _of_somebody(text: Inbound, number_hash: str, number: Number | None) -> dict[str, Any]:
    """Whose a text is, and its words."""
    belongs = {one: number.units[one] for one in number.owners} if number else _relatives_of(number_hash)
    owners, units_ = sorted(belongs), set(belongs.values()) or _on_call_of(number_hash)
    return {
        "number": text.number, "number_hash": number_hash, "body": text.body[:2000],
        "unit_id": min(units_) if units_ else None, "recipient_id": owners[0] if len(owners) == 1 else None,
    }  # fmt: skip


def _relatives_of(number_hash: str) -> dict[int, int]:
    """Recipient → unit, of whom a relative has the number: what she writes is for their unit."""
    query = (
        select(Recipient.id, Recipient.unit_id)
        .join(Relative, Relative.recipient_id == Recipient.id)
        .where(Relative.phone_hash == number_hash, Relative.revision > 0, *living(clock.today()))
    )
    rows = db.session.execute(query.order_by(Recipient.id)) if number_hash else ()
    return {id_: unit_id for id_, unit_id in rows}


def _on_call_of(number_hash: str) -> set[int]:
    """The units that somebody is on call for."""
    query = select(OnCall.unit_id).where(OnCall.phone_hash == number_hash, OnCall.until_at.is_(None))
    return set(db.session.scalars(query)) if number_hash else set()


def _number(number_hash: str) -> Number | None:
    found = with_roles(clock.today(), [number_hash]) if number_hash else []
    return found[0] if found and found[0].owners else None


def _language(number: Number | None) -> str:
    spoken = set(number.languages.values()) if number else set()
    return spoken.pop() if len(spoken) == 1 else "sv"


def _phone(number: Number | None) -> str | None:
    """The unit's number, where one unit alone has everybody on the number, and nobody of them is protected."""
    open_to = number is not None and not any(owner.protected for owner in number.owners.values())
    belongs = set(number.units.values()) if number and open_to else set()
    return units.standing().phone(belongs.pop()) if len(belongs) == 1 else None


def _list(number: Number | None, day: date, municipality: str, words: Catalogue) -> str:
    """The day's visits as the morning list says them; one neutral answer where none may be said."""
    none = words.say("reply", "no_list", municipality=municipality)
    if number is None or number.hash not in confirmed.standing([number.hash]).proven:
        return none
    told = verdict(number.owners.values(), number.kin, day)
    visits = [one for some in coming(told.owners, day).values() for one in some]
    facts = compose.MorningFacts(
        municipality, day, [visit.window for visit in visits], told.level, _phone(number), told.relative_reads,
        today=clock.today(),
    )  # fmt: skip
    return compose.morning(facts, words) or none


def _heed(number_hash: str, heard: Heard, *, came: bool) -> None:
    """JA or NEJ: somebody on call takes what she was told of; else it answers today's question, once."""
    if came and alerts.take(number_hash):
        return
    asked = select(Message).where(
        Message.number_hash == number_hash, Message.kind == Kind.QUESTION, Message.recipient_id.is_not(None),
        Message.created_at >= clock.day_bounds(clock.today())[0],
    )  # fmt: skip
    question = db.session.scalars(asked.order_by(Message.id.desc()).limit(1)).first()
    if question is None or question.recipient_id is None:
        return
    told = select(CameAnswer.id).where(CameAnswer.message_id == question.id).limit(1)
    if db.session.scalar(told) is not None:
        return
    db.session.add(
        CameAnswer(
            recipient_id=question.recipient_id, visit_id=question.visit_id, date=clock.today(), came=came,
            message_id=question.id, way="sms", answered_at=clock.now(),
        )
    )  # fmt: skip
    if not came and not heard(Asked(question.id, question.recipient_id, question.visit_id)):
        _ask_the_unit(question)


def _ask_the_unit(question: Message) -> None:
    unit_id = db.session.scalar(select(Visit.unit_id).where(Visit.id == question.visit_id)) or question.unit_id
    row = {
        "key": f"{NOT_COME}:{question.id}", "kind": NOT_COME, "unit_id": unit_id,
        "recipient_id": question.recipient_id, "date": clock.today(), "raised_at": clock.now(),
    }  # fmt: skip
    if unit_id is not None:
        db.session.execute(insert_new(Task, [row]))
