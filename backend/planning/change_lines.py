"""What a run changed for whom, in plain values that a page can put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from backend.access.scope import Scope
from backend.planning import bulk
from schema.db import db
from schema.tables import Recipient, Service, Visit, VisitChange, VisitRevision, Worker


@dataclass(frozen=True)
class Side:
    """One revision as it may be read; instants are in UTC."""

    window_start_at: datetime
    window_end_at: datetime
    minutes: int
    services: tuple[str, ...]
    workers: tuple[str, ...]


@dataclass(frozen=True)
class ChangeLine:
    """One change of one visit. `was` is None for a visit added to a known day."""

    recipient_id: int
    recipient: str
    date: date
    kinds: tuple[str, ...]
    was: Side | None
    now: Side


def lines(run_id: int, scope: Scope, limit: int) -> list[ChangeLine]:
    """The first changes of a run inside the scope, by date and time."""
    was, now = aliased(VisitRevision), aliased(VisitRevision)
    chosen: Any = (
        select(VisitChange, now, was, Recipient.id, Recipient.name)
        .join(Visit, Visit.id == VisitChange.visit_id)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .join(now, (now.visit_id == Visit.id) & (now.number == VisitChange.to_number))
        .outerjoin(was, (was.visit_id == Visit.id) & (was.number == VisitChange.from_number))
        .where(VisitChange.run_id == run_id)
    )
    rows: Any = db.session.execute(
        scope.people(chosen).order_by(now.window_start_at, VisitChange.id).limit(limit)
    ).all()
    names = _names(rows)
    return [
        ChangeLine(
            recipient_id, name, after.date, tuple(change.kind.split(",")),
            _side(before, names) if before is not None else None, _side(after, names),
        )
        for change, after, before, recipient_id, name in rows
    ]  # fmt: skip


def _names(rows: Any) -> dict[tuple[str, int], str]:
    sides: list[VisitRevision] = [side for row in rows for side in (row[1], row[2]) if side is not None]
    names: dict[tuple[str, int], str] = {}
    for kind, model, ids in (
        ("service", Service, {one for side in sides for one in side.service_ids}),
        ("worker", Worker, {one for side in sides for one in side.worker_ids}),
    ):
        found: Any = db.session.execute(select(model.id, model.name).where(bulk.among(model.id, ids)))
        names |= {(kind, row.id): row.name for row in found}
    return names


def _side(revision: VisitRevision, names: dict[tuple[str, int], str]) -> Side:
    return Side(
        revision.window_start_at,
        revision.window_end_at,
        revision.duration_minutes,
        tuple(names["service", one] for one in revision.service_ids),
        tuple(names["worker", one] for one in revision.worker_ids),
    )
