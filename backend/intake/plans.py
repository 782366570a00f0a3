"""A plan package comes in: plan, executions, and what follows from both, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from backend.declining import DECLINE
from backend.devices import revoke
from backend.intake.events import rederive
from backend.planning import undo as planning_undo
from backend.planning.importing import ImportOrder, ImportOutcome, Progress, import_package
from backend.planning.report import Report
from backend.requests.deciding import contradicted
from backend.requests.instead import instead
from backend.telling import arose
from backend.visits import record as facts
from schema.db import db
from schema.tables import ImportRun
from schema.wire.facts import Origin

AGAINST = (
    "Besöket är avbokat på omsorgstagarens begäran, men står kvar i planen. Det gäller som avbokat här. "
    "Ta bort det ur planen, eller låt planen gälla under Önskemål om besök."
)
AGAINST_TIME = (
    "Omsorgstagaren har fått ja till en annan tid, men planen säger något annat. "
    "Ändra i planen, eller låt planen gälla under Önskemål om besök."
)
AGAINST_NEW = (
    "Besöket är nytt och ligger där omsorgstagaren har avbokat ett besök. Fråga om det är önskat. "
    "Ta annars bort det ur planen."
)
"""What a planner reads of a visit of which the plan says otherwise than what was granted here."""


def import_plan(path: Path, order: ImportOrder, progress: Progress | None = None) -> ImportOutcome:
    """Import a package. A dry run, and an unusable package, roll the caller's transaction back; else it commits.

    No savepoint: SQLite would copy every page that the import touches, which doubles its time.
    """
    outcome = _imported(path, order, progress)
    if order.dry_run or outcome.exit_code == 2:
        db.session.rollback()
        outcome.run_id = None
    return outcome


def _imported(path: Path, order: ImportOrder, progress: Progress | None) -> ImportOutcome:
    outcome = import_package(path, order, progress)
    if outcome.finish is None:
        return outcome
    origin = Origin(order.user_id, order.api_key_id, outcome.run_id)
    touched = outcome.touched
    for batch in outcome.executions:
        new = [fact for execution in batch for fact in execution.facts]
        if new:
            touched.update(facts.record(new, origin)[1])
    if outcome.warn is not None:
        _warn(order.source, order.unit_ids, outcome.warn)
    finished = outcome.finish()
    if finished.exit_code != 2:
        rederive(touched)
        revoke.groundless()
        if finished.run_id is not None:
            arose.changes(finished.run_id)
    return finished


def _warn(source: str, unit_ids: Collection[int] | None, warn: Callable[..., None]) -> int:
    """Name each visit of which the plan says otherwise than what was granted here: that stays, and is not unseen."""
    found = contradicted(source, unit_ids)
    for asked in found:
        said = AGAINST if asked.kind == DECLINE else AGAINST_TIME
        warn("visits", "request_contradicted", said, None, "visit_id", asked.outside_id)
    new = instead(source, unit_ids)
    for outside_id in new:
        warn("visits", "request_contradicted", AGAINST_NEW, None, "visit_id", outside_id)
    return len(found) + len(new)


def undo(run_id: int, user_id: int | None = None) -> int:
    """Take a run back; of how many visits the plan then says otherwise than what was granted. The caller commits.

    Raises `backend.planning.undo.UndoFault`.
    """
    rederive(planning_undo.undo(run_id, user_id))
    revoke.groundless()
    arose.taken_back(run_id)
    run, report = db.session.get_one(ImportRun, run_id), Report()
    against = _warn(run.source, None, report.warn)
    if against:
        planning_undo.add_warnings(run, report)
    return against
