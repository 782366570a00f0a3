"""The outbox as an administrator sees it: what went where and why not; the words only where nothing leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from backend.access.scope import Scope
from notifications.sms_text import measure
from notifications.states import State
from schema.db import db
from schema.reach import masked
from schema.tables import Message, Unit, User

PAGE = 50
STATES = tuple(State)


@dataclass(frozen=True)
class SentMessage:
    """One message, its number masked."""

    id: int
    kind: str
    channel: str
    unit_id: int | None
    unit: str | None
    recipient_id: int | None
    """Whom it is to or about, where it is one person: for the trail."""
    number: str
    language: str
    state: str
    reason: str | None
    created_at: datetime
    settled_at: datetime | None
    attempts: int
    segments: int
    body: str | None
    """None where words are not shown."""


@dataclass(frozen=True)
class Outbox:
    """One page of messages, newest first; `older_than` is where the next page begins, None on the last."""

    messages: tuple[SentMessage, ...]
    older_than: int | None


def messages(scope: Scope, *, state: str | None, older_than: int | None, with_words: bool) -> Outbox:
    """A page of the messages of the scope's units."""
    query = (
        select(Message, Unit.name)
        .outerjoin(Unit, Unit.id == Message.unit_id)
        .where(scope.units(Message.unit_id))
        .order_by(Message.id.desc())
        .limit(PAGE + 1)
    )
    if state:
        query = query.where(Message.state == state)
    if older_than is not None:
        query = query.where(Message.id < older_than)
    rows = db.session.execute(query).all()
    shown = tuple(_shown(message, unit, with_words) for message, unit in rows[:PAGE])
    return Outbox(shown, shown[-1].id if len(rows) > PAGE else None)


def counts(scope: Scope) -> dict[str, int]:
    """How many messages are in each state."""
    query = select(Message.state, func.count()).where(scope.units(Message.unit_id)).group_by(Message.state)
    found = dict(db.session.execute(query).all())
    return {state: found[state] for state in STATES if state in found}


def users() -> int:
    """How many active users there are."""
    return db.session.scalar(select(func.count(User.id)).where(User.active.is_(True))) or 0


def _shown(message: Message, unit: str | None, with_words: bool) -> SentMessage:
    body = message.body or ""
    return SentMessage(
        id=message.id,
        kind=message.kind,
        channel=message.channel,
        unit_id=message.unit_id,
        unit=unit,
        recipient_id=message.recipient_id,
        number=masked(message.number),
        language=message.language,
        state=message.state,
        reason=message.reason,
        created_at=message.created_at,
        settled_at=message.settled_at,
        attempts=message.attempts,
        segments=message.segments or measure(body).segments,
        body=body if with_words else None,
    )
