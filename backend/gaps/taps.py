"""The facts behind executions: by which method, with which card, corrected or not; and those that are no tap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from backend.gaps.facts import Mark, Tap
from backend.linking import superseded
from schema.db import db
from schema.tables import Event, ImportRun

MARKS = ("arrived", "absent", "declined")
_COLUMNS = (
    Event.id, Event.kind, Event.visit_id, Event.recipient_id, Event.worker_id, Event.occurred_at, Event.method,
    Event.card_home_id, Event.corrects_id,
)  # fmt: skip


@dataclass
class TapBook:
    """Facts that are not void, by id; marks (not superseded) by recipient."""

    events: dict[int, Any]
    marks: dict[int, list[Mark]]

    def tap(self, event_id: int | None, at: datetime | None) -> Tap | None:
        """The tap of an execution; `at` as derived."""
        if event_id is None or at is None:
            return None
        event = self.events[event_id]
        return Tap(self._first(event_id), at, event.method, event.corrects_id is not None, event.card_home_id)

    def _first(self, event_id: int) -> int:
        """The first fact of a chain of corrections: it names a gap through all of them."""
        event = self.events.get(event_id)
        while event is not None and event.corrects_id is not None:
            event_id = event.corrects_id
            event = self.events.get(event_id)
        return event_id


def read_book(recipient_ids: Collection[int], begin: datetime, end: datetime, executions: Iterable[Any]) -> TapBook:
    """The recipients' facts between two instants, and those that the execution rows rest on."""
    during = Event.occurred_at >= begin, Event.occurred_at < end
    events = _by_id(_standing().where(Event.recipient_id.in_(recipient_ids), *during))
    asked = {fact for row in executions for fact in (row.check_in_id, row.check_out_id) if fact is not None}
    while wanting := sorted(asked - events.keys())[:500]:
        events.update(_by_id(select(*_COLUMNS).where(Event.id.in_(wanting))))
    gone = superseded((event.id, event.corrects_id) for event in events.values() if event.corrects_id is not None)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for event in sorted(events.values(), key=lambda one: (one.occurred_at, one.id)):
        if event.kind in MARKS and event.id not in gone:
            marks[event.recipient_id].append(
                Mark(event.kind, event.occurred_at, event.worker_id, event.id, event.card_home_id, event.visit_id)
            )
    return TapBook(events, marks)


def _standing() -> Any:
    """Facts whose import, if they came by one, is not taken back."""
    run = ImportRun.id == Event.run_id
    return select(*_COLUMNS).outerjoin(ImportRun, run).where(or_(Event.run_id.is_(None), ImportRun.undone_at.is_(None)))


def _by_id(query: Any) -> dict[int, Any]:
    return {row.id: row for row in db.session.execute(query.order_by(Event.id))}
