"""Which visits can be asked about as yet: to come, and before the cut-off of their units."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from backend import offers
from schema import clock
from schema.db import db
from schema.tables import Visit


def askable(visit_ids: Collection[int]) -> frozenset[int]:
    """Of these visits, which the caller has found, those that she can decline or ask for at another time now."""
    now = clock.now()
    query = select(Visit.id, Visit.unit_id, Visit.window_start_at).where(
        Visit.id.in_(sorted(visit_ids)), Visit.status == "planned", Visit.cancelled.is_(False), Visit.revision > 0,
        Visit.window_start_at > now,
    )  # fmt: skip
    rows = db.session.execute(query).all()
    offered = offers.standing({row.unit_id for row in rows})
    return frozenset(row.id for row in rows if now < offered[row.unit_id].until(row.window_start_at))
