"""The public promises, counted by day: what was promised of messages and visits, and how it was kept.

Each figure has its definition beside it on the page (`clients/public`); "told in advance" and "on agreed time" are
those of domain.md. Nothing here names anybody. The caller owns the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, select, true

from backend.access import demonstration
from backend.linking import in_force
from backend.telling import ahead
from backend.telling.ahead import about
from backend.telling.day_calls import over_by_another
from notifications.events import OF_VISITS
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Gap, ImportRun, KeptPromise, Message, Promise, Visit, VisitRevision

HANDED_WITHIN = timedelta(seconds=10)
NAMES = ("handed_over", "before_visit", "to_the_list", "told_in_advance", "on_agreed_time")
MEDIANS = frozenset({"to_the_list"})
SHOWN_DAYS = 90
DUE = tuple(state for state in State if state is not State.SUPPRESSED)
"""What was held, by somebody's wish or by a rule of ours, was not to leave."""
ARRIVED = (State.SENT, State.DELIVERED)
"""States in which somebody was told, as far as is known."""


@dataclass(frozen=True)
class Figure:
    """One day of one promise: `part` of `whole`; of a median `part` are seconds, over `whole` cases."""

    part: int
    whole: int


def count(days: int = 3) -> int:
    """Count today and the days before it anew, as long as receipts and facts may still come; how many figures."""
    made, out = 0, leaves()
    for back in range(days):
        day = clock.today() - timedelta(days=back)
        rows = [
            {"date": day, "name": name, "part": figure.part, "whole": figure.whole, "counted_at": clock.now()}
            for name, figure in _of(day, out)
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


def leaves() -> ColumnElement[bool]:
    """The condition that a message went to somebody: what stayed in the house keeps and breaks no promise.

    In a demonstration nothing leaves, and it counts as if it had.
    """
    return true() if demonstration.is_one() else Message.channel != "console"


def _of(day: date, out: ColumnElement[bool]) -> Iterator[tuple[str, Figure]]:
    yield "handed_over", _share(_handed_over(day, out))
    yield "before_visit", _share(_before_visit(day, out))
    yield "to_the_list", _to_the_list(day)
    yield "told_in_advance", _share(ahead.told_in_advance(day, out))
    yield "on_agreed_time", _share(_on_agreed_time(day, out))


def _share(kept: Iterable[bool]) -> Figure:
    known = list(kept)
    return Figure(sum(known), len(known))


def _handed_over(day: date, out: ColumnElement[bool]) -> Iterator[bool]:
    """Messages that were to leave on the day: whether each had a provider within ten seconds. Those that wait count."""
    since, until = clock.day_bounds(day)
    query = select(Message.wanted_at, Message.handed_at).where(
        Message.state.in_(DUE), Message.due_at >= since, out,  # never tried before it was wanted
        Message.wanted_at >= since, Message.wanted_at < min(until, clock.now() - HANDED_WITHIN),
    )  # fmt: skip
    for wanted_at, handed_at in db.session.execute(query):
        yield handed_at is not None and wanted_at is not None and handed_at - wanted_at <= HANDED_WITHIN


def _before_visit(day: date, out: ColumnElement[bool]) -> Iterator[bool]:
    """Messages that told her of visits of the day: whether each had arrived before the first of them could begin.

    Counted once that moment has passed, so that no receipt is waited for; without one a message has not arrived.
    """
    arrived_at = case((Message.channel == "console", Message.handed_at), else_=Message.delivered_at)
    begins_at = func.min(VisitRevision.window_start_at)
    query = (
        select(arrived_at, begins_at)
        .select_from(Message)
        .join(Promise, Promise.message_id == Message.id)
        .join(VisitRevision, _promised())
        .join(Visit, Visit.id == Promise.visit_id)
        .where(VisitRevision.date == day, about(day), Message.state.in_(DUE), Message.kind.in_(sorted(OF_VISITS)), out)
        .where(~over_by_another(day))
        .group_by(Message.id, arrived_at)
        .having(begins_at <= clock.now())
    )
    for at, begins in db.session.execute(query):
        yield at is not None and at <= begins


def _promised() -> ColumnElement[bool]:
    return and_(VisitRevision.visit_id == Promise.visit_id, VisitRevision.number == Promise.revision)


def _to_the_list(day: date) -> Figure:
    """Seconds from when a visit should have begun to its standing on the manager's list: the median.

    Also of those that were found only when they were missed. The plan is the one by which the visit is judged, so
    that moving it afterwards shortens nothing; one that came only afterwards could stand on no list in time.
    """
    found = (
        select(Gap.visit_id, func.min(Gap.found_at).label("found_at"))
        .where(Gap.kind.in_(("not_started", "missed")), Gap.date == day)
        .group_by(Gap.visit_id)
        .subquery()
    )
    query = (
        select(VisitRevision, found.c.found_at)
        .join(found, found.c.visit_id == VisitRevision.visit_id)
        .join(ImportRun, ImportRun.id == VisitRevision.run_id)
        .where(ImportRun.undone_at.is_(None))
        .order_by(VisitRevision.visit_id, VisitRevision.number)
    )
    visits: dict[int, tuple[datetime, list[VisitRevision]]] = {}
    for revision, found_at in db.session.execute(query):
        visits.setdefault(revision.visit_id, (found_at, []))[1].append(revision)
    waited = []
    for found_at, revisions in visits.values():
        due_at = in_force(revisions, None).window_end_at
        if revisions[0].published_at <= due_at:
            waited.append(max((found_at - due_at).total_seconds(), 0))
    return Figure(round(median(waited)), len(waited)) if waited else Figure(0, 0)


def _on_agreed_time(day: date, out: ColumnElement[bool]) -> Iterator[bool]:
    """Executed visits of the day: whether each began inside the window as she was last told before it began.

    What she was never told of, by a message that left and did not come back, was not agreed with her.
    """
    query = (
        select(Visit.id, Visit.started_at, VisitRevision.window_start_at, VisitRevision.window_end_at,
               VisitRevision.cancelled)
        .join(Promise, Promise.visit_id == Visit.id)
        .join(VisitRevision, _promised())
        .join(Message, Message.id == Promise.message_id)
        .where(Visit.date == day, about(day), Visit.revision > 0, Visit.status.in_(("done", "in_progress", "missed")))
        .where(Visit.started_at.is_not(None), Message.state.in_(ARRIVED), Message.handed_at < Visit.started_at, out)
        .order_by(Visit.id, Message.handed_at, Promise.id)
    )  # fmt: skip
    last = {row[0]: row[1:] for row in db.session.execute(query)}
    for started_at, begins_at, ends_at, cancelled in last.values():
        yield started_at is not None and not cancelled and begins_at <= started_at <= ends_at
