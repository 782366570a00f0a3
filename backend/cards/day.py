"""The hot path: one home's day as its card may show it, in three prebuilt statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from backend.access.demonstration import SOURCE as DEMONSTRATION
from backend.cards import statements as sql
from backend.cards.facts import NAMES, SERVICES, Change, Hall, Person, Plan, Visit, What, Who, level_of
from backend.cards.issue import token_hash
from backend.cards.reading import Reader, Row, date_of, instant_of, reader
from schema import clock
from schema.types import parse_id_list

NURSING = "nursing"


def version_of(token: str, today: date) -> tuple[int, int] | None:
    """The card's id and its home's version by one small statement; None for a card that shows nothing."""
    with reader() as read:
        row = read.row(sql.VERSION, {"hash": token_hash(token), "today": read.day(today)})
    return (row[0], row[2]) if row else None


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
    rows = read.rows(sql.HALL, {"hash": token_hash(token), "today": read.day(today)}, 13)
    if any(row[7] for row in rows):
        return None
    rows = [row for row in rows if (ended := date_of(row[8])) is None or ended >= today]
    if not rows:
        return None
    people = tuple(
        Person(row[3], row[4], level_of(setting, row[5], date_of(row[6]), today), bool(row[11])) for row in rows
    )
    first = rows[0]
    return Hall(first[0], first[1], first[2], people, first[9], first[10], first[12] == DEMONSTRATION)


def _visits(read: Reader, hall: Hall, today: date) -> tuple[Visit, ...]:
    given = {
        "ids": read.ids({person.recipient_id for person in hall.people}),
        "today": read.day(today),
        "yesterday": read.day(today - timedelta(days=1)),
        "midnight": read.moment(clock.day_bounds(today)[0]),
    }
    rows = read.rows(sql.VISITS, given, 20)
    if not rows:
        return ()
    people = {person.recipient_id: person for person in hall.people}
    seen: dict[int, Row] = {}
    latest: dict[int, Any] = {}
    for row in rows:
        seen.setdefault(row[0], row)  # the day's first change has what was when the day began
        latest[row[0]] = row[12]
    shown = _shown(read, [row for row in rows if people[row[1]].level >= NAMES])
    return tuple([shown.visit(row, people[row[1]], latest[row[0]]) for row in seen.values()])


class _Shown:
    """What the day's visits name, by id; puts the visits together, each cut to the level of its person."""

    def __init__(self) -> None:
        self.people: dict[tuple[int, int], list[Row]] = {}
        self.earlier: dict[int, Row] = {}
        self.services: dict[int, tuple[str, str]] = {}

    def visit(self, row: Row, person: Person, became_at: Any) -> Visit:
        visit_id, level, known = row[0], person.level, person.known_before
        people, nursing = self.people, self._nursing(row[7])
        here = people.get((visit_id, sql.HERE), [])
        came = here if here and row[8] == "in_progress" else [*here, *people.get((visit_id, sql.LEFT), ())]
        plan = _plan(row, 3, level, self._what, _who(people.get((visit_id, sql.PLANNED), ()), nursing, known))
        change = None
        if became_at is not None:
            change = Change(_instant(became_at), self._before(row, level) if row[13] else None)
        return Visit(
            visit_id, row[1], date_of(row[2]) or date.min, level, plan, row[8], instant_of(row[9]), instant_of(row[10]),
            instant_of(row[11]), _who(came, nursing, known), change,
        )  # fmt: skip

    def _before(self, row: Row, level: int) -> Plan:
        earlier = [self.earlier[one] for one in parse_id_list(row[19] or "") if one in self.earlier]
        return _plan(row, 14, level, self._what, _who(earlier, self._nursing(row[18]), False))

    def _nursing(self, cell: str | None) -> bool:
        return any(self.services.get(one, ("",))[0] == NURSING for one in parse_id_list(cell or ""))

    def _what(self, cell: str) -> tuple[What, ...]:
        found = [self.services[one] for one in parse_id_list(cell) if one in self.services]
        return tuple(dict.fromkeys([What(*service) for service in found if service[0] != NURSING]))


def _shown(read: Reader, rows: list[Row]) -> _Shown:
    shown = _Shown()
    if not rows:
        return shown
    cells = {row[7] for row in rows} | {row[18] for row in rows if row[18]}
    given = {
        "visits": read.ids({row[0] for row in rows}),
        "services": read.ids({one for cell in cells for one in parse_id_list(cell)}),
        "workers": read.ids({one for row in rows if row[19] for one in parse_id_list(row[19])}),
    }
    for found in read.rows(sql.SHOWN, given, 6):
        if found[1] == sql.SERVICE:
            shown.services[found[2]] = (found[3] or "", found[4] or "")
        elif found[1] == sql.EARLIER:
            shown.earlier[found[2]] = found
        else:
            shown.people.setdefault((found[0], found[1]), []).append(found)
    return shown


def _plan(
    row: Row, first: int, level: int, what: Callable[[str], tuple[What, ...]], who: tuple[Who, ...]
) -> Plan:  # fmt: skip
    start, end, minutes, cancelled, services = row[first : first + 5]
    shown = what(services) if level >= SERVICES else ()
    return Plan(_instant(start), _instant(end), minutes, bool(cancelled), who, shown)


def _who(rows: Iterable[Row], nursing: bool, known_before: bool) -> tuple[Who, ...]:
    """Who as shown. A nurse's title would tell what a visit with nursing in it is for."""
    found = [
        Who(row[2], row[3] or "", "" if nursing else row[4] or "", bool(row[5] and known_before and row[3]))
        for row in rows
    ]
    return tuple(found) if len(found) < 2 else tuple({one.worker_id: one for one in found}.values())


def _instant(cell: Any) -> datetime:
    instant = instant_of(cell)
    if instant is None:
        raise ValueError("a visit without a window")
    return instant
