"""Accepted master rows into the tables: revisions appended, current rows brought up to them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, insert, select

from backend.planning import bulk, homes, reach, shared_homes
from backend.planning.accepted import Accepted
from backend.planning.nouns import CURRENT, SHOWN, Content
from backend.planning.references import MODELS
from backend.planning.run import Run
from backend.planning.withdrawn import Withdrawals
from schema.db import db, table_of
from schema.keyring import ring
from schema.tables import PlanRevision


def digest_of(kind: str, content: Content) -> str:
    """The keyed hash under which an equal row is recognised."""
    return ring().look_up(kind, json.dumps(content, sort_keys=True, ensure_ascii=False))


def write(run: Run, kind: str, new: list[Accepted], changed: list[Accepted]) -> None:
    """Append the revisions and bring the current rows up to them."""
    if not new and not changed:
        return
    table = MODELS[kind].__table__
    first = bulk.reserve(table, len(new)) if new else 0
    for place, row in enumerate(new):
        row.row_id = first + place
    numbers = next_numbers(kind, [row.row_id for row in changed])
    everything = new + changed
    fixed = shared_homes.keep_out(run, everything) if kind == "recipients" else ()
    for row in everything if fixed else ():
        row.digest = digest_of(
            kind, row.content
        )  # whoever plans for all finds the home written otherwise, and mends it
    derive_current(kind, run.order.source, everything, fixed)
    reach.follow(kind, run.at, new, changed)
    moved = _shown_before(kind, changed)
    if new:
        keys = ({"id": row.row_id, "source": run.order.source, "outside_id": row.key} for row in new)
        db.session.execute(insert(table), [{**key, **columns_of(row, 1)} for key, row in zip(keys, new, strict=True)])
    _append(run, kind, everything, numbers)
    if changed:
        bulk.overwrite(table, {row.row_id: columns_of(row, numbers[row.row_id]) for row in changed})
    _mark(run, kind, everything, moved)


def columns_of(row: Accepted, number: int) -> dict[str, Any]:
    """The current columns of a row whose revision in force has a number."""
    return {"revision": number, "digest": row.digest, **row.current}


def _append(run: Run, kind: str, rows: list[Accepted], numbers: dict[int, int]) -> None:
    revisions = [
        {
            "kind": kind, "row_id": row.row_id, "number": numbers.get(row.row_id, 1), "run_id": run.id,
            "published_at": run.at, "digest": row.digest, "content": row.content,
        }
        for row in rows
    ]  # fmt: skip
    db.session.execute(insert(table_of(PlanRevision)), revisions)


def next_numbers(kind: str, row_ids: list[int]) -> dict[int, int]:
    """The number that the next revision of each row gets; numbers of taken-back revisions are not used again."""
    chosen = (
        select(PlanRevision.row_id, func.max(PlanRevision.number) + 1)
        .where(PlanRevision.kind == kind, bulk.among(PlanRevision.row_id, row_ids))
        .group_by(PlanRevision.row_id)
    )
    return {row_id: number for row_id, number in db.session.execute(chosen)}


def derive_current(kind: str, source: str, rows: list[Accepted], fixed: Collection[str] = ()) -> None:
    """Fill in the current columns of rows: what was withdrawn here is taken back, homes are found."""
    withdrawals = Withdrawals.load()
    places = homes.ids(source, [row.content for row in rows], fixed) if kind == "recipients" else {}
    for row in rows:
        row.current = CURRENT[kind](row.content)
        withdrawals.apply(kind, row.row_id, row.current)
        if places:
            row.current["home_id"] = places[row.content["home_key"]]


def _shown_before(kind: str, changed: list[Accepted]) -> dict[int, tuple[Any, ...]]:
    """What cards showed of these rows until now."""
    model = MODELS[kind]
    names = ("home_id",) if kind == "recipients" else SHOWN.get(kind)
    if not names or not changed:
        return {}
    wanted = [getattr(model, name) for name in names]
    chosen = select(model.id, *wanted).where(bulk.among(model.id, [row.row_id for row in changed]))
    return {row_id: tuple(shown) for row_id, *shown in db.session.execute(chosen)}


def _mark(run: Run, kind: str, rows: list[Accepted], before: dict[int, tuple[Any, ...]]) -> None:
    """Note which cards read otherwise now."""
    if kind == "recipients":
        run.homes.update(row.current["home_id"] for row in rows)
        run.homes.update(home_id for (home_id,) in before.values())
    shown = SHOWN.get(kind, ())
    now = {row.row_id: tuple(row.current[name] for name in shown) for row in rows}
    run.shown_everywhere |= bool(shown) and any(now[row_id] != then for row_id, then in before.items())
