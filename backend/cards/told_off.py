"""Visits that she said no to, or was away from, as her own calendar says them: with how many facts that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from schema.db import db
from schema.tables import Event

OFF = frozenset({"absent", "declined"})
AROUND = timedelta(hours=2)
"""As facts without a visit are linked (contract section 6)."""


class Told(NamedTuple):
    """Whether a visit is off by what was reported, how many facts there are of it, and when the last came."""

    off: bool
    facts: int
    last_at: datetime


def told_off(recipient_id: int, visits: Sequence[Any]) -> dict[int, Told]:
    """Of each visit that is off, or ever was by a fact; the facts are append-only, so their number never falls."""
    if not visits:
        return {}
    begins = min(one.VisitRevision.window_start_at for one in visits) - timedelta(days=2)
    query = select(Event.visit_id, Event.kind, Event.occurred_at, Event.received_at).where(
        Event.recipient_id == recipient_id, Event.occurred_at >= begins, Event.kind != "note"
    )
    facts = db.session.execute(query.order_by(Event.id)).all()
    found = {}
    for visit in visits:
        mine = [fact for fact in facts if _is_of(fact, visit)]
        counted = mine if any(fact.kind in OFF for fact in mine) else []
        if counted or visit.status in OFF:
            last_at = max((fact.received_at for fact in counted), default=visit.VisitRevision.published_at)
            found[visit.id] = Told(visit.status in OFF, len(counted), last_at)
    return found


def _is_of(fact: Any, visit: Any) -> bool:
    if fact.visit_id is not None:
        return bool(fact.visit_id == visit.id)
    plan = visit.VisitRevision
    return bool(plan.window_start_at - AROUND <= fact.occurred_at <= plan.window_end_at + AROUND)
