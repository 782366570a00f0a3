"""What people wrote to us and nobody has answered, with the sender's visits of the day; answered from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from backend.access.scope import Scope
from backend.telling import units, whose
from backend.telling.whose import Person
from notifications import drafts
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.sms_text import plain
from schema import clock
from schema.db import db
from schema.keyring import new_token
from schema.reach import masked
from schema.tables import InboundText, Message, Recipient, User, Visit, Worker

LONGEST = 450
"""Characters of an answer: three texts."""
ANSWER_LASTS = timedelta(days=1)
SHOWN = timedelta(days=3)
"""For how long what was answered stands below, and can be taken out again where it was put away."""


@dataclass(frozen=True)
class VisitThen:
    """A visit of the day on which somebody wrote."""

    window_start_at: datetime
    window_end_at: datetime
    status: str
    started_at: datetime | None
    workers: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """One text, by whom: the recipient where it is one, else everybody whose number it is."""

    id: int
    unit_id: int | None
    recipient_id: int | None
    people: tuple[Person, ...]
    number: str
    body: str
    received_at: datetime
    visits: tuple[VisitThen, ...] = ()


@dataclass(frozen=True)
class Answered:
    """One text that somebody answered, or put away (`answer` None). `state`: where the answer is on its way."""

    written: Written
    answered_at: datetime
    by: str
    answer: str | None
    state: str | None


class NoWords(Exception):
    """An answer without words, or with more than a text can hold."""


class AlreadyDone(Exception):
    """A colleague was first: it is answered or put away."""


def waiting(scope: Scope) -> int:
    """How many texts wait for an answer."""
    query = select(func.count(InboundText.id)).outerjoin(Recipient, Recipient.id == InboundText.recipient_id)
    return db.session.scalar(query.where(InboundText.answered_at.is_(None), *_inside(scope))) or 0


def unanswered(scope: Scope) -> list[Written]:
    """The texts of the scope's units that wait for an answer, oldest first; nobody's to the whole municipality."""
    query = (
        select(InboundText, Recipient.name)
        .outerjoin(Recipient, Recipient.id == InboundText.recipient_id)
        .where(InboundText.answered_at.is_(None), *_inside(scope))
        .order_by(InboundText.received_at, InboundText.id)
    )
    return _written(scope, db.session.execute(query).all(), visits=True)


def answered(scope: Scope) -> list[Answered]:
    """What somebody answered or put away in the last days, newest first."""
    query = (
        select(InboundText, Recipient.name, User.name.label("by"), Message.body.label("answer"), Message.state)
        .outerjoin(Recipient, Recipient.id == InboundText.recipient_id)
        .join(User, User.id == InboundText.answered_by_user_id)
        .outerjoin(Message, Message.id == InboundText.answer_message_id)
        .where(InboundText.answered_at >= clock.now() - SHOWN, *_inside(scope))
        .order_by(InboundText.answered_at.desc(), InboundText.id.desc())
    )
    rows = db.session.execute(query).all()
    texts = _written(scope, rows, visits=False)
    return [
        Answered(text, row.InboundText.answered_at, row.by, row.answer, row.state)
        for text, row in zip(texts, rows, strict=True)
    ]


def answer(scope: Scope, text_id: int, words: str, municipality: str) -> int | None:
    """Answer a text; whom it is to (0: no one person), None where there is no such text. The caller commits.

    Raises NoWords, and AlreadyDone where a colleague was first.
    """
    text = _mine(scope, text_id)
    if text is None:
        return None
    said = plain(words.replace("\r\n", "\n").strip())
    if not said or len(said) > LONGEST:
        raise NoWords
    _take(scope, text)
    phone = units.standing().phone(text.unit_id) if text.unit_id is not None else None
    body = f"{municipality}: {said}" + (f"\n{phone}" if phone else "")
    key = f"{Kind.ANSWER}:{new_token()}"
    drafts.write([
        Draft(key, Kind.ANSWER, text.unit_id, text.number, text.number_hash, "sv", body, clock.now() + ANSWER_LASTS,
              recipient_id=text.recipient_id, urgent=True)
    ])  # fmt: skip
    text.answer_message_id = drafts.number_of(key)
    db.session.flush()
    return text.recipient_id or 0


def put_away(scope: Scope, text_id: int) -> int | None:
    """A text that needs no answer; as `answer`."""
    text = _mine(scope, text_id)
    if text is None:
        return None
    _take(scope, text)
    return text.recipient_id or 0


def take_out(scope: Scope, text_id: int) -> int | None:
    """A text that was put away waits again; None where there is none that was."""
    text = _mine(scope, text_id)
    put = (text is not None and text.answered_at) or None
    if text is None or put is None or put < clock.now() - SHOWN or text.answered_by_user_id is None:
        return None
    if text.answer_message_id is not None:
        return None
    text.answered_at = text.answered_by_user_id = None
    db.session.flush()
    return text.recipient_id or 0


def _inside(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a text, outer-joined with its recipient, is the scope's to read."""
    mine = scope.units(InboundText.unit_id)
    mine = or_(mine, InboundText.unit_id.is_(None)) if scope.unit_ids is None else mine
    return mine, or_(InboundText.recipient_id.is_(None), scope.visible())


def _mine(scope: Scope, text_id: int) -> InboundText | None:
    query = select(InboundText).outerjoin(Recipient, Recipient.id == InboundText.recipient_id)
    found: InboundText | None = db.session.scalar(query.where(InboundText.id == text_id, *_inside(scope)))
    return found


def _take(scope: Scope, text: InboundText) -> None:
    """It is ours to answer, unless somebody else took it a moment ago."""
    free = update(InboundText).where(InboundText.id == text.id, InboundText.answered_at.is_(None))
    mine = free.values(answered_at=clock.now(), answered_by_user_id=scope.user_id).returning(InboundText.id)
    if db.session.scalar(mine, execution_options={"synchronize_session": False}) is None:
        raise AlreadyDone
    db.session.refresh(text)


def _written(scope: Scope, rows: Sequence[Any], *, visits: bool) -> list[Written]:
    """The texts of rows that hold each with its recipient's name."""
    loose = {row.InboundText.number_hash for row in rows if row.InboundText.recipient_id is None}
    known = whose.everybody(scope, loose - {""})
    made = []
    for row in rows:
        text = row.InboundText
        hers = (Person(text.recipient_id, row.name),) if text.recipient_id else known.get(text.number_hash, ())
        made.append(
            Written(
                text.id, text.unit_id, text.recipient_id, hers, masked(text.number), text.body or "",
                text.received_at, _visits(text) if visits and text.recipient_id else (),
            )
        )  # fmt: skip
    return made


def _visits(text: InboundText) -> tuple[VisitThen, ...]:
    day = clock.local_date(text.received_at)
    query = (
        select(Visit.window_start_at, Visit.window_end_at, Visit.status, Visit.started_at, Visit.worker_ids)
        .where(Visit.recipient_id == text.recipient_id, Visit.date == day, Visit.revision > 0)
        .order_by(Visit.window_start_at, Visit.id)
    )
    rows = db.session.execute(query).all()
    ids = {worker for row in rows for worker in row.worker_ids}
    names = dict(db.session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(sorted(ids)))).all())
    return tuple(VisitThen(*row[:4], tuple(names[one] for one in row.worker_ids if one in names)) for row in rows)
