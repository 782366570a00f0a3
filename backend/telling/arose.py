"""What arose that somebody should be told of: written beside its cause, once; who is told is decided later.

The caller owns the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from notifications.events import Kind
from notifications.going import LATE
from schema import clock, wake
from schema.db import db, insert_new
from schema.tables import Announcement, Execution, Relative, Visit, VisitChange, VisitRevision, VisitWorker
from schema.wire.facts import Touched

GATHERED = timedelta(minutes=3)
"""Several changes within this time become one message."""
FRESH = timedelta(hours=2)
"""That somebody came or went is news for so long."""
AT_ONCE = 2_000
TAKEN_BACK = f"{Kind.CHANGE}:taken_back:"
"""Begins the key of a change that is void again: its run was taken back."""
_was, _became = aliased(VisitRevision), aliased(VisitRevision)


def changes(run_id: int) -> int:
    """Announce what a run changed of visits of today and tomorrow; how many."""
    return _changed(run_id, f"{Kind.CHANGE}:")


def taken_back(run_id: int) -> int:
    """Announce that what a run changed is as it was before; how many. Who was told nothing of it is told nothing."""
    return _changed(run_id, TAKEN_BACK)


def _changed(run_id: int, prefix: str) -> int:
    now = clock.now()
    days, back = [clock.today(), clock.today() + timedelta(days=1)], prefix == TAKEN_BACK
    query = (
        select(VisitChange.id, Visit.id.label("visit_id"), Visit.recipient_id, _became.unit_id, _became.cancelled,
               _became.window_end_at, _was.window_end_at.label("old_end_at"))
        .join(Visit, Visit.id == VisitChange.visit_id)
        .join(_became, (_became.visit_id == Visit.id) & (_became.number == VisitChange.to_number))
        .outerjoin(_was, (_was.visit_id == Visit.id) & (_was.number == VisitChange.from_number))
        .where(VisitChange.run_id == run_id, VisitChange.kind != "duration",
               or_(_became.date.in_(days), _was.date.in_(days)))
        .order_by(VisitChange.id)
    )  # fmt: skip
    rows = (
        _row(
            f"{prefix}{row.id}", Kind.CHANGE, row, now, now + GATHERED,
            (row.old_end_at or row.window_end_at) if back or row.cancelled else row.window_end_at, change_id=row.id,
        )
        for row in db.session.execute(query).all()
    )  # fmt: skip
    return _write(rows)


def live(touched: Touched) -> int:
    """Announce what facts brought about just now: somebody came, went, is late, came unplanned; how many."""
    days = {day for day in touched.days if abs((day - clock.today()).days) <= 1}
    if not days:
        return 0
    rows: list[dict[str, Any]] = []
    for some in _parts(sorted(touched.recipients)):
        rows += _presence(some, days)
        rows += _unplanned(some, days)
    for some in _parts(sorted(touched.workers)):
        rows += _delays(some, days)
    return _write(rows)


def _presence(recipients: list[int], days: set[date]) -> Iterator[dict[str, Any]]:
    """Visits begun and done, where a relative may wish to hear of it."""
    now = clock.now()
    kin = select(Relative.id).where(
        Relative.recipient_id == Visit.recipient_id, Relative.revision > 0, Relative.secrecy_consent_on.is_not(None)
    )
    query = select(Visit.id.label("visit_id"), Visit.unit_id, Visit.recipient_id, Visit.started_at, Visit.ended_at)
    query = query.where(
        Visit.recipient_id.in_(recipients), Visit.date.in_(days), Visit.revision > 0,
        Visit.status.in_(("in_progress", "done")), Visit.started_at > now - FRESH - LATE, kin.exists(),
    )  # fmt: skip
    for row in db.session.execute(query):
        for kind, at in ((Kind.ARRIVED, row.started_at), (Kind.DONE, row.ended_at)):
            if at is not None and at <= now < at + FRESH:
                yield _row(f"{kind}:{row.visit_id}", kind, row, now, now, at + FRESH, moment_at=at)


def _unplanned(recipients: list[int], days: set[date]) -> Iterator[dict[str, Any]]:
    now = clock.now()
    query = select(Execution.check_in_id, Execution.unit_id, Execution.recipient_id, Execution.check_in_at).where(
        Execution.recipient_id.in_(recipients), Execution.date.in_(days), Execution.visit_id.is_(None),
        Execution.check_in_at > now - FRESH,
    )  # fmt: skip
    for row in db.session.execute(query):
        ends = clock.day_bounds(clock.local_date(row.check_in_at))[1]
        key = f"{Kind.UNPLANNED}:{row.check_in_id}"
        yield _row(key, Kind.UNPLANNED, row, now, now, ends, moment_at=row.check_in_at)


def _delays(workers: list[int], days: set[date]) -> Iterator[dict[str, Any]]:
    """Visits now expected so late that it is worth telling, for the first time or anew."""
    now = clock.now()
    theirs = select(VisitWorker.visit_id).where(VisitWorker.worker_id.in_(workers), VisitWorker.date.in_(days))
    query = select(
        Visit.id.label("visit_id"), Visit.unit_id, Visit.recipient_id, Visit.window_end_at, Visit.expected_at
    ).where(Visit.id.in_(theirs), Visit.expected_at > now, Visit.status == "planned", Visit.revision > 0)
    late = [row for row in db.session.execute(query) if row.expected_at - row.window_end_at >= LATE]
    told = _told_delays([row.visit_id for row in late])
    for row in late:
        times, last = told.get(row.visit_id, (0, None))
        if last is None or row.expected_at - last >= LATE:
            key = f"{Kind.DELAY}:{row.visit_id}:{times + 1}"
            yield _row(key, Kind.DELAY, row, now, now, row.expected_at, moment_at=row.expected_at)


def _told_delays(visit_ids: list[int]) -> dict[int, tuple[int, datetime]]:
    """Visit → how often a delay of it was announced, and the latest start that was."""
    query = (
        select(Announcement.visit_id, func.count(), func.max(Announcement.moment_at))
        .where(Announcement.visit_id.in_(visit_ids), Announcement.kind == Kind.DELAY)
        .group_by(Announcement.visit_id)
    )
    rows = db.session.execute(query)
    return {visit_id: (times, last) for visit_id, times, last in rows if visit_id is not None and last is not None}


def announce_visit(kind: Kind, visit: Visit, expires_at: datetime) -> int:
    """Announce something of one visit, once a kind; 0 where it was already, or is too late."""
    about = _About(visit.unit_id, visit.recipient_id, visit.id)
    return _write([_row(f"{kind}:{visit.id}", kind, about, clock.now(), clock.now(), expires_at)])


def answered(visit: Visit, request_id: int, what: str) -> int:
    """Announce what was answered to a request about a visit: `what` is the step and what was asked, as they are said.

    Each step once; 0 where it is too late to be of use.
    """
    about, now = _About(visit.unit_id, visit.recipient_id, visit.id), clock.now()
    return _write([_row(f"{Kind.OUTCOME}:{what}:{request_id}", Kind.OUTCOME, about, now, now, visit.window_end_at)])


class _About(NamedTuple):
    unit_id: int
    recipient_id: int
    visit_id: int


def _row(
    key: str, kind: Kind, about: Any, arose_at: datetime, ready_at: datetime, expires_at: datetime, **more: Any
) -> dict[str, Any]:
    """A row of an announcement: `about` has unit_id, recipient_id, and visit_id where it is about one."""
    return {
        "key": key, "kind": kind, "unit_id": about.unit_id, "recipient_id": about.recipient_id,
        "visit_id": getattr(about, "visit_id", None), "change_id": None, "moment_at": None, "arose_at": arose_at,
        "ready_at": ready_at, "expires_at": expires_at, **more,
    }  # fmt: skip


def _write(rows: Iterable[dict[str, Any]]) -> int:
    """Write those that are not too late and not written yet."""
    now = clock.now()
    fresh = [row for row in rows if row["expires_at"] > now]
    written = 0
    for some in _parts(fresh):
        written += len(db.session.scalars(insert_new(Announcement, some).returning(Announcement.id)).all())
    if written and any(row["ready_at"] <= now for row in fresh):
        wake.soon("announce")
    return written


def _parts(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
