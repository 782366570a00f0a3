"""A person's visits as a calendar's events: each with how often what its reader sees was changed, and when last.

A visit that no longer comes stays as cancelled: an event that only vanishes leaves a calendar's owner waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from backend.access.scope import Scope
from backend.cards.facts import LEVELS, What, Who
from backend.cards.masters import Masters
from backend.cards.related import hides_some
from backend.cards.stood import Asked, Eyes, Planned, Revision, View, last_within, views
from backend.cards.told_off import Told, told_off
from schema.db import db
from schema.tables import ImportRun, Visit, VisitRevision

A_VIEW = 1_000
"""A change of what all visits rest on counts for more than any visit's own: then it cannot fall with fewer of those."""
HIGHEST = 2**31 - 1


class Event(NamedTuple):
    """A visit as an event. `off`: "" comes, cancelled, or moved (then `moved_to` says where to)."""

    visit_id: int
    plan: Planned
    who: tuple[Who, ...]
    what: tuple[What, ...]
    off: str
    moved_to: Planned | None
    sequence: int
    modified_at: datetime


class Calendar(NamedTuple):
    """A person's events in order, and whether some visit of these days is not among them."""

    events: tuple[Event, ...]
    hidden: bool


def calendar(scope: Scope, asked: Asked) -> Calendar:
    """The events that a reader's feed has. The caller has found by `scope` that she may see the recipient now."""
    rows = _rows(asked)
    masters = Masters(asked, [one for _, revisions in rows for one in revisions])
    eyes = Eyes(LEVELS[asked.level], asked.relative_id is not None, masters.unsaid)
    told = told_off(asked.recipient_id, [visit for visit, _ in rows], of_another=eyes.of_another)
    events = [
        event
        for visit, revisions in rows
        if (event := _event(visit, revisions, asked, eyes, masters, told.get(visit.id))) is not None
    ]
    hidden = eyes.of_another and hides_some(asked.recipient_id, asked.first, asked.last)
    return Calendar(tuple(sorted(events, key=lambda one: (one.plan.start_at, one.visit_id))), hidden)


def _rows(asked: Asked) -> list[tuple[Any, list[Revision]]]:
    """The visits that any revision puts on these dates, each with its revision in force and all there are."""
    near = (
        select(VisitRevision.visit_id)
        .join(Visit, Visit.id == VisitRevision.visit_id)
        .where(Visit.recipient_id == asked.recipient_id, VisitRevision.date.between(asked.first, asked.last))
    )
    query = (
        select(Visit.id, Visit.status, Visit.revision, VisitRevision, ImportRun.undone_at)
        .join(VisitRevision, VisitRevision.visit_id == Visit.id)
        .join(ImportRun, ImportRun.id == VisitRevision.run_id)
        .where(Visit.id.in_(near))
        .order_by(Visit.id, VisitRevision.number)
    )
    found: dict[int, tuple[Any, list[Revision]]] = {}
    for row in db.session.execute(query):
        kept, revisions = found.get(row.id, (row, []))
        revisions.append(_revision(row.VisitRevision, row.undone_at))
        found[row.id] = (row if row.VisitRevision.number == row.revision else kept, revisions)
    return list(found.values())


def _revision(row: VisitRevision, undone_at: datetime | None) -> Revision:
    plan = Planned(
        row.date, row.window_start_at, row.window_end_at, row.duration_minutes, row.cancelled, row.worker_ids,
        row.service_ids,
    )  # fmt: skip
    return Revision(row.number, row.published_at, undone_at, plan)


def _event(
    visit: Any, revisions: Sequence[Revision], asked: Asked, eyes: Eyes, masters: Masters, told: Told | None
) -> Event | None:
    seen = views(revisions, eyes)
    shown = _shown(seen, asked)
    if shown is None:
        return None
    plan, off, moved_to = shown
    if not off and told is not None and told.off:
        off = "cancelled"
    rested = [*asked.changed_at, *masters.changed_at(revisions)]
    counted = len(seen) - 1 + (told.facts if told else 0)
    at = max([seen[-1].at, *rested, *([told.last_at] if told and told.facts else [])])
    return Event(
        visit.id, plan, masters.who(plan), masters.what(plan), off, moved_to,
        min(A_VIEW * len(rested) + min(counted, A_VIEW - 1), HIGHEST), at,
    )  # fmt: skip


def _shown(seen: Sequence[View], asked: Asked) -> tuple[Planned, str, Planned | None] | None:
    """The plan that an event stands for, what became of it, and where it was moved; None for no event."""
    if not seen:
        return None
    now = seen[-1]
    near = last_within(seen, asked.first, asked.last) is not None
    if now.plan is not None and near and now.plan.date >= asked.first:
        # also where it was moved beyond these days: it would come back into them without having changed
        return now.plan, "cancelled" if now.plan.cancelled else "", None
    if now.plan is None and not now.void:
        return None  # what it is for now is hidden from her
    before = last_within(seen, asked.first, asked.last)
    if before is None:
        return None
    moved = now.plan is not None and not now.plan.cancelled
    return before, "moved" if moved else "cancelled", now.plan if moved else None


__all__ = ["Asked", "Calendar", "Event", "Planned", "calendar"]
