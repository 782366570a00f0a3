"""Imports spoilt packages for a while and watches: no crash, no half package, little memory."""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning.importing import ImportOrder, ImportOutcome
from schema.db import Base, db
from tests.fuzz import packages

COUNTED = ("unit", "service", "worker", "recipient", "visit", "visit_revision", "plan_revision", "import_run", "event")
UNUSABLE = 2


@dataclass
class Found:
    """What a run saw."""

    packages: int = 0
    taken: int = 0
    unusable: int = 0
    highest_mb: float = 0
    slowest: float = 0


def go_on(app: Flask, seconds: float, seed: int) -> Found:
    """Import spoilt packages for `seconds`, from a seed. Raises AssertionError, or what the import raised."""
    chance, found = random.Random(seed), Found()
    with app.app_context(), tempfile.TemporaryDirectory() as folder:
        seeds = packages.sound(Path(folder) / "sound")
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            name, content = packages.spoilt(chance, seeds)
            path = Path(folder) / name
            path.write_bytes(content)
            began = time.monotonic()
            try:
                _one(path, found)
            except BaseException:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}-{found.packages}-{name}"
                kept.write_bytes(content)
                raise
            found.slowest = max(found.slowest, time.monotonic() - began)
    found.highest_mb = highest_mb()
    return found


def highest_mb() -> float:
    """The most memory that this process ever held, in MB. (What `getrusage` says, it may have of its parent.)"""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _one(path: Path, found: Found) -> None:
    before = _counts()
    with committed():
        outcome = plans.import_plan(path, ImportOrder(source=f"s{found.packages % 50}", package=path.name))
    after = _counts()
    found.packages += 1
    if outcome.exit_code == UNUSABLE:
        found.unusable += 1
        assert after == before, f"an unusable package left rows: {_gained(before, after)}"
        return
    found.taken += 1
    _whole(outcome, _gained(before, after))


def _whole(outcome: ImportOutcome, gained: dict[str, int]) -> None:
    """What the report says went in went in, and nothing else."""
    for table, counts in outcome.report["tables"].items():
        parts = counts["created"] + counts["updated"] + counts["unchanged"] + counts["rejected"]
        assert counts["rows"] == parts, (table, counts)
    tables = outcome.report["tables"]
    for table, noun in (("units", "unit"), ("workers", "worker"), ("recipients", "recipient"), ("services", "service")):
        created = tables.get(table, {}).get("created", 0)
        assert gained[noun] == created, (table, created, gained[noun])
    visits = tables.get("visits", {})
    assert gained["visit"] <= visits.get("created", 0), (visits, gained)
    assert gained["import_run"] == 1


def _counts() -> dict[str, int]:
    tables = (Base.metadata.tables[name] for name in COUNTED)
    counts = {table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
    db.session.rollback()
    return counts


def _gained(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in before}
