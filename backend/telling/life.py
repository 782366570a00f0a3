"""One message's life: how it stands and why, what happened to it and when, whom it is about, what it promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from backend.access.scope import Scope
from backend.telling.moments import Moment, moments
from notifications.events import SHORT_LIVED
from schema.db import db
from schema.reach import masked
from schema.tables import Message, Promise, Recipient, Unit, Visit, VisitRevision

SHOWN_OF_ONE = 12
"""Messages on a person's page."""


@dataclass(frozen=True)
class Person:
    """Somebody whom it is to or about."""

    id: int
    name: str


@dataclass(frozen=True)
class Window:
    """When a visit that it told of was to begin. `promised`: it was told of, and did not only have its cause there."""

    window_start_at: datetime
    window_end_at: datetime
    promised: bool


@dataclass(frozen=True)
class Told:
    """A message as a list shows it."""

    id: int
    kind: str
    channel: str
    state: str
    reason: str | None
    created_at: datetime
    wanted_at: datetime | None
    delivered_at: datetime | None
    to_relative: bool


@dataclass(frozen=True)
class Life(Told):
    """A message with all that happened to it, its number masked. `body` is None where words are not shown."""

    unit_id: int | None
    unit: str | None
    people: tuple[Person, ...]
    hidden: bool
    """Whether it is about somebody whom the reader may not see: then nobody, no visit and no words are shown."""
    number: str
    language: str
    level: str | None
    segments: int | None
    attempts: int
    urgent: bool
    body: str | None
    moments: tuple[Moment, ...]
    windows: tuple[Window, ...]

    @property
    def about(self) -> tuple[int | None, ...]:
        """The recipients whom a look at it is about, for the trail; None alone where nobody was shown."""
        return tuple(one.id for one in self.people) or (None,)


def life(scope: Scope, message_id: int, *, nothing_leaves: bool) -> Life | None:
    """The message with its life; None where there is none inside the scope.

    Its words only where `nothing_leaves` the house, or the unit is in shadow mode; codes and letters to administrators
    alone.
    """
    query = (
        select(Message, Unit.name)
        .outerjoin(Unit, Unit.id == Message.unit_id)
        .where(Message.id == message_id, _mine(scope))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    message = row.Message
    people, hidden = _people(scope, message)
    readable = not hidden and (scope.role == "admin" or message.kind not in SHORT_LIVED)
    shown = readable and (nothing_leaves or message.reason == "shadow")
    return Life(
        **_told(message), unit_id=message.unit_id, unit=row.name, people=people, hidden=hidden,
        number=masked(message.number), language=message.language, level=message.level, segments=message.segments,
        attempts=message.attempts, urgent=message.urgent, body=message.body if shown else None,
        moments=moments(message), windows=() if hidden else _windows(scope, message),
    )  # fmt: skip


def of_person(scope: Scope, recipient_id: int) -> list[Told]:
    """The last messages to or about a recipient inside the scope, newest first."""
    hers = scope.people(select(Recipient.id)).where(Recipient.id == recipient_id, _about())
    query = select(Message).where(exists(hers.correlate(Message)), Message.user_id.is_(None))
    rows = db.session.scalars(query.order_by(Message.id.desc()).limit(SHOWN_OF_ONE))
    return [Told(**_told(message)) for message in rows]


def _mine(scope: Scope) -> ColumnElement[bool]:
    """Of the scope's units, or about somebody of the scope; users' own letters are for administrators."""
    about = exists(scope.people(select(Recipient.id)).where(_about()).correlate(Message))
    whose = or_(scope.units(Message.unit_id), about)
    return whose if scope.role == "admin" else and_(whose, Message.user_id.is_(None))


def _about() -> ColumnElement[bool]:
    """The condition that a message is to or about a recipient: named in it, or told at her number with no one named."""
    nobody_named = and_(Message.recipient_id.is_(None), Message.relative_id.is_(None), Message.user_id.is_(None))
    return or_(Recipient.id == Message.recipient_id, and_(nobody_named, Recipient.phone_hash == Message.number_hash))


def _people(scope: Scope, message: Message) -> tuple[tuple[Person, ...], bool]:
    """Whom it is about, of those in the scope, and whether somebody is who must not be seen."""
    about = select(Recipient.id).join(Message, _about()).where(Message.id == message.id, Recipient.revision > 0)
    seen = set(db.session.scalars(about.where(scope.visible())))
    hidden = seen != set(db.session.scalars(about))
    query: Any = select(Recipient.id, Recipient.name).where(Recipient.id.in_(sorted(seen)))
    rows = db.session.execute(scope.people(query).order_by(Recipient.id))
    return () if hidden else tuple(Person(*row) for row in rows), hidden


def _windows(scope: Scope, message: Message) -> tuple[Window, ...]:
    """The visits that it told of, as it told of them; else the one that it is about, as it stands."""
    promised = (
        select(VisitRevision.window_start_at, VisitRevision.window_end_at)
        .join(Promise, and_(Promise.visit_id == VisitRevision.visit_id, Promise.revision == VisitRevision.number))
        .join(Visit, Visit.id == Promise.visit_id)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .where(Promise.message_id == message.id, scope.reaches(Recipient.unit_id), scope.visible())
        .order_by(VisitRevision.window_start_at, VisitRevision.id)
    )
    told = tuple(Window(*row, promised=True) for row in db.session.execute(promised))
    cause = (
        select(Visit.window_start_at, Visit.window_end_at)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .where(Visit.id == message.visit_id, scope.reaches(Recipient.unit_id), scope.visible())
    )
    return told or tuple(Window(*row, promised=False) for row in db.session.execute(cause))


def _told(message: Message) -> dict[str, Any]:
    return {
        "id": message.id, "kind": message.kind, "channel": message.channel, "state": message.state,
        "reason": message.reason, "created_at": message.created_at, "wanted_at": message.wanted_at,
        "delivered_at": message.delivered_at, "to_relative": message.relative_id is not None,
    }  # fmt: skip
