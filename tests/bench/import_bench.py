"""The import of many visits beside the driver's own bulk load of the same rows into the same tables.

`IMPORT_ROWS` visits (100 000 unless said), all on coming days. Both sides are rolled back, so each round begins with
the same tables; the unchanged import is measured over a plan that stands.
"""

from __future__ import annotations

import csv
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from backend.intake import plans
from backend.planning import bulk
from backend.planning.importing import ImportOrder
from schema import settings
from schema.db import Base, db
from tests.apps import assemble
from tests.bench.ratios import compare
from tests.bench.servers import database
from tests.shell import ENVIRONMENT

ROWS = int(os.environ.get("IMPORT_ROWS", "100000"))
ROUNDS = int(os.environ.get("IMPORT_ROUNDS", "3"))
UNITS, SERVICES, WORKERS, RECIPIENTS = 30, 12, 900, 3500
TABLES = ("visit", "visit_revision", "visit_worker")
FIRST_DAY = date(2030, 1, 7)


def main() -> None:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        masters, visits = _packages(Path(folder))
        for kind in ("sqlite", "postgresql"):
            with database(kind) as url, _app(url):
                _bring(masters)
                _measure(kind, visits)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory {peak:.0f} MB, of which the limit's own rows are a part", flush=True)


def _measure(kind: str, visits: Path) -> None:
    rows = _rows_of(visits)
    name = f"import of {ROWS} visits, {kind}"
    compare(name, lambda: _import(visits, "created"), lambda: _load(rows), rounds=ROUNDS, at_most=2.0, unit=" s")
    _bring(visits)
    # the limit of the unchanged import is the load into empty tables: take the plan away for it
    first = {"created": _timed_loads(rows)}
    name = f"the same again, unchanged, {kind}"
    compare(
        name,
        lambda: _import(visits, "unchanged"),
        lambda: next(first["created"]),
        rounds=ROUNDS,
        at_most=1.0,
        unit=" s",
    )


def _timed_loads(rows: dict[str, list[tuple[Any, ...]]]) -> Iterator[float]:
    while True:
        for table in ("visit_worker", "visit_revision", "visit"):
            db.session.execute(Base.metadata.tables[table].delete())
        yield _load(rows)


@contextmanager
def _app(url: str) -> Iterator[None]:
    app = assemble(replace(settings.load({**ENVIRONMENT, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"})))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _bring(package: Path) -> None:
    assert plans.import_plan(package, ImportOrder()).exit_code == 0
    db.session.commit()


def _import(package: Path, expected: str) -> float:
    began = time.perf_counter()
    outcome = plans.import_plan(package, ImportOrder())
    taken = time.perf_counter() - began
    assert outcome.report["tables"]["visits"][expected] == ROWS
    db.session.rollback()
    return taken


def _rows_of(visits: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that an import writes, as stored."""
    plans.import_plan(visits, ImportOrder())
    found = {}
    for name in TABLES:
        columns = ", ".join(column.name for column in Base.metadata.tables[name].columns)
        found[name] = [tuple(row) for row in db.session.execute(text(f"SELECT {columns} FROM {name}"))]
    db.session.rollback()
    return found


def _load(rows: dict[str, list[tuple[Any, ...]]]) -> float:
    run = insert(Base.metadata.tables["import_run"])
    values = {"source": "plan", "started_at": bulk_now(), "package": "x", "replaced": False, "report": {}}
    run_id = rows["visit_revision"][0][[c.name for c in Base.metadata.tables["visit_revision"].c].index("run_id")]
    known = db.session.execute(text("SELECT 1 FROM import_run WHERE id = :id"), {"id": run_id}).first()
    if known is None:
        db.session.execute(run, [{"id": run_id, **values}])
    began = time.perf_counter()
    for name in TABLES:
        table = Base.metadata.tables[name]
        bulk.insert(table, [column.name for column in table.columns], rows[name])
    taken = time.perf_counter() - began
    db.session.rollback()
    return taken


def bulk_now() -> Any:
    """The import's instant."""
    from schema import clock

    return clock.now()


def _packages(folder: Path) -> tuple[Path, Path]:
    masters = folder / "masters"
    masters.mkdir()
    _write(masters / "units.csv", ("unit_id", "name"), ((f"u{n}", f"Enhet {n}") for n in range(UNITS)))
    _write(masters / "services.csv", ("service_id", "name"), ((f"s{n}", f"Insats {n}") for n in range(SERVICES)))
    _write(masters / "workers.csv", ("worker_id", "name", "unit_id"),
           ((f"w{n}", f"Namn {n}", f"u{n % UNITS}") for n in range(WORKERS)))  # fmt: skip
    _write(masters / "recipients.csv", ("recipient_id", "name", "unit_id"),
           ((f"r{n}", f"Namn {n}", f"u{n % UNITS}") for n in range(RECIPIENTS)))  # fmt: skip
    visits = folder / "visits.csv"
    columns = ("visit_id", "recipient_id", "date", "window_start", "window_end", "duration_minutes", "services",
               "worker_ids", "unit_id")  # fmt: skip
    _write(visits, columns, (_visit(n) for n in range(ROWS)))
    return masters, visits


def _visit(n: int) -> tuple[object, ...]:
    recipient = n % RECIPIENTS
    day = FIRST_DAY + timedelta(days=n // (RECIPIENTS * 3))
    hour, minute = 7 + (n * 7) % 14, (n * 5) % 4 * 15
    services = f"s{n % SERVICES}" if n % 3 else f"s{n % SERVICES}|s{(n + 1) % SERVICES}"
    return (f"v{n}", f"r{recipient}", day.isoformat(), f"{hour:02}:{minute:02}", f"{hour + 1:02}:{minute:02}",
            15 + n % 5 * 15, services, f"w{(n * 31) % WORKERS}", f"u{recipient % UNITS}")  # fmt: skip


def _write(path: Path, header: tuple[str, ...], rows: Any) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
