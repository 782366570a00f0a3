"""Executions of a package: who checked in and out where, as facts with event ids that the same row always gets.

The key is visit (or recipient, when unplanned), worker and check_in. The same check-in with another check-out is a
correction: a new fact that names the one it corrects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, true

from backend.planning import bulk
from backend.planning.cells import Wall
from backend.planning.references import unknown
from backend.planning.rows import Parsed, Reader
from backend.planning.run import Run
from backend.planning.windows import WALL_WARNINGS
from schema import clock
from schema.db import db
from schema.tables import Event, EventLedger, ImportRun, Visit, VisitAlias
from schema.wire.facts import FactIn

CHUNK = 2_000
NAMES = UUID("6d1f6a7e-5a3c-4f0e-9a57-0a8f2f1f7c11")
YEARS_AWAY = timedelta(days=2 * 366)
Key = tuple[int | None, int, int, datetime]
"""Visit, recipient, worker, check-in."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One row: the facts it brings beyond what is known (none: unchanged), and whether its check-in is new."""

    facts: tuple[FactIn, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    visit_id: int | None
    recipient_id: int
    worker_id: int
    check_in: datetime
    check_out: datetime | None
    method: str

    @property
    def key(self) -> Key:
        return self.visit_id, self.recipient_id, self.worker_id, self.check_in


def batches(run: Run, reader: Reader) -> Iterator[list[Execution]]:
    """The executions of the package, chunk by chunk; each chunk is to be recorded before the next is asked for."""
    parsed = reader.parsed()
    seen: set[Key] = set()
    while rows := list(islice(parsed, CHUNK)):
        understood = [row for row in _understood(run, reader, rows) if _first(reader, row, seen)]
        known = _Known(run, understood)
        yield [known.execution(row) for row in understood]


def count(reader: Reader, executions: list[Execution]) -> None:
    """Count what became of a recorded chunk."""
    for execution in executions:
        reader.counts.created += execution.new
        reader.counts.updated += bool(execution.facts) and not execution.new
        reader.counts.unchanged += not execution.facts


def _first(reader: Reader, row: _Row, seen: set[Key]) -> bool:
    if row.key in seen:
        reader.reject(row.line, "duplicate_id", "Samma besök, medarbetare och incheckning står tidigare i filen.")
        return False
    seen.add(row.key)
    return True


def _understood(run: Run, reader: Reader, rows: list[Parsed]) -> Iterator[_Row]:
    visits = _visits(run, {row.values[0] for row in rows if row.values[0]})
    run.known.load("workers", {row.values[1] for row in rows})
    run.known.load("recipients", {row.values[5] for row in rows if row.values[5]})
    run.known.load("services", {key for row in rows for key in row.values[6]})
    for row in rows:
        found = _Referring(run, reader, row, visits).understood()
        if found is not None:
            yield found


class _Referring:
    """One row against what it refers to."""

    def __init__(self, run: Run, reader: Reader, row: Parsed, visits: dict[str, Any]):
        self.run, self.reader, self.row, self.visits = run, reader, row, visits

    def understood(self) -> _Row | None:
        """The row with the rows' own ids and instants; None when it was rejected."""
        visit_key, worker_key, check_in, check_out, method, recipient_key, services = self.row.values
        known = self.run.known
        worker = known.ids["workers"].get(worker_key)
        if worker is None:
            return self._reject(*unknown("workers"), "worker_id", worker_key)
        lost = next((key for key in services if key not in known.ids["services"]), None)
        if lost is not None:
            return self._reject(*unknown("services"), "services", lost)
        place = self._place(visit_key, recipient_key)
        if place is None:
            return None
        begun = self._instant("check_in", check_in)
        ended = self._instant("check_out", check_out, after=begun)
        if begun is None or self._impossible(begun, ended):
            return None
        return _Row(self.row.line, *place, worker, begun, ended, method)

    def _place(self, visit_key: str | None, recipient_key: str | None) -> tuple[int | None, int] | None:
        recipient = self.run.known.ids["recipients"].get(recipient_key) if recipient_key else None
        if recipient_key and recipient is None:
            return self._reject(*unknown("recipients"), "recipient_id", recipient_key)
        visit = self.visits.get(visit_key) if visit_key else None
        if visit_key and visit is None:
            return self._reject(*unknown("visits"), "visit_id", visit_key)
        if visit is not None:
            if recipient not in (None, visit.recipient_id):
                return self._reject(
                    "recipient_differs", "Besöket hör till en annan omsorgstagare.", "recipient_id", recipient_key
                )
            return visit.id, visit.recipient_id
        if recipient is not None:
            return None, recipient
        return self._reject(
            "missing_value", "Ange visit_id, eller recipient_id för ett oplanerat besök.", "recipient_id", ""
        )

    def _instant(self, column: str, cell: Wall | None, after: datetime | None = None) -> datetime | None:
        """A local time as an instant: a missing one moved, of a doubled one the first not before `after`; reported."""
        if cell is None:
            return None
        if cell.aware:
            return clock.utc(cell.moment)
        wall = clock.wall(cell.moment)
        if wall is not clock.Wall.ONCE:
            self.run.report.warn("executions", *WALL_WARNINGS[wall], self.row.line, column, cell.moment.isoformat())
        first = clock.instant(cell.moment.date(), cell.moment.time())
        again = clock.instant(cell.moment.date(), cell.moment.time(), fold=1)
        return again if after is not None and first < after <= again else first

    def _impossible(self, begun: datetime, ended: datetime | None) -> bool:
        if begun > self.run.at + YEARS_AWAY:
            self._reject("time_years_away", "Tiden ligger år framåt. Rätta den.", "check_in", str(begun))
            return True
        if ended is not None and ended < begun:
            self._reject("check_out_before_check_in", "Utcheckningen ligger före incheckningen. Rätta en av tiderna.",
                         "check_out", self.row.values[3].moment.isoformat())  # fmt: skip
            return True
        return False

    def _reject(self, code: str, message: str, column: str, value: str | None) -> Any:
        self.reader.reject(self.row.line, code, message, column, value)
        return None


def _visits(run: Run, keys: set[str]) -> dict[str, Any]:
    """Visits by their id or an earlier one; another unit's are as unknown as nobody's."""
    wanted = (Visit.id, Visit.recipient_id)
    own = true() if run.order.unit_ids is None else Visit.unit_id.in_(sorted(run.order.unit_ids))
    earlier = (
        select(VisitAlias.outside_id.label("key"), *wanted)
        .join(Visit, Visit.id == VisitAlias.visit_id)
        .where(VisitAlias.source == run.order.source, Visit.revision > 0, own)
        .where(bulk.among(VisitAlias.outside_id, keys))
    )
    chosen = select(Visit.outside_id.label("key"), *wanted).where(
        Visit.source == run.order.source, Visit.revision > 0, own, bulk.among(Visit.outside_id, keys)
    )
    found: dict[str, Any] = {}
    for statement in (earlier, chosen):
        found |= {row.key: row for row in db.session.execute(statement)}
    return found


class _Known:
    """The facts that earlier imports brought about these executions, taken-back ones left out."""

    def __init__(self, run: Run, rows: list[_Row]):
        self.source = run.order.source
        self.check_ins: dict[str, int] = {}
        self.check_outs: dict[tuple[int | None, int, int], list[Any]] = {}
        if not rows:
            return
        chosen = (
            select(Event.id, Event.kind, Event.visit_id, Event.recipient_id, Event.worker_id, Event.occurred_at,
                   Event.corrects_id, EventLedger.event_id)
            .join(ImportRun, ImportRun.id == Event.run_id)
            .join(EventLedger, EventLedger.fact_id == Event.id)
            .where(
                ImportRun.undone_at.is_(None),
                Event.kind.in_(("check_in", "check_out")),
                bulk.among(Event.recipient_id, {row.recipient_id for row in rows}),
                Event.occurred_at >= min(row.check_in for row in rows),
            )
            .order_by(Event.id)
        )  # fmt: skip
        for fact in db.session.execute(chosen):
            if fact.kind == "check_in":
                self.check_ins[fact.event_id] = fact.id
            else:
                self.check_outs.setdefault((fact.visit_id, fact.recipient_id, fact.worker_id), []).append(fact)

    def _name(self, row: _Row, *more: object) -> str:
        parts = (self.source, row.visit_id, row.recipient_id, row.worker_id, row.check_in.isoformat(), *more)
        return str(uuid5(NAMES, "|".join(map(str, parts))))

    def _check_out_name(self, row: _Row, at: datetime, corrects_id: int | None) -> str:
        return self._name(row, "check_out", at.isoformat(), corrects_id)

    def _in_force(self, row: _Row) -> Any | None:
        """The last check-out of this execution: the end of the chain of corrections."""
        last: Any | None = None
        for fact in self.check_outs.get((row.visit_id, row.recipient_id, row.worker_id), ()):
            if fact.event_id == self._check_out_name(row, fact.occurred_at, fact.corrects_id):
                last = fact
        return last

    def execution(self, row: _Row) -> Execution:
        """What a row brings that is not known."""
        check_in = self._name(row, "check_in")
        new = check_in not in self.check_ins
        facts = [self._fact(row, check_in, "check_in", row.check_in)] if new else []
        last = self._in_force(row)
        if row.check_out is not None and (last is None or last.occurred_at != row.check_out):
            corrects = last.id if last is not None else None
            name = self._check_out_name(row, row.check_out, corrects)
            facts.append(self._fact(row, name, "check_out", row.check_out, corrects))
        return Execution(tuple(facts), new)

    def _fact(self, row: _Row, event_id: str, kind: str, at: datetime, corrects_id: int | None = None) -> FactIn:
        return FactIn(
            event_id, kind, row.visit_id, row.recipient_id, row.worker_id, at, row.method, corrects_id=corrects_id
        )
