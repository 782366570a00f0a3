"""The manager's list: what is open today and what yesterday left unexplained, worst first; one cause, one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select

from backend.access.scope import Scope
from backend.gaps.kinds import SAID
from backend.gaps.listing import STATE
from backend.gaps.seen import Entry, entries
from schema import clock
from schema.db import db
from schema.tables import Gap, Recipient, Task, Unit, Visit

RANK = (
    ("missed", "said_not_come"), ("not_started",), ("said_wrong_person", "said_too_short", "said_other"),
    ("wrong_card", "unplanned"), ("no_check_out", "single_staffed"), ("late",),
    ("very_short", "overlap", "impossible_travel", "wrong_worker"), ("short", "long", "early"),
    ("no_check_in", "plan_shortened", "merged"), ("manual", "extra_event"),
)  # fmt: skip
_PLACE = {kind: place for place, kinds in enumerate(RANK) for kind in kinds}
FOLLOWED_DAYS = 60


@dataclass(frozen=True)
class Row:
    """One cause: a visit with its gaps (the worst first), or one worker's late visits of a morning or an afternoon."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The gap that the row is named after."""
        return self.entries[0]

    @property
    def shared(self) -> bool:
        """Whether several visits share the row."""
        return len({entry.visit_id or -entry.id for entry in self.entries}) > 1

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Worst first: kind, time-critical, minutes, id."""
        longest = max(entry.seconds for entry in self.entries)
        return _PLACE[self.first.kind], -self.first.seen.time_critical, -longest, self.first.id


@dataclass(frozen=True)
class Tiles:
    """Today's visits in a few figures."""

    begun: int
    not_begun: int
    later: int
    missed: int


@dataclass(frozen=True)
class ToDo:
    """Something else that the manager is asked to look at."""

    id: int
    kind: str
    unit: str
    unit_id: int
    recipient_id: int | None
    date: date


@dataclass(frozen=True)
class Board:
    """What the page shows."""

    day: date
    units: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    tiles: Tiles
    tasks: tuple[ToDo, ...]
    to_follow: tuple[Entry, ...]
    """Explained, and waiting for a measure."""


def board(scope: Scope, day: date, unit_id: int | None = None) -> Board:
    """The list of a local date inside the scope; `unit_id` narrows to one unit (outside the scope: nothing)."""
    mine = scope.units(Gap.unit_id)  # whom break-glass opened is not on the list
    mine = mine if unit_id is None else and_(mine, Gap.unit_id == unit_id)
    yesterday = day - timedelta(days=1)
    told = and_(Gap.kind.in_(SAID), Gap.found_at.between(*_both(yesterday, day)))  # she may say it some days later
    found = entries(scope, mine, or_(Gap.date.in_([day, yesterday]), told), STATE == "open")
    since = day - timedelta(days=FOLLOWED_DAYS)
    explained = entries(scope, mine, Gap.date.between(since, day), STATE == "explained")
    return Board(
        day=day,
        units=units_of(scope),
        rows=tuple(sorted(rows(found), key=lambda row: row.place)),
        tiles=_tiles(scope, day, unit_id),
        tasks=_tasks(scope, unit_id),
        to_follow=tuple(explained),
    )


def _both(first: date, last: date) -> tuple[datetime, datetime]:
    """The instants between which two local dates lie, both in."""
    return clock.day_bounds(first)[0], clock.day_bounds(last)[1]


def rows(found: Iterable[Entry]) -> list[Row]:
    """Gaps as rows: those of one visit together, and one worker's late visits of a half-day."""
    by_visit: dict[int, list[Entry]] = {}
    for entry in found:
        by_visit.setdefault(entry.visit_id or -entry.id, []).append(entry)
    alone: list[Row] = []
    late: dict[tuple[int | None, date, bool], list[Entry]] = {}
    for about in by_visit.values():
        about.sort(key=lambda entry: (_PLACE[entry.kind], entry.id))
        if [entry.kind for entry in about] == ["late"] and about[0].worker_id is not None:
            late.setdefault(_half_day(about[0]), []).append(about[0])
        else:
            alone.append(Row(tuple(about)))
    return alone + [Row(tuple(sorted(some, key=_begins))) for some in late.values()]


def _half_day(entry: Entry) -> tuple[int | None, date, bool]:
    begins = entry.seen.window_start_at
    return entry.worker_id, entry.date, begins is not None and clock.local(begins).hour >= 12


def _begins(entry: Entry) -> tuple[float, int]:
    return entry.seen.window_start_at.timestamp() if entry.seen.window_start_at else 0, entry.id


def units_of(scope: Scope) -> tuple[tuple[int, str], ...]:
    """The units of the scope, by name."""
    query = select(Unit.id, Unit.name).where(scope.units(Unit.id), Unit.revision > 0).order_by(Unit.name, Unit.id)
    return tuple((unit_id, name) for unit_id, name in db.session.execute(query))


def _tiles(scope: Scope, day: date, unit_id: int | None) -> Tiles:
    mine = scope.units(Visit.unit_id) if unit_id is None else Visit.unit_id == unit_id
    past = Visit.window_end_at < clock.now()
    query = (
        select(Visit.status, past, func.count())
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .where(scope.units(Visit.unit_id), mine, scope.visible(), Visit.date == day, Visit.revision > 0)
        .group_by(Visit.status, past)
    )
    count: dict[tuple[str, bool], int] = {(status, bool(over)): n for status, over, n in db.session.execute(query)}

    def sum_of(*statuses: str) -> int:
        return sum(number for (status, _), number in count.items() if status in statuses)

    return Tiles(
        begun=sum_of("in_progress", "done"),
        not_begun=count.get(("planned", True), 0),
        later=count.get(("planned", False), 0),
        missed=sum_of("missed"),
    )


def _tasks(scope: Scope, unit_id: int | None) -> tuple[ToDo, ...]:
    query = (
        select(Task.id, Task.kind, Unit.name, Task.unit_id, Task.recipient_id, Task.date)
        .join(Unit, Unit.id == Task.unit_id)
        .outerjoin(Recipient, Recipient.id == Task.recipient_id)
        .where(scope.units(Task.unit_id), Task.settled_at.is_(None), Task.recipient_id.is_(None) | scope.visible())
        .order_by(Task.raised_at, Task.id)
    )
    if unit_id is not None:
        query = query.where(Task.unit_id == unit_id)
    return tuple(
        ToDo(row.id, row.kind, row.name, row.unit_id, row.recipient_id, row.date) for row in db.session.execute(query)
    )
