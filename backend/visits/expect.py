"""Forecasts kept beside the visits: the routes of today's workers, read and written back where they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from backend.visits.forecast import Stop, expected_starts
from schema import clock
from schema.db import db, table_of
from schema.tables import Visit, VisitWorker

BEHIND = timedelta(hours=12)
AHEAD = timedelta(hours=18)

WRITE = update(table_of(Visit)).where(Visit.id == bindparam("visit_id")).values(expected_at=bindparam("expected_at"))


def refresh(workers: Collection[int]) -> set[int]:
    """Write the expected start of the visits on the routes of some workers; the recipients for whom it changed.

    A visit of several workers is late only when each of them is.
    """
    visits, routes = _routes(workers)
    mine = {visit_id for worker_id in workers for visit_id in routes.get(worker_id, ())}
    shared = {who for visit_id in mine for who in visits[visit_id].worker_ids} - set(workers)
    if shared:
        more, theirs = _routes(shared)
        visits, routes = {**more, **visits}, {**theirs, **routes}
    now = clock.now()
    found = {
        worker_id: expected_starts([_stop(visits[one]) for one in route], now) for worker_id, route in routes.items()
    }
    writes, changed = [], set()
    for visit_id in sorted(mine):
        row = visits[visit_id]
        told = [found[worker_id].get(visit_id) for worker_id in row.worker_ids if worker_id in found]
        expected_at = min((each for each in told if each), default=None) if all(told) else None
        if expected_at != row.expected_at:
            writes.append({"visit_id": visit_id, "expected_at": expected_at})
            changed.add(row.recipient_id)
    if writes:
        db.session.connection().execute(WRITE, writes)
    return changed


def _routes(workers: Collection[int]) -> tuple[dict[int, Row[*tuple[Any, ...]]], dict[int, list[int]]]:
    """The visits around now on the routes of some workers by id, and the routes."""
    now = clock.now()
    days = [clock.today() + timedelta(days=away) for away in (-1, 0, 1)]
    rows = db.session.execute(
        select(
            VisitWorker.worker_id, Visit.id, Visit.recipient_id, Visit.window_start_at, Visit.window_end_at,
            Visit.duration_minutes, Visit.worker_ids, Visit.status, Visit.started_at, Visit.ended_at,
            Visit.expected_at,
        )
        .join(Visit, Visit.id == VisitWorker.visit_id)
        .where(
            VisitWorker.worker_id.in_(sorted(workers)),
            VisitWorker.date.in_(days),
            Visit.revision > 0,
            Visit.cancelled.is_(False),
            Visit.window_end_at > now - BEHIND,
            Visit.window_start_at < now + AHEAD,
        )
    ).all()  # fmt: skip
    routes: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        routes[row.worker_id].append(row.id)
    return {row.id: row for row in rows}, routes


def _stop(row: Row[*tuple[Any, ...]]) -> Stop:
    duration = timedelta(minutes=row.duration_minutes)
    return Stop(row.id, row.window_start_at, row.window_end_at, duration, row.status, row.started_at, row.ended_at)
