"""Fetches the facts of some recipients over some days, as the rules want them, in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, literal_column, not_, select

from backend.declining import granted
from backend.gaps.attach import attach
from backend.gaps.facts import Case, Mark, Plan, Stay, Visit
from backend.gaps.taps import TapBook, read_book
from backend.gaps.tolerances import Ruling, Tolerances
from backend.retracting import TAKEN_BACK
from schema import clock
from schema.db import db
from schema.tables import Absence, Execution, ImportRun, Recipient, Remark, Tolerance, Unit, VisitRevision
from schema.tables import Visit as VisitRow
from schema.wire.remarks import OF_VISITS

DAY = timedelta(days=1)
_PLAN = ("unit_id", "date", "window_start_at", "window_end_at", "duration_minutes", "service_ids", "worker_ids",
         "staff", "time_critical", "cancelled")  # fmt: skip


def tolerances(overrides: dict[str, int] | None = None) -> Tolerances:
    """The municipality's tolerances; `overrides` in minutes by kind stand above all."""
    rows = db.session.scalars(select(Tolerance).order_by(Tolerance.id))
    rulings = tuple(Ruling(row.kind, row.minutes, row.from_on, row.unit_id, row.service_id) for row in rows)
    return Tolerances(rulings, overrides or {})


def cases(recipient_ids: Collection[int], first: date, last: date) -> list[Case]:
    """The recipients' visits and executions of the dates `first` to `last`, both in.

    A visit that was moved away from these dates is here too, since it may be judged by its plan of then.
    """
    if not recipient_ids:
        return []
    rows = _visit_rows(recipient_ids, first, last)
    revisions = _revisions([row.id for row in rows if row.revision > 1])
    said = _said(recipient_ids)
    stays, marks = _facts(recipient_ids, first, last, [row.id for row in rows])
    declined = granted(recipient_ids)
    visits: dict[int, list[Visit]] = defaultdict(list)
    for row in rows:
        plans = revisions.get(row.id) or (_plan(row),)
        since = declined[row.id].at if row.id in declined else None
        visits[row.recipient_id].append(
            Visit(
                row.id,
                row.outside_id,
                plans,
                tuple(stays["visit", row.id]),
                said=said.get(row.id, ()),
                declined_at=since,
            )
        )
    return _assemble(recipient_ids, visits, stays, marks)


def _assemble(
    recipient_ids: Collection[int],
    visits: dict[int, list[Visit]],
    stays: dict[tuple[str, int], list[Stay]],
    marks: dict[int, list[Mark]],
) -> list[Case]:
    steering = {row.id: row.steering for row in db.session.execute(select(Unit.id, Unit.steering))}
    away = _absences(recipient_ids)
    homes = db.session.execute(
        select(Recipient.id, Recipient.home_id).where(Recipient.id.in_(recipient_ids)).order_by(Recipient.id)
    )
    return [
        Case(
            recipient_id=recipient_id,
            home_id=home_id,
            visits=tuple(attach(visits[recipient_id], marks[recipient_id])),
            unplanned=tuple(stays["recipient", recipient_id]),
            absences=tuple(away[recipient_id]),
            steering=steering,
        )
        for recipient_id, home_id in homes
    ]


def _visit_rows(recipient_ids: Collection[int], first: date, last: date) -> list[Any]:
    columns = [getattr(VisitRow, name) for name in ("id", "outside_id", "recipient_id", "revision", *_PLAN)]
    about = (VisitRow.recipient_id.in_(recipient_ids), VisitRow.revision > 0)
    revised_then = exists().where(VisitRevision.visit_id == VisitRow.id, VisitRevision.date.between(first, last))
    moved = select(*columns).where(
        *about, VisitRow.revision > literal_column("1"), ~VisitRow.date.between(first, last), revised_then
    )
    here = select(*columns).where(*about, VisitRow.date.between(first, last))
    rows = [*db.session.execute(here), *db.session.execute(moved)]
    return sorted(rows, key=lambda row: (row.window_start_at, row.id))


def _revisions(visit_ids: list[int]) -> dict[int, tuple[Plan, ...]]:
    found: dict[int, list[Plan]] = defaultdict(list)
    columns = [getattr(VisitRevision, name) for name in ("visit_id", "published_at", *_PLAN)]
    query = (
        select(*columns)
        .join(ImportRun, ImportRun.id == VisitRevision.run_id)
        .where(ImportRun.undone_at.is_(None))
        .order_by(VisitRevision.visit_id, VisitRevision.number)
    )
    for some in batches(visit_ids):
        for row in db.session.execute(query.where(VisitRevision.visit_id.in_(some))):
            found[row.visit_id].append(replace(_plan(row), published_at=row.published_at))
    return {visit_id: tuple(plans) for visit_id, plans in found.items()}


def _plan(row: Any) -> Plan:
    return Plan(**{name: getattr(row, name) for name in _PLAN})


def _facts(
    recipient_ids: Collection[int], first: date, last: date, visit_ids: list[int]
) -> tuple[dict[tuple[str, int], list[Stay]], dict[int, list[Mark]]]:
    """Executions by ("visit", id) or, unplanned, ("recipient", id); other facts by recipient."""
    rows = execution_rows(recipient_ids, first, last, visit_ids)
    begin, end = clock.day_bounds(first - DAY)[0], clock.day_bounds(last + DAY)[1]
    book = read_book(recipient_ids, begin, end, rows)
    stays: dict[tuple[str, int], list[Stay]] = defaultdict(list)
    for row in rows:
        about = ("visit", row.visit_id) if row.visit_id else ("recipient", row.recipient_id)
        if row.visit_id or first <= row.date <= last:
            stays[about].append(stay_of(row, book))
    return stays, book.marks


def execution_rows(recipient_ids: Collection[int], first: date, last: date, visit_ids: list[int]) -> list[Any]:
    """Execution rows of the recipients over the dates, and of the visits wherever they lie."""
    table = Execution.__table__
    here = select(table).where(Execution.recipient_id.in_(recipient_ids), Execution.date.between(first, last))
    rows = {row.id: row for row in db.session.execute(here)}
    for some in batches(visit_ids):
        rows.update((row.id, row) for row in db.session.execute(select(table).where(Execution.visit_id.in_(some))))
    return [rows[row_id] for row_id in sorted(rows)]


def stay_of(row: Any, book: TapBook) -> Stay:
    """An execution row with its taps."""
    return Stay(
        worker_id=row.worker_id,
        unit_id=row.unit_id,
        date=row.date,
        check_in=book.tap(row.check_in_id, row.check_in_at),
        check_out=book.tap(row.check_out_id, row.check_out_at),
        extra_taps=row.extra_taps,
        visit_id=row.visit_id,
    )


def _absences(recipient_ids: Collection[int]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    query = select(Absence.recipient_id, Absence.from_on, Absence.to_on).order_by(Absence.id)
    for row in db.session.execute(query.where(Absence.recipient_id.in_(recipient_ids), Absence.revision > 0)):
        found[row.recipient_id].append((row.from_on, row.to_on))
    return found


def _said(recipient_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Visit → what somebody said of it, each kind once. Few ever say anything: those of all days are asked for."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(Remark.visit_id, Remark.kind).where(
        Remark.recipient_id.in_(recipient_ids), Remark.visit_id.is_not(None), Remark.kind.in_(OF_VISITS),
        not_(TAKEN_BACK),
    )  # fmt: skip
    for visit_id, kind in db.session.execute(query):
        if visit_id is not None:
            found[visit_id].add(kind)
    return {visit_id: tuple(sorted(kinds)) for visit_id, kinds in found.items()}


def batches(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    """Ids in order, some at a time: a query takes so many parameters."""
    ordered = sorted(ids)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
