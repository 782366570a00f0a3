"""No plan for today by a set hour: the planner and the manager are told, and the morning list waits."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import select, update

from schema import clock
from schema.db import db
from schema.tables import Task, Unit, Visit

EXPECTED_BY = time(6, 0)
"""Local time by which today's plan should be here."""
LOOK_BACK = timedelta(days=14)
KIND = "no_plan"


def units_without_plan(day: date) -> set[int]:
    """Units that had visits in the two weeks before a local date, and have none planned on it."""
    recent = select(Visit.unit_id).where(Visit.revision > 0, Visit.date >= day - LOOK_BACK, Visit.date < day).distinct()
    planned = select(Visit.unit_id).where(Visit.revision > 0, Visit.date == day).distinct()
    standing = select(Unit.id).where(Unit.revision > 0, Unit.id.in_(recent), Unit.id.not_in(planned))
    return set(db.session.scalars(standing))


def missing_plans() -> int:
    """From the set hour on, raise one task for each unit without a plan for today, and settle those that got one.

    How many tasks were raised. The job owns the transaction.
    """
    today = clock.today()
    settle(today)
    if clock.local(clock.now()).time() < EXPECTED_BY:
        return 0
    keys = {f"{KIND}:{unit_id}:{today}": unit_id for unit_id in sorted(units_without_plan(today))}
    raised = set(db.session.scalars(select(Task.key).where(Task.key.in_(keys))))
    missing = {key: unit_id for key, unit_id in keys.items() if key not in raised}
    for key, unit_id in missing.items():
        db.session.add(Task(key=key, kind=KIND, unit_id=unit_id, date=today, raised_at=clock.now()))
    db.session.flush()
    return len(missing)


def settle(day: date) -> None:
    """Settle the open tasks of units that have a plan for the day now, and those of earlier days."""
    planned = select(Visit.unit_id).where(Visit.revision > 0, Visit.date == day).distinct()
    open_ones = update(Task).where(Task.kind == KIND, Task.settled_at.is_(None))
    for done in (open_ones.where(Task.date == day, Task.unit_id.in_(planned)), open_ones.where(Task.date < day)):
        db.session.execute(done.values(settled_at=clock.now()), execution_options={"synchronize_session": False})
