"""What announcements are about, as a text may tell of it: visits before and after, who came, when it is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from backend.telling.arose import TAKEN_BACK
from backend.telling.facts import Windows
from backend.telling.newcomers import newcomers
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
    part: str = ""
    """Of an answer to a request: what was answered to what."""


def topics(rows: Sequence[Announcement]) -> list[Topic]:
    """What some announcements tell, as it stands now: nothing of what is over, or of a day that nobody has heard of."""
    visits = _visits({row.visit_id for row in rows if row.visit_id})
    changes = [row for row in rows if row.kind == Kind.CHANGE]
    known = _known_days({row.recipient_id for row in rows})
    found = [
        *_changes(changes, visits, known),
        *_others([row for row in rows if row.kind != Kind.CHANGE], visits, known),
    ]
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


def _changes(rows: Sequence[Announcement], visits: dict[int, Any], known: set[tuple[int, date]]) -> list[Topic]:
    """One topic a visit, from what was last told of it to what stands now."""
    ends = _ends(rows, visits)
    revisions = _revisions(ends)
    windows, new = Windows(revisions.values()), _newcomers(ends, revisions, visits)
    by_visit: dict[int, list[Announcement]] = {}
    for row in rows:
        by_visit.setdefault(row.visit_id or 0, []).append(row)
    found = []
    for visit_id, (first, last) in ends.items():
        about, recipient_id = by_visit[visit_id], visits[visit_id].recipient_id
        if visits[visit_id].status == "declined":
            continue  # nobody comes, and she has said so herself
        sides = [revisions.get((visit_id, number)) for number in (first, last)]
        there = [side for side in sides if side is not None]
        if not any((recipient_id, side.date) in known for side in there):
            continue
        was, now = (None if side is None or side.cancelled else side for side in sides)
        change = Changed(windows.of(was) if was else None, windows.of(now, new.get(recipient_id, ())) if now else None)
        found.append(
            Topic(
                Kind.CHANGE, recipient_id, visits[visit_id].unit_id, visit_id, tuple(row.id for row in about),
                max(row.expires_at for row in about), min(side.window_start_at for side in there), change,
                told=Told(visit_id, last) if last else None,
            )
        )  # fmt: skip
    return found


def _ends(rows: Sequence[Announcement], visits: dict[int, Any]) -> dict[int, tuple[int, int]]:
    """Visit → the revision last told of it and the one in force (0: none, it is in the plan no more).

    Where nothing was told: the one before the first of the changes, or what an import brought that was taken back.
    """
    steps = {one.id: one for one in db.session.scalars(
        select(VisitChange).where(VisitChange.id.in_([row.change_id for row in rows if row.change_id])))}  # fmt: skip
    ends: dict[int, tuple[int, int]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        step, visit = steps.get(row.change_id or 0), visits.get(row.visit_id or 0)
        if step is not None and visit is not None:
            before = step.to_number if row.key.startswith(TAKEN_BACK) else step.from_number
            ends.setdefault(visit.id, (before or 0, visit.revision))
    told = select(Promise.visit_id, Promise.revision).where(Promise.visit_id.in_(sorted(ends))).order_by(Promise.id)
    for visit_id, revision in db.session.execute(told):
        ends[visit_id] = revision, ends[visit_id][1]
    return ends


def _newcomers(
    ends: dict[int, tuple[int, int]], revisions: dict[tuple[int, int], VisitRevision], visits: dict[int, Any]
) -> dict[int, frozenset[int]]:  # fmt: skip
    planned: dict[int, set[int]] = {}
    for visit_id, (_, last) in ends.items():
        if (visit_id, last) in revisions:
            planned.setdefault(visits[visit_id].recipient_id, set()).update(revisions[visit_id, last].worker_ids)
    return newcomers(planned)


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
        heard = row.kind == Kind.OUTCOME or visit is None or (row.recipient_id, visit.date) in known
        if visit is not None and (_is_over(row, visit) or not heard):
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
                part=row.key.split(":")[1] if row.kind == Kind.OUTCOME else "",
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
