"""The hot path: one home's day as its card may show it, by one prebuilt statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from backend.access.demonstration import SOURCE as DEMONSTRATION
from backend.cards import statements as sql
from backend.cards.facts import NAMES, SERVICES, Change, Hall, Met, Person, Plan, Visit, What, Who, level_of
from backend.cards.issue import token_hash
from backend.cards.reading import Reader, Row, Rows, date_of, instant_of, reader
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
        hall_rows, day_rows, named_rows = read.gather(sql.WHOLE_DAY, _asked(read, token, today, now))
    hall = hall_of(hall_rows, setting, today)
    return (hall, visits_of(hall, day_rows, Shown(named_rows))) if hall else None


def _asked(read: Reader, token: str, today: date, now: datetime) -> dict[str, object]:
    return {
        "hash": token_hash(token),
        "today": read.day(today),
        "now": read.moment(now),
        "yesterday": read.day(today - timedelta(days=1)),
        "midnight": read.moment(clock.day_bounds(today)[0]),
    }


def hall_of(rows: Rows, setting: str, today: date) -> Hall | None:
    """The hall of its rows, each at her level; None where somebody is protected or everybody's care has ended."""
    if any(row[7] for row in rows):
        return None
    rows = [row for row in rows if (ended := date_of(row[8])) is None or ended >= today]
    if not rows:
        return None
    people = tuple(
        Person(row[3], row[4], level_of(setting, row[5], date_of(row[6]), today), bool(row[11]), row[13])
        for row in rows
    )
    first = rows[0]
    return Hall(first[0], first[1], first[2], people, first[9], first[10], first[12] == DEMONSTRATION)


def visits_of(hall: Hall, rows: Rows, shown: Shown) -> tuple[Visit, ...]:
    """The visits of the day's rows, in the order of the day."""
    people = {person.recipient_id: person for person in hall.people}
    seen: dict[int, Row] = {}
    latest: dict[int, Any] = {}
    for row in rows:
        if row[1] in people:  # somebody else here may have ended
            seen.setdefault(row[0], row)  # the day's first change has what was when the day began
            latest[row[0]] = row[12]
    return tuple([shown.visit(row, people[row[1]], latest[row[0]]) for row in sorted(seen.values(), key=_begins)])


def _begins(row: Row) -> tuple[str, int]:
    """When a visit stands on the card: one moved away at the time that the day had for it."""
    return (row[14] if row[20] else row[3]), row[0]


class Shown:
    """What the day's visits name, by id; puts the visits together, each cut to the level of its person."""

    def __init__(self, rows: Rows) -> None:
        self.people: dict[tuple[int, int], list[Row]] = {}
        self.earlier: dict[int, Row] = {}
        self.services: dict[int, tuple[str, str]] = {}
        for found in rows:
            if found[1] == sql.SERVICE:
                self.services[found[2]] = (found[3] or "", found[4] or "")
            elif found[1] == sql.EARLIER:
                self.earlier[found[2]] = found
            else:
                self.people.setdefault((found[0], found[1]), []).append(found)

    def visit(self, row: Row, person: Person, became_at: Any) -> Visit:
        """One visit, of its row and the instant of its last change of the day."""
        visit_id, level = row[0], person.level
        people, nursing = self.people if level >= NAMES else {}, self.untitled(row[7])
        here = people.get((visit_id, sql.HERE), [])
        came = here if here and row[8] == "in_progress" else [*here, *people.get((visit_id, sql.LEFT), ())]
        plan = _plan(row, 3, level, self.what, _who(people.get((visit_id, sql.PLANNED), ()), nursing, person))
        change, moved_to = None, None
        if became_at is not None:
            change = Change(_instant(became_at), self._before(row, level) if row[13] else None)
        if row[20] and change and change.before:
            plan, moved_to = change.before, plan
        return Visit(
            visit_id, row[1], date_of(row[2]) or date.min, level, plan, row[8], instant_of(row[9]), instant_of(row[10]),
            instant_of(row[11]), _who(came, nursing, person), change, moved_to,
        )  # fmt: skip

    def _before(self, row: Row, level: int) -> Plan:
        known = self.earlier if level >= NAMES else {}
        earlier = [known[one] for one in parse_id_list(row[19] or "") if one in known]
        return _plan(row, 14, level, self.what, _who(earlier, self.untitled(row[18]), None))

    def untitled(self, cell: str | None) -> bool:
        """Whether titles are left out of a visit for these services: a nurse's would tell that one is nursing."""
        return any(self.services.get(one, ("",))[0] == NURSING for one in parse_id_list(cell or ""))

    def what(self, cell: str) -> tuple[What, ...]:
        """The services of a cell as shown."""
        found = [self.services[one] for one in parse_id_list(cell) if one in self.services]
        return tuple(dict.fromkeys([What(*service) for service in found if service[0] != NURSING]))


def _plan(
    row: Row, first: int, level: int, what: Callable[[str], tuple[What, ...]], who: tuple[Who, ...]
) -> Plan:  # fmt: skip
    start, end, minutes, cancelled, services = row[first : first + 5]
    shown = what(services) if level >= SERVICES else ()
    return Plan(_instant(start), _instant(end), minutes, bool(cancelled), who, shown)


def _who(rows: Iterable[Row], nursing: bool, person: Person | None) -> tuple[Who, ...]:
    """Who as shown. A nurse's title would tell what a visit with nursing in it is for. `person` None: as of before."""
    found = [_one(row, "" if nursing else row[4] or "", person if row[3] else None) for row in rows]
    return tuple(found) if len(found) < 2 else tuple({one.worker_id: one for one in found}.values())


def _one(row: Row, title: str, person: Person | None) -> Who:
    if person is None:
        return Who(row[2], row[3] or "", title)
    last = instant_of(row[6])
    met = Met(row[5], clock.local_date(last) if last else None) if person.known_before else None
    told = met if person.level >= SERVICES or not row[5] else None  # how often is more than today: see `facts.Met`
    return Who(row[2], row[3], title, told, row[2] == person.key_worker_id, row[7])


def _instant(cell: Any) -> datetime:
    instant = instant_of(cell)
    if instant is None:
        raise ValueError("a visit without a window")
    return instant
