"""What the tests of this folder share: import a package as the command would, and look at what stands afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning.importing import ImportOrder, ImportOutcome
from schema.db import Base, db
from schema.tables import Visit, VisitChange
from tests.packages import write_package

PASSING = {"home": {"version"}}
"""Columns that grow for ever and say nothing of the plan."""
CURRENT = (
    "unit", "service", "worker", "recipient", "relative", "decision", "absence", "home", "visit", "visit_worker",
    "visit_alias", "execution", "gap",
)  # fmt: skip


def bring(path: Path, **order: Any) -> ImportOutcome:
    """Import and commit."""
    with committed():
        return plans.import_plan(path, ImportOrder(**order))


def bring_tables(folder: Path, tables: dict[str, list[dict[str, Any]]], **order: Any) -> ImportOutcome:
    """Write these tables as a package into an empty folder, and import it."""
    for old in folder.glob("*.csv"):
        old.unlink()
    return bring(write_package(folder, **tables), **order)


def codes(outcome: ImportOutcome) -> list[tuple[str, int | None, str | None, str]]:
    """Table, row, column and code of each error."""
    return [(one["table"], one["row"], one["column"], one["code"]) for one in outcome.report["errors"]]


def counts(outcome: ImportOutcome, table: str) -> tuple[int, ...]:
    """Rows, created, updated, unchanged, rejected."""
    return tuple(outcome.report["tables"][table].values())


def dump(tables: Iterable[str] = CURRENT) -> dict[str, list[tuple[Any, ...]]]:
    """The current rows that are not hidden, in a stable order."""
    found = {}
    for name in tables:
        table = Base.metadata.tables[name]
        columns = [column for column in table.c if column.name not in PASSING.get(name, set())]
        if name in ("execution", "gap"):  # rebuilt at will, so their own ids and the finding's moment mean nothing
            columns = [column for column in columns if column.name not in ("id", "found_at", "resolved_at")]
        chosen = select(*columns).order_by(*table.primary_key.columns)
        if "revision" in table.c:
            chosen = chosen.where(table.c.revision > 0)
        if name == "gap":
            chosen = chosen.where(table.c.resolved_at.is_(None))
        found[name] = sorted((tuple(row) for row in db.session.execute(chosen)), key=repr)
    return found


def size(name: str) -> int:
    """How many rows a table has."""
    return len(db.session.execute(select(Base.metadata.tables[name])).all())


def kinds() -> list[tuple[str, str]]:
    """Outside id and kind of each change record."""
    chosen = select(Visit.outside_id, VisitChange.kind).join(Visit, Visit.id == VisitChange.visit_id)
    return [tuple(row) for row in db.session.execute(chosen.order_by(VisitChange.id))]
