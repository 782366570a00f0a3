"""A worker's own day in order, and what she may register: never anybody else's day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select

from backend.access.scope import Scope
from backend.linking import REACH
from backend.visits.stops import Person, Stop, stops_where, with_own
from schema import clock
from schema.db import db
from schema.tables import Execution, Recipient, Visit, VisitWorker

NIGHT = timedelta(hours=10)
"""How far into tomorrow a route reaches: a night pass is one route."""


REGISTERED_WITHIN = timedelta(days=7)
"""How long a visit stays open to her for times afterwards (ours); earlier ones are the manager's to look up."""


def today(scope: Scope) -> list[Stop]:
    """The worker's visits around now in order, with her own registrations, and what she took besides."""
    if scope.worker_id is None:
        return []
    now, day = clock.now(), clock.today()
    not_over = or_(Visit.window_end_at > now - REACH, Visit.status == "in_progress")
    around = or_(
        Visit.date == day,
        and_(Visit.date == day - timedelta(days=1), not_over),
        and_(Visit.date == day + timedelta(days=1), Visit.window_start_at < now + NIGHT),
    )  # fmt: skip
    mine = select(VisitWorker.visit_id).where(
        VisitWorker.worker_id == scope.worker_id,
        VisitWorker.date.between(day - timedelta(days=1), day + timedelta(days=1)),
    )
    return with_own(scope.worker_id, stops_where(scope.worker_id, Visit.id.in_(mine), around), besides=True)


def one(scope: Scope, visit_id: int) -> Stop | None:
    """One visit of the worker's own: planned for her, or one that she was at, up to tomorrow. None for all others."""
    if scope.worker_id is None:
        return None
    day = clock.today()
    near = Visit.date.between(day - REGISTERED_WITHIN, day + timedelta(days=1))
    planned = select(VisitWorker.visit_id).where(VisitWorker.worker_id == scope.worker_id)
    been = select(Execution.visit_id).where(Execution.worker_id == scope.worker_id, Execution.visit_id == visit_id)
    found = stops_where(scope.worker_id, Visit.id == visit_id, near, or_(Visit.id.in_(planned), Visit.id.in_(been)))
    return next(iter(with_own(scope.worker_id, found)), None)


def besides(scope: Scope, recipient_id: int) -> Stop | None:
    """The unplanned visit that the worker has open at a recipient's."""
    stops = today(scope)
    return next((one for one in stops if one.visit_id is None and one.recipient_id == recipient_id), None)


def in_home(scope: Scope, home_id: int) -> list[Stop]:
    """The visits near now in a home whose card the worker has read: where she is, her own, the nearest first."""
    if scope.worker_id is None:
        return []
    now = clock.now()
    near = and_(Visit.window_start_at < now + 2 * REACH, Visit.window_end_at > now - 2 * REACH)
    stops = with_own(
        scope.worker_id,
        stops_where(scope.worker_id, Recipient.home_id == home_id, or_(near, Visit.status == "in_progress")),
    )

    def rank(stop: Stop) -> tuple[bool, bool, bool, timedelta, int]:
        start, end = stop.window_start_at or now, stop.window_end_at or now
        away = max(start - now, now - end, timedelta())
        return stop.action is None, stop.action != "check_out", not stop.mine, away, stop.visit_id or 0

    return sorted(stops, key=rank)


def people(scope: Scope, home_id: int) -> list[Person]:
    """Who lives in a home and has home care, to a worker who has read its card: whose unit it is does not bar her."""
    if scope.worker_id is None:
        return []
    rows = db.session.execute(
        select(Recipient.id, Recipient.name, Recipient.unit_id)
        .where(Recipient.home_id == home_id, Recipient.revision > 0)
        .where(or_(Recipient.ended_on.is_(None), Recipient.ended_on >= clock.today()))
        .order_by(Recipient.id)
    )
    return [Person(*row) for row in rows]
