"""The runs so far, for whoever imports: what came, when, from whom, and whether it was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true

from backend.access.scope import Scope
from schema.db import db
from schema.tables import ImportRun, Recipient, Task, Unit, User

SECRET_COLUMNS = {
    "name", "personal_number", "birth_date", "phone", "landline", "address", "postal_code", "city", "latitude",
    "longitude", "relation", "email", "alias", "reason", None,
}  # fmt: skip
"""Columns whose rejected values tell of somebody; None: a row that was not understood, so it may hold any of them."""
PLACES = ("package", "mapping", "units", "services")
"""Tables that are about nobody."""
HELD_BACK = "•••"


@dataclass(frozen=True)
class RunLine:
    """One run as the list shows it; instants are in UTC."""

    id: int
    source: str
    package: str
    started_at: datetime
    by: str
    replaced: bool
    undone_at: datetime | None
    report: dict[str, Any]

    def total(self, what: str) -> int:
        """Created, updated, unchanged or rejected rows of all tables."""
        return sum(int(counts[what]) for counts in self.report.get("tables", {}).values())


@dataclass(frozen=True)
class TaskLine:
    """Something the planner is asked to look at."""

    kind: str
    unit: str
    raised_at: datetime


def listing(scope: Scope, limit: int = 30) -> list[RunLine]:
    """The last runs, newest first. Who plans for some units only sees the own ones."""
    chosen = select(ImportRun, User.name).outerjoin(User, User.id == ImportRun.user_id).where(_mine(scope))
    rows = db.session.execute(chosen.order_by(ImportRun.id.desc()).limit(limit))
    return [_line(run, name, scope) for run, name in rows]


def find(scope: Scope, run_id: int) -> RunLine | None:
    """One run, if whoever asks may see it."""
    chosen = select(ImportRun, User.name).outerjoin(User, User.id == ImportRun.user_id)
    row = db.session.execute(chosen.where(ImportRun.id == run_id, _mine(scope))).first()
    return _line(row[0], row[1], scope) if row else None


def _mine(scope: Scope) -> ColumnElement[bool]:
    """The condition that a run may be seen: asked of the database, so that another's is not even read."""
    return true() if scope.unit_ids is None else ImportRun.user_id == scope.user_id


def _line(run: ImportRun, name: str | None, scope: Scope) -> RunLine:
    by = name or ("annat system" if run.api_key_id else "kommandoraden")
    report = run.report or {}
    if scope.user_id is None or run.user_id != scope.user_id:
        report = {
            **report,
            **{kind: [_held_back(one) for one in report.get(kind, [])] for kind in ("errors", "warnings")},
        }
    return RunLine(run.id, run.source, run.package, run.started_at, by, run.replaced, run.undone_at, report)


def _held_back(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as somebody else reads it: its row may be about a person with protected identity.

    Whoever brought the package has it; for others the row's number leads there.
    """
    tells = entry["table"] not in PLACES and entry["column"] in SECRET_COLUMNS and entry["value"]
    return {**entry, "value": HELD_BACK} if tells else entry


def tasks(scope: Scope) -> list[TaskLine]:
    """The open tasks of the units inside the scope, oldest first. Those about a person need the scope to cover her."""
    chosen = (
        select(Task.kind, Unit.name, Task.raised_at)
        .join(Unit, Unit.id == Task.unit_id)
        .outerjoin(Recipient, Recipient.id == Task.recipient_id)
        .where(Task.settled_at.is_(None), scope.units(Task.unit_id), Task.recipient_id.is_(None) | scope.visible())
    )
    return [TaskLine(*row) for row in db.session.execute(chosen.order_by(Task.raised_at, Task.id))]
