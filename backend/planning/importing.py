"""A plan package in: read, validated, written as revisions, and told about. The caller owns the transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend.access import demonstration, turn
from backend.planning import bulk, change_lines, executions, homes, inbox, mapping, masters, package, visits
from backend.planning.change_lines import ChangeLine
from backend.planning.columns import MASTER_TABLES
from backend.planning.executions import Execution
from backend.planning.references import Known
from backend.planning.report import STORED_ENTRIES, Report
from backend.planning.rows import Reader
from backend.planning.run import ImportOrder, Run
from schema import clock
from schema.db import db
from schema.tables import ImportRun, Recipient
from schema.wire.facts import Touched

Progress = Callable[[str, int], None]
"""Told the table and how many of its rows are read."""


@dataclass
class ImportOutcome:
    """What an import did, or on a dry run would do. `run_id` is None where nothing was written."""

    report: dict[str, Any]
    exit_code: int
    run_id: int | None
    touched: Touched
    executions: Iterator[list[Execution]] = field(default_factory=lambda: iter(()))
    """Chunks of executions whose facts are still to be recorded; `finish` once they are."""
    changes: list[ChangeLine] = field(default_factory=list)
    """The first changes of visits, where the order says whom they are shown to."""
    finish: Callable[[], ImportOutcome] | None = None
    warn: Callable[..., None] | None = None
    """As `Report.warn`, until it is finished: for what the plan says against what was decided here."""


def import_package(path: Path, order: ImportOrder, progress: Progress | None = None) -> ImportOutcome:
    """Take a package in, all but its executions: the caller records these and calls `finish`.

    The caller rolls back what was written when the exit code is 2, and after a dry run.
    """
    report = Report()
    if _is_feigned(order):
        report.refuse("package", "reserved_source", "Källan hör till demonstrationer. Välj en annan.")
        return _refused(report)
    try:
        fitted = mapping.load(order.mapping)
    except mapping.MappingError as fault:
        report.refuse("mapping", "bad_mapping", str(fault))
        return _refused(report)
    sheets = package.open_package(path, fitted, report)
    if report.unusable:
        return _refused(report)
    turn.take()  # before the first row is touched: facts that arrive meanwhile wait, else each would wait for the other
    run = _begin(path, order, report)
    reader_of = {name: Reader(sheet, fitted, report) for name, sheet in sheets.items()}
    tell = _in_time(run, progress or (lambda _table, _rows: None))
    with suppress(TooSlow):
        _plan(run, reader_of, tell)
    if report.unusable:
        return _refused(report)
    facts = _executions(run, reader_of, tell) if "executions" in reader_of else iter(())
    return ImportOutcome({}, 1, run.id, run.touched, facts, finish=lambda: _finished(run), warn=report.warn)


def _is_feigned(order: ImportOrder) -> bool:
    """Whether somebody would make a real database a demonstration, where no second factor is asked for."""
    by_hand = order.user_id is not None or order.api_key_id is not None
    return by_hand and order.source == demonstration.SOURCE and not demonstration.is_one()


class TooSlow(Exception):
    """The time is up: the report says so, and nothing of the package is taken in."""


def _in_time(run: Run, tell: Progress) -> Progress:
    """`tell`, which gives up when the order's time is over."""
    began = time.monotonic()

    def told(table: str, rows: int) -> None:
        tell(table, rows)
        if run.order.seconds is not None and time.monotonic() - began > run.order.seconds:
            run.report.refuse("package", "too_slow", "Paketet tog för lång tid. Dela upp det.")
            raise TooSlow

    return told


def _refused(report: Report) -> ImportOutcome:
    return ImportOutcome(report.as_json(), 2, None, Touched())


def _begin(path: Path, order: ImportOrder, report: Report) -> Run:
    at = clock.now()
    row = ImportRun(
        source=order.source, started_at=at, finished_at=None, user_id=order.user_id, api_key_id=order.api_key_id,
        package=order.package or path.name, replaced=order.replace, report={},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    known = Known(order.source, order.unit_ids)
    return Run(order, row.id, at, report, known, clock.today() + timedelta(days=1))


def _plan(run: Run, reader_of: dict[str, Reader], tell: Progress) -> None:
    """Everything of the package but its executions."""
    for kind in MASTER_TABLES:
        if kind in reader_of:
            masters.take_in(run, reader_of[kind])
            tell(kind, reader_of[kind].counts.rows)
    if "visits" in reader_of:
        visits.take_in(run, reader_of["visits"], lambda rows: tell("visits", rows))
    elif run.order.replace:
        run.report.refuse("visits", "replace_empty", "Paketet har inga besök, så det kan inte ersätta en plan.")


def _executions(run: Run, reader_of: dict[str, Reader], tell: Progress) -> Iterator[list[Execution]]:
    reader = reader_of["executions"]
    for batch in executions.batches(run, reader):
        yield batch
        executions.count(reader, batch)
        try:
            tell("executions", reader.counts.rows)
        except TooSlow:
            return


def _finished(run: Run) -> ImportOutcome:
    """Close the run: its report is stored, cards are marked to be read anew, a plan that came settles its task."""
    if run.report.exit_code == 2:
        return ImportOutcome(run.report.as_json(), 2, None, run.touched)
    if run.shown_everywhere:
        homes.bump_all(run.order.source)
    else:
        chosen = select(Recipient.home_id).where(bulk.among(Recipient.id, run.recipients)).distinct()
        homes.bump(run.homes | set(db.session.scalars(chosen)))
    inbox.settle(clock.today())
    row = db.session.get_one(ImportRun, run.id)
    row.finished_at = clock.now()
    row.report = run.report.as_json(STORED_ENTRIES)
    db.session.flush()
    finished = ImportOutcome(run.report.as_json(), run.report.exit_code, run.id, run.touched)
    if run.order.shown_to is not None:
        finished.changes = change_lines.lines(run.id, run.order.shown_to, run.order.shown_changes)
    return finished


__all__ = ["ImportOrder", "ImportOutcome", "import_package"]
