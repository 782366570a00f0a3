"""The ones not reached: whose list did not arrive, to be called by hand before the first visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from backend.access.scope import Scope
from backend.telling import whose
from backend.telling.day_calls import over_by_another
from backend.telling.numbers import LISTS
from backend.telling.whose import Person
from backend.telling.windows import Coming, coming
from notifications.compose import WindowFact
from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db, insert_new
from schema.tables import HandCall, Message, Promise, Recipient, Unit, User, VisitRevision

TOLD_BY = (*LISTS, Kind.DAY_CALL, Kind.CHANGE)
NOT_ARRIVED = (State.UNDELIVERED, State.FAILED, State.UNKNOWN, State.EXPIRED)
ON_ITS_WAY = (State.QUEUED, State.SENDING)
LATE_AFTER = timedelta(minutes=20)
"""A message that should have left, or of whose arrival nothing is heard for so long, may not arrive."""


@dataclass(frozen=True)
class Unreached:
    """One number that a list did not reach."""

    message_id: int
    unit_id: int
    unit: str
    people: tuple[Person, ...]
    numbers: tuple[str, ...]
    """Where to ring (E.164, or as the plan has it): the number that was tried, then other numbers of theirs."""
    first_at: datetime
    """When the first visit that the list told of may begin."""
    visits: tuple[WindowFact, ...]
    """What is still to come of the day: what to say."""
    state: str
    reason: str | None
    done_at: datetime | None
    done_by: str | None


def unreached(scope: Scope, day: date) -> list[Unreached]:
    """Whom to call about the visits of a local date inside the scope, by the first visit's time."""
    found = _found(scope, day)
    ids = sorted({person.id for _, people in found for person in people})
    visits, landlines = coming(ids, day), _landlines(scope, ids)
    return [_shown(row, people, visits, landlines) for row, people in found]


def waiting(scope: Scope, day: date) -> int:
    """How many are not called yet."""
    return sum(row.done_at is None for row, _ in _found(scope, day))


def done(scope: Scope, message_id: int, day: date) -> Sequence[Person]:
    """Tick somebody off as called: who it was; nobody where she is not on the list of the scope. The caller commits.

    Whoever ticked first stands.
    """
    row, people = _one(scope, message_id, day)
    if row is None or scope.user_id is None:
        return ()
    call = {
        "message_id": message_id, "unit_id": row.Message.unit_id, "date": day, "done_at": clock.now(),
        "done_by_user_id": scope.user_id,
    }  # fmt: skip
    db.session.execute(insert_new(HandCall, [call]))
    return people


def undone(scope: Scope, message_id: int, day: date) -> Sequence[Person]:
    """Take a tick back: who it was; nobody as for `done`."""
    row, people = _one(scope, message_id, day)
    if row is not None:
        db.session.execute(delete(HandCall).where(HandCall.message_id == message_id))
    return people


def _one(scope: Scope, message_id: int, day: date) -> tuple[Any, Sequence[Person]]:
    return next((pair for pair in _found(scope, day) if pair[0].Message.id == message_id), (None, ()))


def _found(scope: Scope, day: date) -> list[tuple[Any, tuple[Person, ...]]]:
    """The lists that did not arrive, each with the people of the scope who have the number now."""
    ago = clock.now() - LATE_AFTER
    silent = and_(Message.state == State.SENT, Message.handed_at < ago, Message.channel != "console")
    stuck = and_(Message.state.in_(ON_ITS_WAY), Message.wanted_at < ago)
    first = func.min(VisitRevision.window_start_at)
    query = (
        select(Message, Unit.name, first.label("first_at"), HandCall.done_at, User.name.label("done_by"))
        .join(Promise, Promise.message_id == Message.id)
        .join(VisitRevision, (VisitRevision.visit_id == Promise.visit_id) & (VisitRevision.number == Promise.revision))
        .join(Unit, Unit.id == Message.unit_id)
        .outerjoin(HandCall, HandCall.message_id == Message.id)
        .outerjoin(User, User.id == HandCall.done_by_user_id)
        .where(VisitRevision.date == day, Message.kind.in_(TOLD_BY), scope.units(Message.unit_id))
        .where(or_(Message.state.in_(NOT_ARRIVED), silent, stuck), ~over_by_another(day))
        .group_by(Message.id, Unit.name, HandCall.done_at, User.name)
        .order_by(first, Message.id)
    )
    rows = db.session.execute(query).all()
    people = whose.people(scope, {row.Message.number_hash for row in rows})
    return [(row, here) for row in rows if (here := people.get(row.Message.number_hash))]


def _landlines(scope: Scope, ids: Sequence[int]) -> dict[int, str]:
    query: Any = select(Recipient.id, Recipient.landline).where(Recipient.id.in_(ids), Recipient.landline.is_not(None))
    return {row.id: row.landline for row in db.session.execute(scope.people(query).order_by(Recipient.id))}


def _shown(
    row: Any, people: tuple[Person, ...], visits: dict[int, list[Coming]], landlines: dict[int, str]
) -> Unreached:  # fmt: skip
    message: Message = row.Message
    others = [landlines[person.id] for person in people if person.id in landlines]
    to_come = sorted((one.window for person in people for one in visits.get(person.id, ())), key=lambda one: one.begins)
    return Unreached(
        message.id, message.unit_id or 0, row.name, people, tuple(dict.fromkeys([message.number, *others])),
        row.first_at, tuple(to_come), message.state, message.reason, row.done_at, row.done_by,
    )  # fmt: skip
