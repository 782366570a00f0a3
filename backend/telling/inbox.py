"""What people wrote to us and nobody has answered, with the sender's visits of the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from backend.access.scope import Scope
from backend.telling import units
from notifications import drafts
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.sms_text import plain
from schema import clock
from schema.db import db
from schema.keyring import new_token
from schema.reach import masked
from schema.tables import InboundText, Recipient, Visit

LONGEST = 450
"""Characters of an answer: three texts."""
ANSWER_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class VisitThen:
    """A visit of the day on which somebody wrote."""

    window_start_at: datetime
    window_end_at: datetime
    status: str
    started_at: datetime | None


@dataclass(frozen=True)
class Written:
    """One text, by whom where it is one person, her visits of that day."""

    id: int
    unit_id: int | None
    recipient_id: int | None
    recipient: str | None
    number: str
    body: str
    received_at: datetime
    visits: tuple[VisitThen, ...] = field(default=())


class NoWords(Exception):
    """An answer without words, or with more than a text can hold."""


def unanswered(scope: Scope) -> list[Written]:
    """The texts of the scope's units that wait for an answer, oldest first; nobody's to the whole municipality."""
    mine = scope.units(InboundText.unit_id)
    nobodys = InboundText.unit_id.is_(None) if scope.unit_ids is None else InboundText.unit_id == -1
    seen = or_(InboundText.recipient_id.is_(None), scope.visible())
    query = (
        select(InboundText, Recipient.name)
        .outerjoin(Recipient, Recipient.id == InboundText.recipient_id)
        .where(InboundText.answered_at.is_(None), or_(mine, nobodys), seen)
        .order_by(InboundText.received_at, InboundText.id)
    )
    return [_written(text, name) for text, name in db.session.execute(query)]


def answer(scope: Scope, text_id: int, words: str, municipality: str) -> int | None:
    """Answer a text; whom it is to (0: nobody we know), None where there is no such text. The caller commits.

    Raises NoWords.
    """
    said = plain(words.strip())
    if not said or len(said) > LONGEST:
        raise NoWords
    text = _mine(scope, text_id)
    if text is None or text.unit_id is None:
        return None
    phone = units.standing().phone(text.unit_id)
    body = f"{municipality}: {said}" + (f"\n{phone}" if phone else "")
    key = f"{Kind.ANSWER}:{new_token()}"
    drafts.write([
        Draft(key, Kind.ANSWER, text.unit_id, text.number, text.number_hash, "sv", body, clock.now() + ANSWER_LASTS,
              recipient_id=text.recipient_id, urgent=True)
    ])  # fmt: skip
    text.answer_message_id = drafts.number_of(key)
    return _done(scope, text)


def put_away(scope: Scope, text_id: int) -> int | None:
    """A text that needs no answer; as `answer`."""
    text = _mine(scope, text_id)
    return None if text is None else _done(scope, text)


def _done(scope: Scope, text: InboundText) -> int:
    text.answered_at, text.answered_by_user_id = clock.now(), scope.user_id
    db.session.flush()
    return text.recipient_id or 0


def _mine(scope: Scope, text_id: int) -> InboundText | None:
    if text_id not in {one.id for one in unanswered(scope)}:
        return None
    return db.session.get(InboundText, text_id)


def _written(text: InboundText, name: str | None) -> Written:
    day = clock.local_date(text.received_at)
    query = (
        select(Visit.window_start_at, Visit.window_end_at, Visit.status, Visit.started_at)
        .where(Visit.recipient_id == text.recipient_id, Visit.date == day, Visit.revision > 0)
        .order_by(Visit.window_start_at, Visit.id)
    )
    visits = tuple(VisitThen(*row) for row in db.session.execute(query)) if text.recipient_id else ()
    return Written(
        text.id, text.unit_id, text.recipient_id, name, masked(text.number), text.body or "", text.received_at, visits
    )
