"""The ones not reached: whose list did not arrive, to be called by hand before the first visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from backend.access.scope import Scope
from backend.telling import whose
from backend.telling.whose import Person
from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db, insert_new
from schema.tables import HandCall, Message, Promise, Unit, User, VisitRevision

LISTS = (Kind.MORNING, Kind.EVENING)
NOT_ARRIVED = (State.UNDELIVERED, State.FAILED, State.UNKNOWN, State.EXPIRED)
NO_RECEIPT_AFTER = timedelta(minutes=20)
"""A message handed over, of whose arrival nothing is heard for so long, may not have arrived."""


@dataclass(frozen=True)
class Unreached:
    """One number that a list did not reach."""

    message_id: int
    unit_id: int
    unit: str
    people: tuple[Person, ...]
    number: str
    first_at: datetime
    """When the first visit that the list told of may begin."""
    state: str
    reason: str | None
    done_at: datetime | None
    done_by: str | None


def unreached(scope: Scope, day: date) -> list[Unreached]:
    """Whom to call about the visits of a local date inside the scope, by the first visit's time."""
    late = (Message.state == State.SENT) & (Message.handed_at < clock.now() - NO_RECEIPT_AFTER)
    late &= Message.channel != "console"
    first = func.min(VisitRevision.window_start_at)
    query = (
        select(Message, Unit.name, first.label("first_at"), HandCall.done_at, User.name.label("done_by"))
        .join(Promise, Promise.message_id == Message.id)
        .join(VisitRevision, (VisitRevision.visit_id == Promise.visit_id) & (VisitRevision.number == Promise.revision))
        .join(Unit, Unit.id == Message.unit_id)
        .outerjoin(HandCall, HandCall.message_id == Message.id)
        .outerjoin(User, User.id == HandCall.done_by_user_id)
        .where(VisitRevision.date == day, Message.kind.in_(LISTS), scope.units(Message.unit_id))
        .where(or_(Message.state.in_(NOT_ARRIVED), late))
        .group_by(Message.id, Unit.name, HandCall.done_at, User.name)
        .order_by(first, Message.id)
    )
    rows = db.session.execute(query).all()
    people = whose.people(scope, {row.Message.number_hash for row in rows})
    found = []
    for row in rows:
        here = people.get(row.Message.number_hash, ())
        if here:
            found.append(_shown(row.Message, row.name, here, row.first_at, row.done_at, row.done_by))
    return found


def done(scope: Scope, message_id: int, day: date) -> bool:
    """Tick somebody off as called; False where she is not on the list of the scope. The caller commits."""
    about = next((one for one in unreached(scope, day) if one.message_id == message_id), None)
    if about is None or scope.user_id is None:
        return False
    row = {
        "message_id": message_id, "unit_id": about.unit_id, "date": day, "done_at": clock.now(),
        "done_by_user_id": scope.user_id,
    }  # fmt: skip
    db.session.execute(insert_new(HandCall, [row]))
    return True


def _shown(
    message: Message, unit: str, people: tuple[Person, ...], first_at: datetime, done_at: datetime | None,
    done_by: str | None,
) -> Unreached:  # fmt: skip
    return Unreached(
        message.id, message.unit_id or 0, unit, people, message.number, first_at, message.state, message.reason,
        done_at, done_by,
    )  # fmt: skip
