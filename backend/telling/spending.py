"""What units' texts take of their budgets, and the lists that would pass it: held, and their managers asked.

The caller owns the transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from math import ceil

from sqlalchemy import func, select, update

from backend.access.scope import Scope
from backend.telling import numbers, units
from notifications import budget, drafts
from notifications.budget import Forecast
from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db, insert_new
from schema.tables import Message, Task

SPENT, NEAR = "budget_spent", "budget_near"
"""Kinds of the tasks that ask a manager: once a month each."""
LISTS = (Kind.MORNING, Kind.EVENING)
NOT_PAID = (State.SUPPRESSED, State.FAILED, State.EXPIRED)
USUAL_DAYS = timedelta(days=14)


def forecast(scope: Scope, unit_id: int) -> Forecast:
    """How a unit's month goes."""
    today = clock.today()
    since = min(today.replace(day=1), today - budget.LOOKS_BACK)
    query = select(Message.created_at, Message.segments).where(
        Message.unit_id == unit_id, scope.units(Message.unit_id), Message.created_at >= clock.day_bounds(since)[0],
        Message.segments.is_not(None), Message.state.not_in(NOT_PAID),
    )  # fmt: skip
    by_day = Counter[date]()
    for created_at, segments in db.session.execute(query):
        by_day[clock.local_date(created_at)] += segments or 0
    return budget.forecast(by_day, today)


def beyond(kind: Kind, day: date) -> frozenset[int]:
    """The units whose lists of a kind and local date, as many as wait now, would pass what is left of the month.

    What they will take is foreseen by the average of the unit's own lists lately. Their managers are asked.
    """
    limits = _limits() if kind in LISTS else {}  # a call costs no segments
    if not limits:
        return frozenset()
    used, waiting, usual = _used(limits), numbers.waiting(kind, day, limits), _usual(limits)
    held = {
        unit_id for unit_id, limit in limits.items()
        if waiting[unit_id] and budget.passes(limit, used[unit_id], ceil(waiting[unit_id] * usual.get(unit_id, 1.0)))
    }  # fmt: skip
    _ask(SPENT, held)
    return frozenset(held)


def warn() -> int:
    """Ask the managers of those units whose budget runs out; how many were not asked this month yet."""
    limits = _limits()
    used = _used(limits) if limits else Counter[int]()
    return _ask(NEAR, {unit_id for unit_id, limit in limits.items() if budget.runs_out(limit, used[unit_id])})


def free(unit_id: int) -> int:
    """Let a unit's lists that were held for its budget, and are still worth it, be written anew; how many."""
    now = clock.now()
    held = select(Message.id).where(
        Message.unit_id == unit_id, Message.reason == "budget", Message.expires_at > now,
        Message.created_at >= clock.day_bounds(clock.today())[0],
    )  # fmt: skip
    ids = list(db.session.scalars(held.order_by(Message.id)))
    known = update(Task).where(Task.unit_id == unit_id, Task.kind.in_((SPENT, NEAR)), Task.settled_at.is_(None))
    db.session.execute(known.values(settled_at=now), execution_options={"synchronize_session": False})
    return drafts.free(ids)


def _limits() -> dict[int, int]:
    """Unit → segments a month, of those that have a budget and send."""
    known = units.standing()
    return {unit_id: limit for unit_id, limit in known.limits.items() if known.held(unit_id) is None}


def _used(limits: Collection[int]) -> Counter[int]:
    """Unit → segments of this calendar month."""
    query = (
        select(Message.unit_id, func.sum(Message.segments))
        .where(
            Message.unit_id.in_(sorted(limits)), Message.created_at >= _month_begins(),
            Message.segments.is_not(None), Message.state.not_in(NOT_PAID),
        )
        .group_by(Message.unit_id)
    )  # fmt: skip
    return Counter({unit_id: segments for unit_id, segments in db.session.execute(query) if unit_id is not None})


def _usual(limits: Collection[int]) -> Mapping[int, float]:
    """Unit → segments of one of its lists, on average; nothing where it has written none."""
    query = (
        select(Message.unit_id, func.sum(Message.segments), func.count())
        .where(
            Message.unit_id.in_(sorted(limits)), Message.kind.in_(LISTS), Message.segments.is_not(None),
            Message.created_at >= clock.now() - USUAL_DAYS,
        )
        .group_by(Message.unit_id)
    )  # fmt: skip
    rows = db.session.execute(query)
    return {unit_id: (segments or 0) / lists for unit_id, segments, lists in rows if unit_id is not None}


def _month_begins() -> datetime:
    return clock.day_bounds(clock.today().replace(day=1))[0]


def _ask(kind: str, unit_ids: Collection[int]) -> int:
    today, now = clock.today(), clock.now()
    rows = [
        {"key": f"{kind}:{unit_id}:{today:%Y-%m}", "kind": kind, "unit_id": unit_id, "recipient_id": None,
         "date": today, "raised_at": now}
        for unit_id in sorted(unit_ids)
    ]  # fmt: skip
    return len(db.session.scalars(insert_new(Task, rows).returning(Task.id)).all()) if rows else 0
