"""The public promises, counted by day: what was promised of messages and visits, and how it was kept.

Each figure has its definition beside it on the page (`clients/public`); "told in advance" and "on agreed time" are
those of domain.md. Nothing here names anybody. The caller owns the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import aliased

from backend.telling.day_calls import over_by_another
from notifications.events import OF_VISITS, Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Gap, KeptPromise, Message, Promise, Visit, VisitChange, VisitRevision

HANDED_WITHIN = timedelta(seconds=10)
AHEAD = timedelta(minutes=30)
NAMES = ("handed_over", "before_visit", "to_the_list", "told_in_advance", "on_agreed_time")
SHOWN_DAYS = 90
LEFT = (State.SENT, State.DELIVERED, State.UNDELIVERED, State.FAILED, State.UNKNOWN, State.EXPIRED)
"""Messages that left, or should have: what was held by somebody's wish is no broken promise."""


@dataclass(frozen=True)
class Figure:
    """One day of one promise: `part` of `whole`; of a median `part` are seconds."""

    part: int
    whole: int


def count(days: int = 3) -> int:
    """Count today and the days before it anew, as long as receipts and facts may still come; how many figures."""
    made = 0
    for back in range(days):
        day = clock.today() - timedelta(days=back)
        rows = [
            {"date": day, "name": name, "part": figure.part, "whole": figure.whole, "counted_at": clock.now()}
            for name, figure in _of(day)
        ]
        db.session.execute(delete(KeptPromise).where(KeptPromise.date == day))
        db.session.execute(insert(KeptPromise), rows)
        made += len(rows)
    return made


def by_day() -> dict[date, dict[str, Figure]]:
    """The figures of the last days, newest first."""
    since = clock.today() - timedelta(days=SHOWN_DAYS)
    found: dict[date, dict[str, Figure]] = {}
    query = select(KeptPromise).where(KeptPromise.date > since).order_by(KeptPromise.date.desc(), KeptPromise.name)
    for row in db.session.scalars(query):
        found.setdefault(row.date, {})[row.name] = Figure(row.part, row.whole)
    return found


def _of(day: date) -> Iterator[tuple[str, Figure]]:
    bounds = clock.day_bounds(day)
    yield "handed_over", _share(_handed_over(*bounds))
    yield "before_visit", _share(_before_visit(day))
    yield "to_the_list", _to_the_list(day)
    yield "told_in_advance", _share(_told_in_advance(day))
    yield "on_agreed_time", _share(_on_agreed_time(day))


def _share(kept: Iterator[bool]) -> Figure:
    known = list(kept)
    return Figure(sum(known), len(known))


def _handed_over(since: datetime, until: datetime) -> Iterator[bool]:
    query = select(Message.wanted_at, Message.handed_at).where(
        Message.wanted_at >= since, Message.wanted_at < until, Message.state.in_(LEFT)
    )
    for wanted_at, handed_at in db.session.execute(query):
        yield handed_at is not None and wanted_at is not None and handed_at - wanted_at <= HANDED_WITHIN


def _before_visit(day: date) -> Iterator[bool]:
    """Messages that told of visits of the day: whether each had arrived before the first of them began."""
    query = (
        select(Message.delivered_at, func.min(VisitRevision.window_start_at))
        .join(Promise, Promise.message_id == Message.id)
        .join(VisitRevision, _promised())
        .where(VisitRevision.date == day, Message.state.in_(LEFT), Message.kind.in_(sorted(OF_VISITS)))
        .where(~over_by_another(day))
        .group_by(Message.id, Message.delivered_at)
    )
    for delivered_at, begins_at in db.session.execute(query):
        yield delivered_at is not None and delivered_at <= begins_at


def _promised() -> ColumnElement[bool]:
    return (VisitRevision.visit_id == Promise.visit_id) & (VisitRevision.number == Promise.revision)


def _to_the_list(day: date) -> Figure:
    """Seconds from when a visit should have begun to its standing on the manager's list: the median."""
    query = (
        select(Gap.found_at, Visit.window_end_at)
        .join(Visit, Visit.id == Gap.visit_id)
        .where(Gap.kind == "not_started", Gap.date == day)
    )
    waited = [(found - due).total_seconds() for found, due in db.session.execute(query)]
    return Figure(round(median(waited)), len(waited)) if waited else Figure(0, 0)


def _told_in_advance(day: date) -> Iterator[bool]:
    """Changed visits of the day of which somebody was told: whether the notice left 30 minutes ahead."""
    was, became = aliased(VisitRevision), aliased(VisitRevision)
    query = (
        select(Message.handed_at, was.window_start_at, became.window_start_at)
        .select_from(VisitChange)
        .join(became, (became.visit_id == VisitChange.visit_id) & (became.number == VisitChange.to_number))
        .outerjoin(was, (was.visit_id == VisitChange.visit_id) & (was.number == VisitChange.from_number))
        .join(Promise, (Promise.visit_id == VisitChange.visit_id) & (Promise.revision == VisitChange.to_number))
        .join(Message, Message.id == Promise.message_id)
        .where(became.date == day, Message.kind == Kind.CHANGE, Message.state.in_(LEFT))
    )
    for handed_at, old, new in db.session.execute(query):
        yield handed_at is not None and handed_at <= min(filter(None, (old, new))) - AHEAD


def _on_agreed_time(day: date) -> Iterator[bool]:
    """Executed visits of the day: whether each began inside the window as it was last told before it began."""
    query = (
        select(Visit.id, Visit.started_at, VisitRevision.window_start_at, VisitRevision.window_end_at)
        .join(Promise, Promise.visit_id == Visit.id)
        .join(VisitRevision, _promised())
        .where(Visit.date == day, Visit.revision > 0, Visit.status.in_(("done", "in_progress")))
        .where(Visit.started_at.is_not(None), Promise.told_at < Visit.started_at)
        .order_by(Visit.id, Promise.told_at, Promise.id)
    )
    last = {row[0]: row[1:] for row in db.session.execute(query)}
    for started_at, begins_at, ends_at in last.values():
        yield started_at is not None and begins_at <= started_at <= ends_at
