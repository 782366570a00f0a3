"""One gap with all that it rests on: every revision of the plan and every fact, corrections too. Nothing is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from backend.access.scope import Scope
from backend.gaps.listing import GapItem, ReviewItem, in_scope, with_reviews
from backend.gaps.seen import Entry, entries
from schema import clock
from schema.db import db
from schema.tables import Event, Gap, ImportRun, User, VisitRevision, Worker


@dataclass(frozen=True)
class Revision:
    """What was planned, from when on. `void`: its import was taken back."""

    number: int
    published_at: datetime
    window_start_at: datetime
    window_end_at: datetime
    duration_minutes: int
    workers: tuple[str, ...]
    cancelled: bool
    void: bool


@dataclass(frozen=True)
class FactSeen:
    """What was reported. `corrected_by`: the row of the fact that took its place; both stand."""

    id: int
    kind: str
    worker: str
    occurred_at: datetime
    received_at: datetime
    method: str
    reason: str | None
    note: str | None
    by: str | None
    corrects_id: int | None
    corrected_by: int | None
    void: bool


@dataclass(frozen=True)
class Detail:
    """What the page of one gap shows."""

    entry: Entry
    revisions: tuple[Revision, ...]
    facts: tuple[FactSeen, ...]
    reviews: tuple[ReviewItem, ...]


def detail(scope: Scope, gap_id: int) -> Detail | None:
    """The gap with what it rests on; None where there is none inside the scope."""
    found = entries(scope, Gap.id == gap_id)
    if not found:
        return None
    entry = found[0]
    return Detail(entry, _revisions(entry.visit_id), _facts(entry), reviews_of(scope, gap_id))


def reviews_of(scope: Scope, gap_id: int) -> tuple[ReviewItem, ...]:
    """The reviews of a gap inside the scope, oldest first."""
    rows = db.session.execute(in_scope(scope, Gap.id == gap_id)).all()
    return tuple(review for item in with_reviews([GapItem(**row._mapping) for row in rows]) for review in item.reviews)


def _revisions(visit_id: int | None) -> tuple[Revision, ...]:
    if visit_id is None:
        return ()
    query = (
        select(VisitRevision, ImportRun.undone_at)
        .join(ImportRun, ImportRun.id == VisitRevision.run_id)
        .where(VisitRevision.visit_id == visit_id)
        .order_by(VisitRevision.number)
    )
    rows = db.session.execute(query).all()
    names = _workers({worker for row, _ in rows for worker in row.worker_ids})
    return tuple(_revision(row, names, undone_at) for row, undone_at in rows)


def _revision(row: Any, names: dict[int, str], undone_at: datetime | None) -> Revision:
    return Revision(
        number=row.number,
        published_at=row.published_at,
        window_start_at=row.window_start_at,
        window_end_at=row.window_end_at,
        duration_minutes=row.duration_minutes,
        workers=tuple(names.get(worker, "") for worker in row.worker_ids),
        cancelled=row.cancelled,
        void=undone_at is not None,
    )


def _facts(entry: Entry) -> tuple[FactSeen, ...]:
    """Every fact about the recipient on the gap's date and the night after it, and what names the visit."""
    begin, end = clock.day_bounds(entry.date)[0], clock.day_bounds(entry.date)[1] + timedelta(hours=6)
    that_day = (Event.recipient_id == entry.recipient_id) & (Event.occurred_at >= begin) & (Event.occurred_at < end)
    about = or_(that_day, Event.visit_id == entry.visit_id) if entry.visit_id is not None else that_day
    query = (
        select(Event, User.name, ImportRun.undone_at)
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(ImportRun, ImportRun.id == Event.run_id)
        .where(about)
        .order_by(Event.occurred_at, Event.id)
    )
    rows = db.session.execute(query).all()
    names = _workers({row.worker_id for row, _, _ in rows})
    replaced = {row.corrects_id: row.id for row, _, undone in rows if row.corrects_id and undone is None}
    return tuple(_fact(row, names, by, replaced, undone) for row, by, undone in rows)


def _fact(
    row: Event, names: dict[int, str], by: str | None, replaced: dict[int, int], undone: datetime | None
) -> FactSeen:
    return FactSeen(
        id=row.id,
        kind=row.kind,
        worker=names.get(row.worker_id, ""),
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        method=row.method,
        reason=row.reason,
        note=row.note,
        by=by,
        corrects_id=row.corrects_id,
        corrected_by=replaced.get(row.id),
        void=undone is not None,
    )


def _workers(ids: set[int]) -> dict[int, str]:
    rows: Sequence[Any] = db.session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(sorted(ids)))).all()
    return {worker_id: name for worker_id, name in rows}
