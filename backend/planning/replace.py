"""`--replace`: visits of the package's units and dates that are no longer in it are cancelled; with brakes."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Row, select

from backend.declining import granted
from backend.planning import bulk
from backend.planning.dialect import Unreadable
from backend.planning.rows import Reader
from backend.planning.run import Run
from backend.planning.visit_store import PLAN, Store, next_numbers
from schema.db import db, table_of
from schema.tables import Visit, VisitAlias, VisitChange, VisitRevision

REASON = "removed_from_plan"
MOST_WITHOUT_FORCE = 0.1
CHUNK = 10_000
UNBEGUN = ("planned", "missed")
"""States of a visit that nobody has begun, and that is neither cancelled nor declined already."""
DECLINED = "declined"
"""At the door, or because she was granted to be without it: then the plan says so too by leaving it out."""


def prepare(run: Run, reader: Reader) -> set[str] | None:
    """The ids of all visits in the package, rejected rows too; None without `replace`. Refuses an empty table."""
    if not run.order.replace:
        return None
    present: set[str] = set()
    try:
        rows = reader.sheet.read()
        header = next(rows, None)
        names = [cell.strip().casefold() for cell in header.cells] if header else []
        theirs = reader.mapping.of("visits").columns
        place = [theirs.get(name, name) for name in names].index("visit_id")
        present = {row.cells[place].strip() for row in rows if len(row.cells) > place}
    except (Unreadable, ValueError):
        pass  # reported by the reader, row by row
    if not present - {""}:
        run.report.refuse(
            "visits", "replace_empty", "Tabellen är tom, så den kan inte ersätta en plan. Exportera igen."
        )
    return present


def cancel_gone(run: Run, reader: Reader, store: Store, present: set[str]) -> None:
    """Cancel what the package no longer has. Refuses when that is more than a tenth, unless forced."""
    if reader.unnamed:
        message = "Rader utan läsbar nyckel kan vara besök som annars skulle ställas in. Rätta dem först."
        run.report.refuse("visits", "replace_uncertain", message)
    if run.report.unusable:
        return
    standing = _standing(run, store)
    aliases = _aliases(run, [row.id for row in standing if row.outside_id not in present])
    gone = [row for row in standing if row.outside_id not in present and not aliases.get(row.id, set()) & present]
    asked = granted({row.recipient_id for row in gone if row.status == DECLINED})
    gone = [row for row in gone if row.status in UNBEGUN or row.id in asked]
    if len(gone) > MOST_WITHOUT_FORCE * len(standing) and not run.order.force:
        message = f"{len(gone)} av {len(standing)} besök skulle ställas in. Är det rätt, importera med --force."
        run.report.refuse("visits", "too_many_removed", message)
        return
    run.report.removed = len(gone)
    rows = iter(gone)
    while chunk := list(islice(rows, CHUNK)):
        _cancel(run, [row.id for row in chunk])


def _standing(run: Run, store: Store) -> list[Row[Any]]:
    """The visits of the package's units and dates that stood before this run, or came by it."""
    chosen = select(Visit.id, Visit.outside_id, Visit.status, Visit.recipient_id).where(
        Visit.source == run.order.source,
        Visit.revision > 0,
        Visit.cancelled.is_(False),
        bulk.among(Visit.unit_id, store.units),
        bulk.among(Visit.date, {date.fromisoformat(day) for day in store.dates}),
        Visit.id < store.first_new,
    )
    return list(db.session.execute(chosen.order_by(Visit.id)))


def _aliases(run: Run, visit_ids: list[int]) -> dict[int, set[str]]:
    chosen = select(VisitAlias.visit_id, VisitAlias.outside_id).where(
        VisitAlias.source == run.order.source, bulk.among(VisitAlias.visit_id, visit_ids)
    )
    found: dict[int, set[str]] = {}
    for visit_id, outside_id in db.session.execute(chosen):
        found.setdefault(visit_id, set()).add(outside_id)
    return found


def _cancel(run: Run, visit_ids: list[int]) -> None:
    """Give each visit a last revision that says it was removed from the plan."""
    numbers = next_numbers(visit_ids)
    rows = db.session.execute(select(Visit.__table__).where(bulk.among(Visit.id, visit_ids))).all()
    revisions, changes, current = [], [], {}
    for row in rows:
        number = numbers[row.id]
        plan = {name: getattr(row, name) for name in PLAN} | {"cancelled": True, "digest": REASON}
        revisions.append(
            {"visit_id": row.id, "number": number, "run_id": run.id, "published_at": run.at,
             "outside_id": row.outside_id, "cancel_reason": REASON, **plan}
        )  # fmt: skip
        changes.append({"visit_id": row.id, "run_id": run.id, "from_number": row.revision, "to_number": number,
                        "kind": "cancelled", "became_at": run.at})  # fmt: skip
        run.recipients.add(row.recipient_id)
        run.touch(row.recipient_id, row.worker_ids, row.date)
        status = DECLINED if row.status == DECLINED else "cancelled"
        current[row.id] = {"revision": number, "cancelled": True, "digest": REASON, "status": status}
    bulk.overwrite(table_of(Visit), current)
    db.session.execute(table_of(VisitRevision).insert(), revisions)
    db.session.execute(table_of(VisitChange).insert(), changes)
