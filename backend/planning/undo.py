"""An import taken back: what it brought is void and stays on record, and the revisions before it are in force again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from backend.access import turn
from backend.planning import bulk, homes, master_store, reach_again
from backend.planning.accepted import Accepted
from backend.planning.references import MODELS
from backend.planning.report import Report
from backend.planning.visit_store import PLAN, STATUS
from schema import clock
from schema.db import db, table_of
from schema.tables import (
    Event,
    EventLedger,
    ImportRun,
    PlanRevision,
    Visit,
    VisitAlias,
    VisitRevision,
    VisitWorker,
)
from schema.wire.facts import Touched

CHUNK = 5_000
_LEAVE = {"synchronize_session": False}
"""Bulk statements leave the session's own objects alone; these are expired at the end."""


class UndoFault(Exception):
    """A run that cannot be taken back; the message says why, in Swedish."""


@dataclass
class Undoing:
    """What taking back a run touches."""

    run: ImportRun
    touched: Touched


def undo(run_id: int, user_id: int | None) -> Touched:
    """Take a run back. Raises UndoFault. What was told stands; the caller derives what was touched, and commits."""
    turn.take()
    run = db.session.get(ImportRun, run_id)
    if run is None:
        raise UndoFault(f"Det finns ingen import {run_id}.")
    if run.undone_at is not None:
        raise UndoFault(f"Import {run_id} är redan återtagen.")
    run.undone_at = clock.now()
    run.undone_by_user_id = user_id
    db.session.flush()
    undoing = Undoing(run, Touched())
    _masters(undoing)
    _visits(undoing)
    _facts(undoing)
    homes.bump_all(run.source)
    db.session.expire_all()
    return undoing.touched


def add_warnings(run: ImportRun, report: Report) -> None:
    """Put what taking a run back brought about first in its stored report."""
    more = report.as_json()["warnings"]
    run.report = {**run.report, "warnings": [*more, *run.report.get("warnings", [])]}
    db.session.flush()


def _masters(undoing: Undoing) -> None:
    for kind, model in MODELS.items():
        chosen = select(PlanRevision.row_id).where(PlanRevision.run_id == undoing.run.id, PlanRevision.kind == kind)
        row_ids = sorted(set(db.session.scalars(chosen)))
        if not row_ids:
            continue
        standing = _plan_in_force(kind, row_ids)
        rows = [Accepted(0, "", one.content, one.digest, one.row_id) for one in standing.values()]
        master_store.derive_current(kind, undoing.run.source, rows)
        reach_again.walk(kind, rows)
        current = {row.row_id: master_store.columns_of(row, standing[row.row_id].number) for row in rows}
        bulk.overwrite(model.__table__, current)
        gone = [row_id for row_id in row_ids if row_id not in standing]
        db.session.execute(update(model).where(bulk.among(model.id, gone)).values(revision=0), execution_options=_LEAVE)


def _plan_in_force(kind: str, row_ids: list[int]) -> dict[int, Row[Any]]:
    """The revision in force of each row: the highest whose run is not taken back."""
    table = PlanRevision
    highest = (
        select(table.row_id, func.max(table.number).label("number"))
        .join(ImportRun, ImportRun.id == table.run_id)
        .where(table.kind == kind, bulk.among(table.row_id, row_ids), ImportRun.undone_at.is_(None))
        .group_by(table.row_id)
        .subquery()
    )
    chosen = select(table.row_id, table.number, table.digest, table.content).join(
        highest, (highest.c.row_id == table.row_id) & (highest.c.number == table.number)
    )
    return {row.row_id: row for row in db.session.execute(chosen.where(table.kind == kind))}


def _visits(undoing: Undoing) -> None:
    chosen = select(VisitRevision.visit_id).where(VisitRevision.run_id == undoing.run.id).distinct()
    ids = sorted(db.session.scalars(chosen))
    for start in range(0, len(ids), CHUNK):
        _take_back(undoing, ids[start : start + CHUNK])


def _take_back(undoing: Undoing, ids: list[int]) -> None:
    before = {row.id: row for row in db.session.execute(select(Visit.__table__).where(bulk.among(Visit.id, ids)))}
    standing = _visits_in_force(ids)
    db.session.execute(delete(VisitWorker).where(bulk.among(VisitWorker.visit_id, ids)), execution_options=_LEAVE)
    gone = [visit_id for visit_id in ids if visit_id not in standing]
    db.session.execute(update(Visit).where(bulk.among(Visit.id, gone)).values(revision=0), execution_options=_LEAVE)
    workers, current = [], {}
    for visit_id, row in standing.items():
        status = STATUS.get((before[visit_id].status, row.cancelled), before[visit_id].status)
        plan = {name: getattr(row, name) for name in PLAN}
        current[visit_id] = {**plan, "revision": row.number, "outside_id": row.outside_id, "status": status}
        workers += [{"worker_id": worker, "date": row.date, "visit_id": visit_id} for worker in row.worker_ids]
        _touch(undoing.touched, before[visit_id].recipient_id, row)
    bulk.overwrite(table_of(Visit), current)
    if workers:
        db.session.execute(insert(table_of(VisitWorker)), workers)
    for row in before.values():
        _touch(undoing.touched, row.recipient_id, row)
    own_names = select(Visit.outside_id).where(Visit.source == undoing.run.source, bulk.among(Visit.id, ids))
    second = delete(VisitAlias).where(VisitAlias.source == undoing.run.source, VisitAlias.outside_id.in_(own_names))
    db.session.execute(second, execution_options=_LEAVE)


def _touch(touched: Touched, recipient_id: int, row: Row[Any]) -> None:
    if row.date <= clock.today():
        touched.add(recipient_id, None, row.date)
        touched.workers.update(row.worker_ids)


def _visits_in_force(ids: list[int]) -> dict[int, Row[Any]]:
    table = VisitRevision
    highest = (
        select(table.visit_id, func.max(table.number).label("number"))
        .join(ImportRun, ImportRun.id == table.run_id)
        .where(bulk.among(table.visit_id, ids), ImportRun.undone_at.is_(None))
        .group_by(table.visit_id)
        .subquery()
    )
    chosen = select(table.__table__).join(
        highest, (highest.c.visit_id == table.visit_id) & (highest.c.number == table.number)
    )
    return {row.visit_id: row for row in db.session.execute(chosen)}


def _facts(undoing: Undoing) -> None:
    """The run's facts are void with it; their event ids are free again, so that the same package may come anew."""
    of_run = select(Event.id).where(Event.run_id == undoing.run.id)
    chosen = select(Event.recipient_id, Event.worker_id, Event.occurred_at).where(Event.run_id == undoing.run.id)
    for recipient_id, worker_id, at in db.session.execute(chosen):
        undoing.touched.add(recipient_id, worker_id, clock.local_date(at))
    db.session.execute(delete(EventLedger).where(EventLedger.fact_id.in_(of_run)), execution_options=_LEAVE)
