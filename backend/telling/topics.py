"""What announcements are about, as a text may tell of it: visits before and after, who came, when it is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from backend.telling.facts import Windows
from notifications.compose import WindowFact
from notifications.drafts import Told
from notifications.events import Kind
from notifications.wording import Changed
from schema import clock
from schema.db import db
from schema.tables import Announcement, Execution, Promise, Visit, VisitChange, VisitRevision

DAY_BEGINS = time(6, 30)
"""From here on a day's plan is known to those whom it concerns, whether a list has told of it or not."""


@dataclass(frozen=True)
class Topic:
    """One thing to tell. `announcements` are the rows that it stands for; `begins_at` is when the visit begins."""

    kind: Kind
    recipient_id: int
    unit_id: int
    visit_id: int | None
    announcements: tuple[int, ...]
    expires_at: datetime
    begins_at: datetime | None = None
    change: Changed | None = None
    window: WindowFact | None = None
    moment_at: datetime | None = None
    told: Told | None = None


def topics(rows: Sequence[Announcement]) -> list[Topic]:
    """What some announcements tell, as it stands now: nothing of what is over, or of a day that nobody has heard of."""
    visits = _visits({row.visit_id for row in rows if row.visit_id})
    changes = [row for row in rows if row.kind == Kind.CHANGE]
    known = _known_days({row.recipient_id for row in rows})
    found = [*_changes(changes, known), *_others([row for row in rows if row.kind != Kind.CHANGE], visits, known)]
    return sorted(found, key=lambda topic: topic.announcements)


def _visits(ids: set[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(Visit).where(Visit.id.in_(sorted(ids))))}


def _known_days(recipients: set[int]) -> set[tuple[int, date]]:
    """Of whom which days were told, by a list or a text; today is known to all once it has begun."""
    today = clock.today()
    query = (
        select(Visit.recipient_id, VisitRevision.date)
        .join(Promise, Promise.visit_id == Visit.id)
        .join(VisitRevision, (VisitRevision.visit_id == Visit.id) & (VisitRevision.number == Promise.revision))
        .where(Visit.recipient_id.in_(sorted(recipients)), VisitRevision.date >= today)
    )
    told = {(recipient_id, day) for recipient_id, day in db.session.execute(query)}
    begun = clock.local(clock.now()).time() >= DAY_BEGINS
    return told | ({(one, today) for one in recipients} if begun else set())


def _changes(rows: Sequence[Announcement], known: set[tuple[int, date]]) -> list[Topic]:
    """One topic a visit, from what was first told to what stands now."""
    ids = [row.change_id for row in rows if row.change_id]
    steps = db.session.execute(
        select(VisitChange).where(VisitChange.id.in_(ids)).order_by(VisitChange.visit_id, VisitChange.id)
    ).scalars()
    ends: dict[int, tuple[int, int]] = {}
    for step in steps:
        first = ends.get(step.visit_id, (step.from_number, 0))[0]
        ends[step.visit_id] = first, step.to_number
    revisions = _revisions(ends)
    windows = Windows(revisions.values())
    by_visit: dict[int, list[Announcement]] = {}
    for row in rows:
        by_visit.setdefault(row.visit_id or 0, []).append(row)
    found = []
    for visit_id, (first, last) in ends.items():
        was, now = revisions.get((visit_id, first)), revisions.get((visit_id, last))
        about = by_visit[visit_id]
        days = {side.date for side in (was, now) if side is not None}
        if now is None or not any((about[0].recipient_id, day) in known for day in days):
            continue
        sides = [None if side is None or side.cancelled else side for side in (was, now)]
        before, after = (windows.of(side) if side is not None else None for side in sides)
        begins = [side.window_start_at for side in sides if side is not None]
        if begins:
            found.append(
                Topic(
                    Kind.CHANGE, about[0].recipient_id, now.unit_id, visit_id, tuple(row.id for row in about),
                    max(row.expires_at for row in about), min(begins), Changed(before, after),
                    told=Told(visit_id, last),
                )
            )  # fmt: skip
    return found


def _revisions(ends: dict[int, tuple[int, int]]) -> dict[tuple[int, int], VisitRevision]:
    query = select(VisitRevision).where(VisitRevision.visit_id.in_(sorted(ends)))
    wanted = {(visit_id, number) for visit_id, pair in ends.items() for number in pair}
    rows = db.session.scalars(query)
    return {(row.visit_id, row.number): row for row in rows if (row.visit_id, row.number) in wanted}


def _others(rows: Sequence[Announcement], visits: dict[int, Any], known: set[tuple[int, date]]) -> list[Topic]:
    came = _who_came(rows)
    windows = Windows(visits.values(), {worker for workers in came.values() for worker in workers})
    found = []
    for row in rows:
        visit = visits.get(row.visit_id or 0)
        if visit is not None and (_is_over(row, visit) or (row.recipient_id, visit.date) not in known):
            continue
        workers = came.get(row.id, ())
        if visit is None:
            window = windows.made(row.moment_at or row.arose_at, row.moment_at or row.arose_at, workers)
        else:
            services = visit.service_ids
            window = windows.made(
                visit.window_start_at, visit.window_end_at, workers or visit.worker_ids, services
            )  # fmt: skip
        found.append(
            Topic(
                Kind(row.kind), row.recipient_id, row.unit_id, row.visit_id, (row.id,), row.expires_at,
                visit.window_start_at if visit is not None else None, window=window, moment_at=row.moment_at,
            )
        )  # fmt: skip
    return found


def _is_over(row: Announcement, visit: Any) -> bool:
    """Whether what was to be told holds no more: she has come after all, the delay was caught up."""
    if row.kind == Kind.DELAY:
        return visit.status != "planned" or visit.expected_at is None
    if row.kind in (Kind.NOT_COME, Kind.MISSED):
        return visit.status not in ("planned", "missed")
    return visit.revision == 0


def _who_came(rows: Sequence[Announcement]) -> dict[int, tuple[int, ...]]:
    """Announcement → the workers who came, of those that tell of somebody's coming."""
    about = [row for row in rows if row.kind in (Kind.ARRIVED, Kind.DONE, Kind.UNPLANNED)]
    if not about:
        return {}
    people = sorted({row.recipient_id for row in about})
    since = min(row.moment_at or row.arose_at for row in about)
    query = select(Execution.visit_id, Execution.recipient_id, Execution.worker_id, Execution.check_in_at).where(
        Execution.recipient_id.in_(people), Execution.date >= clock.local_date(since)
    )
    found: dict[int, tuple[int, ...]] = {}
    held = db.session.execute(query.order_by(Execution.check_in_at, Execution.id)).all()
    for row in about:
        same = [
            one.worker_id
            for one in held
            if (one.visit_id == row.visit_id if row.visit_id else one.visit_id is None)
            and one.recipient_id == row.recipient_id
            and (row.visit_id or one.check_in_at == row.moment_at)
        ]
        found[row.id] = tuple(dict.fromkeys(same))
    return found
