"""Since when somebody is reached there, walked through again from the revisions that are left after one was taken back.

What came back from a number, and who answered that it is the wrong one, are facts of their own: they return with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.planning import bulk
from backend.planning.accepted import Accepted
from backend.planning.nouns import CURRENT
from backend.planning.reach import FOLLOWED, Columns, Followed, columns, step
from schema.db import db
from schema.reach import wrong_number_key
from schema.tables import Code, ImportRun, PlanRevision, Task


def walk(kind: str, rows: list[Accepted]) -> None:
    """Fill in the columns of rows from all their revisions in force."""
    followed = FOLLOWED.get(kind, ())
    if not followed or not rows:
        return
    row_of = {row.row_id: row for row in rows}
    states: dict[int, Columns] = {}
    for row_id, at, content in _history(kind, row_of):
        now, before = CURRENT[kind](content), states.get(row_id)
        states[row_id] = now | {name: value for one in followed for name, value in step(one, before, now, at).items()}
    back, wrong = _came_back(kind, states), _answered_wrong(kind, states)
    for row_id, state in states.items():
        for one in followed:
            _restore(one, state, back[row_id], wrong.get(row_id))
            row_of[row_id].current.update({name: state[name] for name in columns(one)})


def _history(kind: str, row_ids: Iterable[int]) -> Iterable[Any]:
    table = PlanRevision
    chosen = (
        select(table.row_id, table.published_at, table.content)
        .join(ImportRun, ImportRun.id == table.run_id)
        .where(table.kind == kind, bulk.among(table.row_id, row_ids), ImportRun.undone_at.is_(None))
    )
    return db.session.execute(chosen.order_by(table.row_id, table.number))


def _came_back(kind: str, row_ids: Iterable[int]) -> dict[int, dict[str, datetime]]:
    """Row → hash → when a code sent there last came back."""
    owner = Code.recipient_id if kind == "recipients" else Code.relative_id
    chosen = select(owner, Code.sent_to_hash, Code.used_at).where(bulk.among(owner, row_ids), Code.used_at.is_not(None))
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows: Iterable[Any] = db.session.execute(chosen.order_by(Code.used_at, Code.id))
    for row_id, sent_to, used_at in rows:
        found[row_id][sent_to] = used_at
    return found


def _answered_wrong(kind: str, states: dict[int, Columns]) -> dict[int, datetime]:
    """Row → when its number answered that it is the wrong one."""
    row_of = {wrong_number_key(kind, row_id, state["phone_hash"]): row_id for row_id, state in states.items()}
    chosen = select(Task.key, Task.raised_at).where(bulk.among(Task.key, row_of))
    return {row_of[key]: raised_at for key, raised_at in db.session.execute(chosen)}


def _restore(one: Followed, state: Columns, back: dict[str, datetime], wrong: datetime | None) -> None:
    since = state[one.since]
    for name, verified in one.verified.items():
        state[verified] = _after(since, back.get(state[name] or ""))
    if one.closed:
        state[one.closed] = _after(since, wrong)


def _after(since: datetime | None, at: datetime | None) -> datetime | None:
    return at if at and since and at >= since else None
