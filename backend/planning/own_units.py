"""What somebody who plans for some units only may change, and what she is told of the rest: nothing about people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.planning.accepted import Accepted
from backend.planning.references import unknown
from backend.planning.rows import Reader
from backend.planning.run import OUTSIDE, Run
from schema.db import db
from schema.tables import Recipient, Unit

TAKEN = ("id_taken", "Nyckeln används redan. Ge raden en egen.")
"""For what is another unit's: of whom and where is not said. Ids are unique in a source, so that much shows."""
NOT_HERE = "Det finns ingen sådan omsorgstagare i dina enheter. Nya läggs in av den som planerar för hela kommunen."


def may_change(run: Run, reader: Reader, row: Accepted, before: Any) -> bool:
    """Whether who asks may plan for the row's unit, and for the one it was in; else it is rejected.

    A recipient of another unit and one that nobody has get one answer: where the source has other units too, a new
    recipient is the whole municipality's to bring.
    """
    if run.order.unit_ids is None:
        return True
    if reader.table == "recipients" and not _known(run, before):
        reader.reject(row.line, unknown("recipients")[0], NOT_HERE, "recipient_id", row.key)
        return False
    if hasattr(before, "recipient_id") and not run.order.covers(_unit_of(before.recipient_id)):
        reader.reject(row.line, *TAKEN)
        return False
    if all(run.order.covers(unit) for unit in _units(run, reader, row, before)):
        return True
    if reader.table == "workers" and run.order.covers(row.content["unit_id"]):
        reader.reject(row.line, *TAKEN)
        return False
    reader.reject(row.line, "unit_outside_scope", OUTSIDE)
    return False


def _known(run: Run, before: Any) -> bool:
    if before is not None:
        return run.order.covers(before.unit_id)
    others = select(Unit.id).where(
        Unit.source == run.order.source, Unit.revision > 0, Unit.id.not_in(sorted(run.order.unit_ids or ()))
    )
    return db.session.scalar(others.limit(1)) is None


def _unit_of(recipient_id: int) -> int | None:
    return db.session.scalar(select(Recipient.unit_id).where(Recipient.id == recipient_id))


def _units(run: Run, reader: Reader, row: Accepted, before: Any) -> set[int | None]:
    """The units that a row is of, and was of."""
    if reader.table == "units":
        return {before.id if before is not None else None}
    if "recipient_id" in row.content and reader.table != "recipients":
        return {run.known.unit_of.get(row.content["recipient_id"])}
    was = {before.unit_id} if hasattr(before, "unit_id") else set()
    return {row.content.get("unit_id")} | was
