"""One recipient as her manager sees her: today's visits, what she wishes, and who has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from backend.access.scope import Scope
from backend.gaps.begun import Held
from backend.gaps.load import cases
from backend.gaps.seen import Names, Seen
from schema import clock
from schema.db import db
from schema.tables import Home, Recipient, Trail, Unit, User, Visit

LOOKS_SHOWN = 50


@dataclass(frozen=True)
class VisitToday:
    """A visit with its state."""

    id: int
    status: str
    expected_at: datetime | None
    seen: Seen


@dataclass(frozen=True)
class Look:
    """Somebody's look at or change about her; `times`: how often without a pause for anybody else's. `at`: the last."""

    at: datetime
    who: str
    role: str
    action: str
    times: int = 1


@dataclass(frozen=True)
class Person:
    """What the page of one person shows."""

    id: int
    home_id: int
    name: str
    phone: str | None
    landline: str | None
    address: str
    unit: str
    unit_id: int
    language: str
    sms_detail: str
    card_detail: str | None
    ended_on: date | None
    protected: bool
    visits: tuple[VisitToday, ...]
    unplanned: tuple[Seen, ...]
    looks: tuple[Look, ...]


def person(scope: Scope, recipient_id: int, day: date) -> Person | None:
    """The recipient with the visits of a local date; None where there is none inside the scope."""
    row = db.session.scalar(scope.people(select(Recipient)).where(Recipient.id == recipient_id))
    if row is None:
        return None
    visits, unplanned = _visits(row.id, day)
    return Person(
        id=row.id,
        home_id=row.home_id,
        name=row.name,
        phone=row.phone,
        landline=row.landline,
        address=db.session.get_one(Home, row.home_id).place,
        unit=db.session.get_one(Unit, row.unit_id).name,
        unit_id=row.unit_id,
        language=row.language,
        sms_detail=row.sms_detail,
        card_detail=row.card_detail,
        ended_on=row.ended_on,
        protected=row.protected,
        visits=visits,
        unplanned=unplanned,
        looks=_looks(row.id),
    )


def _visits(recipient_id: int, day: date) -> tuple[tuple[VisitToday, ...], tuple[Seen, ...]]:
    case = cases([recipient_id], day, day)[0]
    held = {visit.id: Held.of(visit) for visit in case.visits}
    names = Names.of(held.values(), case.unplanned)
    columns = Visit.id, Visit.status, Visit.expected_at
    query = select(*columns).where(Visit.recipient_id == recipient_id, Visit.date == day, Visit.revision > 0)
    rows = db.session.execute(query.order_by(Visit.window_start_at, Visit.id))
    visits = tuple(VisitToday(row.id, row.status, row.expected_at, names.visit(held[row.id])) for row in rows)
    return visits, tuple(names.unplanned(stay) for stay in case.unplanned)


def _looks(recipient_id: int) -> tuple[Look, ...]:
    """The last looks and changes, newest first, one line for several in a row. A card's are somebody in the home."""
    query = (
        select(Trail.at, User.name, Trail.role, Trail.action)
        .outerjoin(User, User.id == Trail.user_id)
        .where(Trail.recipient_id == recipient_id)
        .order_by(Trail.at.desc(), Trail.id.desc())
        .limit(LOOKS_SHOWN)
    )
    rows = db.session.execute(query).all()
    runs = (list(run) for _, run in groupby(rows, lambda row: (clock.local_date(row.at), *row[1:])))
    return tuple(Look(run[0].at, run[0].name or "", run[0].role, run[0].action, len(run)) for run in runs)
