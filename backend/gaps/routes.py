"""Fetches workers' executions over some days, home by home, for the rules over a worker's day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backend.gaps.begun import FLOOR
from backend.gaps.facts import Leg, Stay, Tap
from backend.gaps.load import batches
from backend.gaps.travel import Place
from schema.db import db
from schema.tables import Execution, Home, Recipient, Visit


def legs(worker_ids: Collection[int], first: date, last: date) -> dict[int, list[Leg]]:
    """Each worker's executions of the dates `first` to `last`, both in, with their homes."""
    query = (
        select(Execution.__table__, Recipient.home_id, Visit.service_ids, Visit.window_end_at, Visit.revision)
        .join(Recipient, Recipient.id == Execution.recipient_id)
        .outerjoin(Visit, Visit.id == Execution.visit_id)
        .where(Execution.worker_id.in_(worker_ids), Execution.date.between(first, last))
        .order_by(Execution.worker_id, Execution.id)
    )
    found: dict[int, list[Leg]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.worker_id].append(
            Leg(row.recipient_id, row.home_id, _stay(row), row.service_ids or (), _after_all(row))
        )
    return found


def _after_all(row: Any) -> bool:
    if row.visit_id is None or row.check_in_at is None:
        return False
    return bool(row.revision > 1 or row.check_in_at >= row.window_end_at + FLOOR)


def _stay(row: Any) -> Stay:
    check_in, check_out = _tap(row.check_in_id, row.check_in_at), _tap(row.check_out_id, row.check_out_at)
    return Stay(row.worker_id, row.unit_id, row.date, check_in, check_out, row.extra_taps, row.visit_id)


def _tap(event_id: int | None, at: datetime | None) -> Tap | None:
    return None if event_id is None or at is None else Tap(event_id, at)


class Atlas:
    """Where homes lie. Coordinates are encrypted, so each home is read once and only when asked for."""

    def __init__(self) -> None:
        self._known: dict[int, Place | None] = {}

    def places(self, home_ids: Iterable[int]) -> dict[int, Place]:
        """The places of those homes that have one."""
        asked = set(home_ids)
        for some in batches(asked - self._known.keys()):
            self._known.update(dict.fromkeys(some))
            rows = db.session.execute(select(Home.id, Home.latitude, Home.longitude).where(Home.id.in_(some)))
            self._known.update((home_id, _place(north, east)) for home_id, north, east in rows)
        return {home_id: place for home_id in asked if (place := self._known[home_id]) is not None}


def _place(north: str | None, east: str | None) -> Place | None:
    try:
        return float(north or ""), float(east or "")
    except ValueError:
        return None
