"""Visits that she said no to, or is away from, as a calendar says them: with how many facts that rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from backend.declining import DECLINE
from schema.db import db
from schema.tables import Event, RequestStep, VisitRequest

OFF = frozenset({"absent", "declined"})
AROUND = timedelta(hours=2)
"""As facts without a visit are linked (contract section 6)."""


class Told(NamedTuple):
    """Whether a visit is off by what was reported, how many facts there are of it, and when the last came."""

    off: bool
    facts: int
    last_at: datetime


def told_off(recipient_id: int, visits: Sequence[Any], *, of_another: bool) -> dict[int, Told]:
    """Of each visit that is off, or ever was by a fact; the facts are append-only, so their number never falls.

    As on the pages, a relative learns that a visit to come is off, and never why. What was reported at the door when
    its time was over is no word to her.
    """
    if not visits:
        return {}
    facts = _facts(recipient_id, visits)
    answers = _answers([visit.id for visit in visits])
    found = {}
    for visit in visits:
        mine = [fact for fact in facts if _is_of(fact, visit)]
        at_the_door = any(fact.kind in OFF for fact in mine)
        counted = [*answers[visit.id], *([fact.received_at for fact in mine] if at_the_door else [])]
        if counted or visit.status in OFF:
            in_time = not counted or min(counted) < visit.VisitRevision.window_end_at
            off = visit.status in OFF and (in_time or not of_another)
            found[visit.id] = Told(off, len(counted), max(counted, default=visit.VisitRevision.published_at))
    return found


def _facts(recipient_id: int, visits: Sequence[Any]) -> Sequence[Any]:
    begins = min(one.VisitRevision.window_start_at for one in visits) - timedelta(days=2)
    query = select(Event.visit_id, Event.kind, Event.occurred_at, Event.received_at).where(
        Event.recipient_id == recipient_id, Event.occurred_at >= begins, Event.kind != "note"
    )
    return db.session.execute(query.order_by(Event.id)).all()


def _answers(visit_ids: Sequence[int]) -> dict[int, list[datetime]]:
    """Visit → when it was granted that she is without it, and what became of that since."""
    query = (
        select(VisitRequest.visit_id, RequestStep.step, RequestStep.at)
        .join(RequestStep, RequestStep.request_id == VisitRequest.id)
        .where(VisitRequest.visit_id.in_(visit_ids), VisitRequest.kind == DECLINE)
        .order_by(RequestStep.id)
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for visit_id, step, at in db.session.execute(query):
        if step == "granted" or found[visit_id]:
            found[visit_id].append(at)
    return found


def _is_of(fact: Any, visit: Any) -> bool:
    if fact.visit_id is not None:
        return bool(fact.visit_id == visit.id)
    plan = visit.VisitRevision
    return bool(plan.window_start_at - AROUND <= fact.occurred_at <= plan.window_end_at + AROUND)
