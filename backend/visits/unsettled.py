"""Which visits time alone may change: those overdue, and those going on, planned or not."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from schema import clock
from schema.db import db
from schema.tables import Execution, Visit
from schema.wire.facts import Touched


def overdue(back: timedelta) -> Touched:
    """The recipients, workers and dates of visits from `back` before today on that should have begun, or go on,
    and of unplanned executions without an end."""
    now, today = clock.now(), clock.today()
    going_on = or_(Visit.status == "in_progress", (Visit.status == "planned") & (Visit.window_end_at <= now))
    rows = db.session.execute(
        select(Visit.recipient_id, Visit.worker_ids, Visit.date).where(
            Visit.date.between(today - back, today), Visit.revision > 0, going_on
        )
    )
    touched = Touched()
    for recipient_id, worker_ids, day in rows:
        touched.add(recipient_id, None, day)
        touched.workers.update(worker_ids)
    unplanned = select(Execution.recipient_id, Execution.worker_id, Execution.date).where(
        Execution.visit_id.is_(None), Execution.check_out_at.is_(None), Execution.date.between(today - back, today)
    )
    for recipient_id, worker_id, day in db.session.execute(unplanned):
        touched.add(recipient_id, worker_id, day)
    return touched
