"""Executions: the rows that the linked facts ask for, beside those that are stored; only differences are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, insert, select

from backend.visits.cluster import Cluster, Held
from backend.visits.link import Linked, Presence
from schema import clock
from schema.db import db
from schema.tables import Execution, Recipient

UNKNOWN_UNIT = 0


def compare(
    cluster: Cluster, linked: Mapping[int, Linked], first: date, last: date
) -> tuple[list[Held], list[Held], list[int]]:
    """(new ones, those that stay, row ids that go) of the executions that began on `first` to `last`.

    Executions that began further away stay as they are: the cluster may not hold all that decides them.
    """
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    wished = {
        _key(held): held
        for recipient_id, answer in linked.items()
        for presence in answer.presences
        if begin <= (held := _held(presence, recipient_id, cluster)).began_at < end
    }
    kept, dropped = [], []
    for row_id, held in cluster.held.items():
        if not begin <= held.began_at < end or _same(wished.get(_key(held)), held):
            kept.append(held)
            wished.pop(_key(held), None)
        else:
            dropped.append(row_id)
    return list(wished.values()), kept, dropped


def write(wished: list[Held], dropped: list[int], cluster: Cluster) -> None:
    """Take away the rows that go and put in the new ones."""
    if dropped:
        db.session.execute(delete(Execution).where(Execution.id.in_(dropped)))
    if not wished:
        return
    homeless = {held.recipient_id for held in wished if held.visit_id is None}
    units = _units(homeless) if homeless else {}
    rows = []
    for held in wished:
        unit_id = cluster.slots[held.visit_id].unit_id if held.visit_id is not None else units[held.recipient_id]
        rows.append({name: getattr(held, name) for name in Held.__slots__} | {"unit_id": unit_id})
    db.session.connection().execute(insert(Execution), rows)


def _units(recipients: set[int]) -> dict[int, int]:
    rows = db.session.execute(select(Recipient.id, Recipient.unit_id).where(Recipient.id.in_(recipients)))
    return {recipient_id: unit_id for recipient_id, unit_id in rows}


def _held(presence: Presence, recipient_id: int, cluster: Cluster) -> Held:
    slot = cluster.slots[presence.visit_id] if presence.visit_id is not None else None
    came, went = presence.check_in, presence.check_out
    return Held(
        visit_id=presence.visit_id,
        recipient_id=recipient_id,
        worker_id=presence.worker_id,
        unit_id=slot.unit_id if slot else UNKNOWN_UNIT,
        date=slot.date if slot else clock.local_date(presence.first.occurred_at),
        check_in_at=came.occurred_at if came else None,
        check_out_at=went.occurred_at if went else None,
        check_in_id=came.id if came else None,
        check_out_id=went.id if went else None,
        method=presence.method,
        extra_taps=presence.extra_taps,
    )


def _key(held: Held) -> tuple[int | None, int | None]:
    return held.check_in_id, held.check_out_id


def _same(wished: Held | None, held: Held) -> bool:
    """Whether a stored execution is as it should be; an unplanned one keeps the unit that it was stored under."""
    if wished is None:
        return False
    names = [name for name in Held.__slots__ if name != "unit_id" or wished.visit_id is not None]
    return all(getattr(wished, name) == getattr(held, name) for name in names)
