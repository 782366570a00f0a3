"""What a unit's notices come to over two weeks, sent or only written: how many, to how many, and which were untrue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from backend.access.scope import Scope
from backend.telling.chosen import ALWAYS
from backend.telling.units import SHADOW
from notifications.events import Kind
from notifications.going import untrue
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Message, Visit

DAYS = 14
ALARMS = (Kind.DELAY, Kind.NOT_COME, Kind.MISSED, Kind.ALERT)


@dataclass(frozen=True)
class Line:
    """The messages of one kind: how many left, how many were only written, to how many numbers, in how many segments.

    A letter by e-mail has no segments.
    """

    kind: str
    went: int
    held: int
    numbers: int
    segments: int


@dataclass(frozen=True)
class Alarm:
    """Visits of which something worrying was told, and of how many of them it was not so."""

    kind: str
    visits: int
    untrue: int


@dataclass(frozen=True)
class Report:
    """A unit's last two weeks. `since` is the first local date; `numbers` counts each once, whatever it was told."""

    since: date
    lines: tuple[Line, ...]
    numbers: int
    alarms: tuple[Alarm, ...]

    @property
    def segments(self) -> int:
        """All segments: what it cost, or would have."""
        return sum(line.segments for line in self.lines)

    @property
    def messages(self) -> int:
        """All messages, sent or only written."""
        return sum(line.went + line.held for line in self.lines)


def report(scope: Scope, unit_id: int) -> Report:
    """The report of a unit of the scope, from two weeks ago until now. Codes, letters and answers are no notices."""
    since = clock.today() - timedelta(days=DAYS - 1)
    query = select(
        Message.kind, Message.number_hash, Message.state, Message.segments, Message.visit_id, Message.created_at
    ).where(
        Message.unit_id == unit_id, scope.units(Message.unit_id), Message.created_at >= clock.day_bounds(since)[0],
        Message.kind.not_in(sorted(ALWAYS)), or_(Message.state != State.SUPPRESSED, Message.reason == SHADOW),
    )  # fmt: skip
    rows = db.session.execute(query.order_by(Message.id)).all()
    return Report(since, tuple(_lines(rows)), len({row.number_hash for row in rows}), tuple(_alarms(rows)))


def _lines(rows: Sequence[Any]) -> Iterable[Line]:
    by_kind = defaultdict[str, list[Any]](list)
    for row in rows:
        by_kind[row.kind].append(row)
    for kind in Kind:  # in the order in which they are thought of
        some = by_kind.get(kind, [])
        held = sum(row.state == State.SUPPRESSED for row in some)
        numbers = len({row.number_hash for row in some})
        if some:
            yield Line(kind, len(some) - held, held, numbers, sum(row.segments or 0 for row in some))


def _alarms(rows: Sequence[Any]) -> Iterable[Alarm]:
    told: dict[tuple[str, int], datetime] = {}
    for row in rows:
        if row.kind in ALARMS and row.visit_id is not None:
            told.setdefault((row.kind, row.visit_id), row.created_at)
    visits = _visits({visit_id for _, visit_id in told})
    all_, false = Counter[str](), Counter[str]()
    for (kind, visit_id), told_at in told.items():
        visit = visits[visit_id]
        all_[kind] += 1
        false[kind] += untrue(Kind(kind), told_at, visit.window_end_at, visit.started_at)
    return [Alarm(kind, all_[kind], false[kind]) for kind in ALARMS if all_[kind]]


def _visits(ids: set[int]) -> dict[int, Any]:
    query = select(Visit.id, Visit.window_end_at, Visit.started_at).where(Visit.id.in_(sorted(ids)))
    return {row.id: row for row in db.session.execute(query)}
