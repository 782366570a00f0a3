"""Visits of a package: read in chunks, understood against what is known, handed on to be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from backend.planning import bulk, replace, visit_store
from backend.planning.references import unknown
from backend.planning.rows import Parsed, Reader
from backend.planning.run import OUTSIDE, Run
from backend.planning.windows import WALL_WARNINGS, Window, Windows

CHUNK = 10_000
EARLIEST_YEAR, LATEST_YEAR = 2000, 2099

Progress = Callable[[int], None]


class Plan(NamedTuple):
    """The planned content of one visit, understood; ids are the rows' own."""

    line: int
    key: str
    recipient_id: int
    unit_id: int
    date: str
    window: Window
    duration: int
    services: str
    workers: str
    worker_ids: tuple[int, ...]
    staff: int
    time_critical: bool
    decision_id: int | None
    cancelled: bool
    cancel_reason: str | None
    digest: str


References = tuple[int, int, tuple[int, ...], tuple[int, ...], int | None]


class Refs(dict[tuple[str, ...], tuple[int, ...]]):
    """Tuples of outside ids → tuples of the rows' own ids; empty where one leads nowhere."""

    def __init__(self, run: Run, kind: str):
        super().__init__()
        self.run = run
        self.kind = kind

    def __missing__(self, keys: tuple[str, ...]) -> tuple[int, ...]:
        ids = self.run.known.load(self.kind, keys)
        found = tuple([ids[key] for key in keys if key in ids])
        self[keys] = found = found if len(found) == len(keys) else ()
        return found

    def lost(self, keys: tuple[str, ...]) -> str | None:
        """The first of `keys` that leads nowhere."""
        return next((key for key in keys if key not in self.run.known.ids[self.kind]), None)


class Understanding:
    """Turns parsed rows into plans; reports those that refer to something unknown."""

    def __init__(self, run: Run, reader: Reader):
        self.run = run
        self.reader = reader
        self.windows = Windows()
        self.services = Refs(run, "services")
        self.workers = Refs(run, "workers")

    def plans(self, rows: list[Parsed]) -> Iterator[Plan]:
        """The plans of a chunk."""
        known = self.run.known
        known.load("recipients", {row.values[1] for row in rows})
        known.load("units", {row.values[8] for row in rows if row.values[8]})
        known.load("decisions", {row.values[11] for row in rows if row.values[11]})
        known.load("services", {key for keys in {row.values[6] for row in rows} for key in keys})
        known.load("workers", {key for keys in {row.values[7] for row in rows} for key in keys})
        for row in rows:
            plan = self._plan(row)
            if plan is not None:
                yield plan

    def _plan(self, row: Parsed) -> Plan | None:
        (key, _, day, opens, closes, duration, _, _, _, staff, critical, _, cancelled, reason) = row.values
        found = self._references(row)
        if found is None or self._refused(row, found[1]):
            return None
        recipient_id, unit_id, service_ids, worker_ids, decision_id = found
        window = self.windows[day, opens, closes]
        for column, wall in window.strange:
            self.run.report.warn(
                "visits", *WALL_WARNINGS[wall], row.line, column, f"{day} {opens:%H:%M}–{closes:%H:%M}"
            )
        services, workers = ",".join(map(str, service_ids)), ",".join(map(str, worker_ids))
        staff = staff or len(worker_ids) or 1
        content = (
            f"{recipient_id}|{unit_id}|{window.name}|{duration}|{services}|{workers}|{staff}|{critical:d}|{decision_id}|"
            f"{cancelled:d}|{reason or ''}"
        )
        digest = blake2b(content.encode(), digest_size=16).hexdigest()
        return Plan(
            row.line, key, recipient_id, unit_id, window.date, window, duration, services, workers, worker_ids,
            staff, critical, decision_id, cancelled, reason, digest,
        )  # fmt: skip

    def _references(self, row: Parsed) -> References | None:
        """Recipient, unit, services, workers and decision as the rows' own ids; None when one leads nowhere."""
        _, recipient, _, _, _, _, services, workers, unit, _, _, decision, _, _ = row.values
        ids = self.run.known.ids
        recipient_id = ids["recipients"].get(recipient)
        decision_id = ids["decisions"].get(decision) if decision else None
        service_ids, worker_ids = self.services[services], self.workers[workers]
        unit_id = ids["units"].get(unit) if unit else self.run.known.unit_of.get(recipient_id or 0)
        sound = service_ids and (worker_ids or not workers) and (decision_id or not decision)
        if sound and recipient_id and unit_id:
            return recipient_id, unit_id, service_ids, worker_ids, decision_id
        self._report_lost(row, recipient_id, unit_id, decision_id)
        return None

    def _report_lost(self, row: Parsed, recipient_id: int | None, unit_id: int | None, decision_id: int | None) -> None:
        _, recipient, _, _, _, _, services, workers, unit, _, _, decision, _, _ = row.values
        lost = (
            ("recipient_id", "recipients", recipient if recipient_id is None else None),
            ("unit_id", "units", unit if unit_id is None else None),
            ("services", "services", self.services.lost(services)),
            ("worker_ids", "workers", self.workers.lost(workers)),
            ("decision_id", "decisions", decision if decision_id is None else None),
        )
        for column, kind, value in lost:
            if value is not None:
                self.run.report.error("visits", *unknown(kind), row.line, column, value)
        if not services:
            self.run.report.error("visits", "missing_value", "Ange minst en insats.", row.line, "services", "")
        self.reader.counts.rejected += 1

    def _refused(self, row: Parsed, unit_id: int) -> bool:
        day = row.values[2]
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            self.reader.reject(row.line, "date_years_away", "Året kan inte stämma. Rätta datumet.", "date", str(day))
            return True
        if not self.run.order.covers(unit_id):
            self.reader.reject(row.line, "unit_outside_scope", OUTSIDE, "unit_id", row.values[8])
            return True
        return False


def take_in(run: Run, reader: Reader, progress: Progress) -> None:
    """Read the visits and write what is new or changed; with `replace`, cancel what is gone."""
    present = replace.prepare(run, reader)
    understanding = Understanding(run, reader)
    store = visit_store.Store(run, reader, present)
    parsed = reader.parsed()
    with bulk.rarely_collecting():
        while rows := list(islice(parsed, CHUNK)):
            store.take(list(understanding.plans(rows)))
            progress(reader.counts.rows)
    if present is not None:
        replace.cancel_gone(run, reader, store, present)
