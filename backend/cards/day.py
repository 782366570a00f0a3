"""The hot path: one home's day as its card may show it, in four or five prebuilt statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from backend.cards import statements as sql
from backend.cards.facts import NAMES, SERVICES, TIMES, Change, Hall, Person, Plan, Visit, What, Who, level_of
from backend.cards.issue import token_hash
from backend.cards.reading import Reader, date_of, instant_of, reader
from schema import clock
from schema.types import parse_id_list

NURSING = "nursing"


def version_of(token: str) -> tuple[int, int] | None:
    """The card's id and its home's version by one small statement; None for a wrong or revoked token."""
    with reader() as read:
        rows = read.rows(sql.VERSION, {"hash": token_hash(token)})
    return (rows[0][0], rows[0][2]) if rows else None


def open_card(token: str, setting: str, now: datetime) -> tuple[Hall, tuple[Visit, ...]] | None:
    """Where the card hangs and the day's visits at `now`, each cut to its person's level.

    `setting` is the municipality's level (times, names, services). None for a wrong or revoked token, a home where
    everybody's care has ended, and one where a recipient has protected identity.
    """
    today = clock.local_date(now)
    with reader() as read:
        hall = _hall(read, token, setting, today)
        if hall is None:
            return None
        return hall, _visits(read, hall, today)


def _hall(read: Reader, token: str, setting: str, today: date) -> Hall | None:
    rows = read.rows(sql.HALL, {"hash": token_hash(token), "today": read.day(today)})
    if any(row[7] for row in rows):
        return None
    rows = [row for row in rows if (ended := date_of(row[8])) is None or ended >= today]
    if not rows:
        return None
    people = tuple(
        Person(row[3], row[4], level_of(setting, row[5], date_of(row[6]), today), bool(row[11])) for row in rows
    )
    first = rows[0]
    return Hall(first[0], first[1], first[2], people, first[9], first[10])


def _visits(read: Reader, hall: Hall, today: date) -> tuple[Visit, ...]:
    given = {
        "ids": read.ids({person.recipient_id for person in hall.people}),
        "today": read.day(today),
        "yesterday": read.day(today - timedelta(days=1)),
        "midnight": read.moment(clock.day_bounds(today)[0]),
    }
    rows = read.rows(sql.VISITS, given)
    if not rows:
        return ()
    people = {person.recipient_id: person for person in hall.people}
    named = {row[0] for row in rows if people[row[1]].level >= NAMES}
    changed = {row[0] for row in rows if row[12]}
    changes = read.rows(sql.CHANGES, {**given, "ids": read.ids(changed)}) if changed else []
    mix = _Mixer(read, rows, changes, named)
    before = {row[0]: row for row in reversed(changes)}
    latest = {row[0]: row[1] for row in changes}
    return tuple(
        mix.visit(row, people[row[1]], before.get(row[0]), instant_of(latest.get(row[0]))) for row in rows
    )  # fmt: skip


class _Mixer:
    """Puts the rows of a day together, and cuts each visit to the level of its person."""

    def __init__(self, read: Reader, rows: list[Any], changes: list[Any], named: set[int]):
        self.coming: dict[int, list[Who]] = {}
        self.came: dict[int, dict[bool, list[Who]]] = {}
        self.services: dict[int, tuple[str, str]] = {}
        self.earlier: dict[int, Who] = {}
        if not named:
            return
        for visit_id, kind, worker_id, name, title, first in read.rows(sql.WHO, {"ids": read.ids(named)}):
            who = Who(worker_id, name or "", title or "", bool(first))
            if kind:
                self.came.setdefault(visit_id, {}).setdefault(kind == 1, []).append(who)
            else:
                self.coming.setdefault(visit_id, []).append(who)
        ids = {one for cell in _cells(rows, changes, named) for one in parse_id_list(cell)}
        for service_id, category, label in read.rows(sql.WHAT, {"ids": read.ids(ids)}) if ids else ():
            self.services[service_id] = (category or "", label or "")
        ids = {one for row in changes if row[0] in named for one in parse_id_list(row[8] or "")}
        for worker_id, name, title in read.rows(sql.NAMES, {"ids": read.ids(ids)}) if ids else ():
            self.earlier[worker_id] = Who(worker_id, name or "", title or "")

    def visit(self, row: tuple[Any, ...], person: Person, before: Any, became_at: datetime | None) -> Visit:
        visit_id, level = row[0], person.level
        came = self.came.get(visit_id, {})
        here = came.get(True) if row[8] == "in_progress" else None
        everybody = here or [*came.get(True, ()), *came.get(False, ())]
        plan = self._plan(row[3:8], level, self.coming.get(visit_id, ()), person.known_before)
        change = None
        if before is not None and became_at is not None:
            whoever = [self.earlier[one] for one in parse_id_list(before[8] or "") if one in self.earlier]
            change = Change(became_at, self._plan(before[3:8], level, whoever, False) if before[2] else None)
        return Visit(
            visit_id, row[1], date_of(row[2]) or date.min, level, plan, row[8], instant_of(row[9]), instant_of(row[10]),
            instant_of(row[11]), self._who(everybody, row[7], level, person.known_before), change,
        )  # fmt: skip

    def _plan(self, cells: tuple[Any, ...], level: int, who: Iterable[Who], known_before: bool) -> Plan:
        start_at, end_at = instant_of(cells[0]), instant_of(cells[1])
        if start_at is None or end_at is None:
            raise ValueError("a visit without a window")
        what = self._what(cells[4]) if level >= SERVICES else ()
        return Plan(
            start_at, end_at, cells[2], bool(cells[3]), self._who(who, cells[4], level, known_before), what
        )  # fmt: skip

    def _what(self, cell: str) -> tuple[What, ...]:
        found = [self.services[one] for one in parse_id_list(cell) if one in self.services]
        return tuple(dict.fromkeys(What(*service) for service in found if service[0] != NURSING))

    def _who(self, who: Iterable[Who], cell: str, level: int, known_before: bool) -> tuple[Who, ...]:
        """Names as the level allows. A nurse's title would tell what a visit with nursing in it is for."""
        if level == TIMES or not who:
            return ()
        nursing = any(self.services.get(one, ("",))[0] == NURSING for one in parse_id_list(cell))
        return tuple(
            Who(
                one.worker_id,
                one.name,
                "" if nursing else one.title,
                one.first_time and known_before and one.name != "",
            )
            for one in {one.worker_id: one for one in who}.values()
        )


def _cells(rows: list[Any], changes: list[Any], named: set[int]) -> list[str]:
    return [row[7] or "" for row in (*rows, *changes) if row[0] in named]
