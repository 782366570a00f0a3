"""Visits as other systems may read them: in the planning system's ids, page by page, inside the scope of who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from backend.access.scope import Scope
from schema.db import db
from schema.tables import Execution, Recipient, Service, Unit, Visit, Worker


@dataclass(frozen=True)
class VisitItem:
    """A planned visit with its state (contract section 5)."""

    id: int
    person_id: int
    """The recipient's row, for the trail."""
    visit_id: str
    recipient_id: str
    unit_id: str
    date: date
    window_start: datetime
    window_end: datetime
    duration_minutes: int
    services: tuple[str, ...]
    workers: tuple[str, ...]
    status: str
    check_in: datetime | None
    check_out: datetime | None
    revision: int


@dataclass(frozen=True)
class Wanted:
    """Which visits are asked for; None: all. `unit` and `recipient` are outside ids."""

    day: date | None = None
    unit: str | None = None
    recipient: str | None = None


@dataclass(frozen=True)
class Page:
    """Some visits in order, and the cursor of the next page (None: this is the last)."""

    items: tuple[VisitItem, ...]
    next: int | None


def page(scope: Scope, wanted: Wanted, after: int = 0, limit: int = 100) -> Page:
    """Visits inside the scope by ascending row id from after the cursor `after`; at most `limit`."""
    query: Any = (
        select(Visit, Recipient.outside_id, Unit.outside_id)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .join(Unit, Unit.id == Visit.unit_id)
        .where(Visit.revision > 0, Visit.id > after, *_conditions(wanted))
        .order_by(Visit.id)
        .limit(limit + 1)
    )
    rows = db.session.execute(scope.people(query)).all()
    kept = rows[:limit]
    services = _outside_ids(Service, (one for visit, *_ in kept for one in visit.service_ids))
    workers = _outside_ids(Worker, (one for visit, *_ in kept for one in visit.worker_ids))
    came = _check_ins([visit.id for visit, *_ in kept])
    items = tuple(_item(row[0], row[1], row[2], services, workers, came) for row in kept)
    return Page(items, items[-1].id if len(rows) > limit else None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.day is not None:
        found.append(Visit.date == wanted.day)
    if wanted.unit is not None:
        found.append(Unit.outside_id == wanted.unit)
    if wanted.recipient is not None:
        found.append(Recipient.outside_id == wanted.recipient)
    return found


def _outside_ids(table: Any, ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(select(table.id, table.outside_id).where(table.id.in_(sorted(set(ids)))))
    return {row_id: outside_id for row_id, outside_id in rows}


def _check_ins(visit_ids: list[int]) -> dict[int, datetime]:
    """The first check-in of each visit: an arrival or a lone check-out is none."""
    rows = db.session.execute(
        select(Execution.visit_id, func.min(Execution.check_in_at))
        .where(Execution.visit_id.in_(visit_ids))
        .group_by(Execution.visit_id)
    )
    return {visit_id: came for visit_id, came in rows if visit_id is not None and came is not None}


def _item(
    visit: Visit, recipient_id: str, unit_id: str, services: dict[int, str], workers: dict[int, str],
    came: dict[int, datetime],
) -> VisitItem:  # fmt: skip
    return VisitItem(
        id=visit.id,
        person_id=visit.recipient_id,
        visit_id=visit.outside_id,
        recipient_id=recipient_id,
        unit_id=unit_id,
        date=visit.date,
        window_start=visit.window_start_at,
        window_end=visit.window_end_at,
        duration_minutes=visit.duration_minutes,
        services=tuple(services[one] for one in visit.service_ids),
        workers=tuple(workers[one] for one in visit.worker_ids),
        status=visit.status,
        check_in=came.get(visit.id),
        check_out=visit.ended_at,
        revision=visit.revision,
    )
