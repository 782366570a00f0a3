"""Visits as a worker meets them: whose, where, what for, and what she has registered herself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from backend.declining import granted
from schema import clock
from schema.db import db
from schema.tables import Execution, Home, Recipient, Service, Visit, Worker

STILL_OPEN = timedelta(hours=20)
"""How long a check-in without check-out stays in the worker's sight."""
OVER = ("done", "missed", "cancelled", "absent", "declined")


@dataclass(frozen=True)
class Stop:
    """A visit on the worker's route, or one that she took besides it (`visit_id` None: unplanned)."""

    visit_id: int | None
    recipient_id: int
    home_id: int
    unit_id: int
    recipient: str
    address: str
    window_start_at: datetime | None
    window_end_at: datetime | None
    duration_minutes: int
    services: tuple[str, ...]
    colleagues: tuple[str, ...]
    status: str
    mine: bool = True
    """Whether it is planned for her."""
    called_off: bool = False
    """Whether the recipient asked to be without it, and was granted."""
    expected_at: datetime | None = None
    check_in_at: datetime | None = None
    check_out_at: datetime | None = None
    check_in_id: int | None = None
    check_out_id: int | None = None
    date: date | None = None
    language: str = "sv"
    """Hers whom it is to."""

    @property
    def action(self) -> str | None:
        """What she would register next here: check_in, check_out, or nothing more."""
        if self.check_in_at and not self.check_out_at:
            return "check_out"
        return None if self.check_out_at or self.status in OVER else "check_in"


@dataclass(frozen=True)
class Person:
    """Somebody who lives in a home."""

    recipient_id: int
    name: str
    unit_id: int


def stops_where(worker_id: int, *conditions: Any) -> list[Stop]:
    """The visits that fit, in the order of their windows, as a worker meets them."""
    rows = db.session.execute(
        select(Visit, Recipient, Home)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .join(Home, Home.id == Recipient.home_id)
        .where(Visit.revision > 0, Recipient.revision > 0, *conditions)
        .order_by(Visit.window_start_at, Visit.window_end_at, Visit.outside_id)
    ).all()
    services = _names(Service, Service.name, (one for visit, *_ in rows for one in visit.service_ids))
    workers = _names(Worker, Worker.name, (one for visit, *_ in rows for one in visit.worker_ids))
    off = granted({row.Recipient.id for row in rows})
    made = (_stop(row[0], row[1], row[2], services, workers, worker_id) for row in rows)
    return [replace(one, called_off=one.visit_id in off) for one in made]


def _names(table: Any, column: Any, ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(select(table.id, column).where(table.id.in_(sorted(set(ids)))))
    return {row_id: name for row_id, name in rows}


def _stop(
    visit: Visit, recipient: Recipient, home: Home, services: dict[int, str], workers: dict[int, str], me: int
) -> Stop:
    return Stop(
        visit_id=visit.id,
        recipient_id=recipient.id,
        home_id=home.id,
        unit_id=visit.unit_id,
        recipient=recipient.name,
        address=home.place,
        window_start_at=visit.window_start_at,
        window_end_at=visit.window_end_at,
        duration_minutes=visit.duration_minutes,
        services=tuple(services[one] for one in visit.service_ids),
        colleagues=tuple(workers[one] for one in visit.worker_ids if one != me),
        status=visit.status,
        mine=me in visit.worker_ids,
        expected_at=visit.expected_at,
        date=visit.date,
        language=recipient.language,
    )


def with_own(worker_id: int, stops: list[Stop], besides: bool = False) -> list[Stop]:
    """The stops with the worker's own registrations; with `besides` those elsewhere that are still open too."""
    day = clock.today()
    ids = [stop.visit_id for stop in stops]
    where: ColumnElement[bool] = Execution.visit_id.in_(ids)
    if besides:
        still_open = and_(Execution.check_out_at.is_(None), Execution.check_in_at > clock.now() - STILL_OPEN)
        where = or_(where, and_(Execution.date >= day - timedelta(days=1), still_open))
    own: dict[int | None, Execution] = {}
    extra: list[Execution] = []
    query = select(Execution).where(Execution.worker_id == worker_id, where)
    for row in db.session.scalars(query.order_by(Execution.check_in_at, Execution.check_out_at, Execution.id)):
        if row.visit_id in ids:
            own[row.visit_id] = row
        else:
            extra.append(row)
    found = [replace(stop, **_registered(own.get(stop.visit_id))) for stop in stops]
    return found + [_beside(row) for row in extra]


def _registered(row: Execution | None) -> dict[str, Any]:
    names = ("check_in_at", "check_out_at", "check_in_id", "check_out_id")
    return {name: getattr(row, name) if row else None for name in names}


def _beside(row: Execution) -> Stop:
    """An execution outside the worker's route: somebody else's visit, or none at all."""
    if row.visit_id is not None:
        found = stops_where(row.worker_id, Visit.id == row.visit_id)
        if found:
            return replace(found[0], **_registered(row))
    recipient, home = db.session.execute(
        select(Recipient, Home).join(Home, Home.id == Recipient.home_id).where(Recipient.id == row.recipient_id)
    ).one()
    return Stop(
        visit_id=None, recipient_id=recipient.id, home_id=home.id, unit_id=row.unit_id, recipient=recipient.name,
        address=home.place, window_start_at=None, window_end_at=None, duration_minutes=0, services=(),
        colleagues=(), status="in_progress", **_registered(row),
    )  # fmt: skip
