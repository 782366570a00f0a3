"""A visit that comes back under a new id (same recipient, date, window and services) is the same visit."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from backend.planning import bulk
from schema.db import db
from schema.tables import Visit

if TYPE_CHECKING:
    from backend.planning.visits import Plan

Likeness = tuple[Any, ...]


def find(source: str, new: list[Plan], present: set[str], reused: set[int]) -> list[tuple[Plan, int]]:
    """Pairs each new plan with the stored visit that it is, where there is one whose own id the package lacks.

    Of several the one with the same workers is taken first, one that still stands before a cancelled one, then the
    lowest id. `reused` holds the visits that are taken, over all chunks.
    """
    candidates: dict[Likeness, list[Row[Any]]] = defaultdict(list)
    for row in _stored(source, new):
        if row.outside_id not in present and row.id not in reused:
            services = frozenset(row.service_ids)
            candidates[row.recipient_id, row.window_start_at, row.window_end_at, services].append(row)
    pairs = []
    for plan in new:
        services = frozenset(map(int, plan.services.split(",")))
        alike = candidates.get((plan.recipient_id, plan.window.start, plan.window.end, services))
        if alike:
            best = min(alike, key=lambda row, plan=plan: (row.worker_ids != plan.worker_ids, row.cancelled, row.id))  # type: ignore[misc]  # a default binds the loop's plan
            alike.remove(best)
            reused.add(best.id)
            pairs.append((plan, best.id))
    return pairs


def _stored(source: str, new: list[Plan]) -> list[Row[Any]]:
    chosen = select(
        Visit.id, Visit.outside_id, Visit.recipient_id, Visit.window_start_at, Visit.window_end_at, Visit.service_ids,
        Visit.worker_ids, Visit.cancelled,
    ).where(
        Visit.source == source,
        Visit.revision > 0,
        bulk.among(Visit.recipient_id, {plan.recipient_id for plan in new}),
        bulk.among(Visit.date, {date.fromisoformat(plan.date) for plan in new}),
    )  # fmt: skip
    return list(db.session.execute(chosen.order_by(Visit.id)))
