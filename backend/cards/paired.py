"""One person's day as a paired device may show it: hers, or a relative's. Any day near, by the card's own reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from backend.cards import statements as sql
from backend.cards.day import NURSING, Shown, hall_of, visits_of
from backend.cards.facts import LEVELS, Hall, Person, Visit, What
from backend.cards.reading import Row, Rows, reader
from backend.cards.related import confirmed_missed, hides_some
from schema import clock
from schema.types import parse_id_list

BACK, AHEAD = timedelta(days=1), timedelta(days=7)
"""Yesterday and the coming seven days."""
NAMES_OF = {"sv": 3, "fi": 4, "en": 5}
"""Where a language's name of a service stands in its row."""


class Day(NamedTuple):
    """A person's day. `hidden`: some visit of these days is not shown here, whichever day it is of."""

    hall: Hall
    visits: tuple[Visit, ...]
    hidden: bool = False


def within(day: date, today: date) -> bool:
    """Whether a paired device shows a local date."""
    return today - BACK <= day <= today + AHEAD


def own_day(recipient_id: int, day: date, now: datetime, language: str) -> Day | None:
    """Her day as her own device shows it: who, when and what for, her nursing too. None where she may see nothing."""
    return _day(recipient_id, "services", day, now, Own(language))


def card_day(recipient_id: int, setting: str, now: datetime) -> Day | None:
    """Her day today as far as the card in her hall shows it, for a device that waits for its manager."""
    return _day(recipient_id, setting, clock.local_date(now), now, None)


def paper_day(recipient_id: int, day: date, now: datetime) -> Day | None:
    """Her day as what lies or hangs in her home may say it: who, when and what for in neutral words, never nursing.

    A visit over midnight stands on the day on which it begins.
    """
    found = _day(recipient_id, "services", day, now, None)
    return (
        found._replace(visits=tuple(one for one in found.visits if one.date == day or one.moved_to)) if found else None
    )


def relatives_day(
    recipient_id: int, may_see: str, day: date, now: datetime, language: str, since: date = date.min
) -> Day | None:
    """Her day as far as a relative may see it (`times`, `names`, `services`): never a visit of nursing alone.

    The caller has checked the consents; nothing is shown of what lay before `since`, their first day. A visit that did
    not come about is told once the manager has confirmed it.
    """
    found = _day(recipient_id, may_see, day, now, Kin(language)) if day >= since else None
    if found is None:
        return None
    today = clock.local_date(now)
    visits = as_confirmed([one for one in found.visits if one.date >= since])
    return Day(found.hall, visits, hides_some(recipient_id, max(today - BACK, since), today + AHEAD))


def as_confirmed(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits as a relative is told of them: a missed one that nobody has confirmed is as planned."""
    confirmed = confirmed_missed([visit.visit_id for visit in visits if visit.status == "missed"])
    hushed = [one.status == "missed" and one.visit_id not in confirmed for one in visits]
    return tuple([one._replace(status="planned") if hush else one for one, hush in zip(visits, hushed, strict=True)])


def _day(recipient_id: int, level: str, day: date, now: datetime, shown: Own | Kin | None) -> Day | None:
    today = clock.local_date(now)
    with reader() as read:
        given = {
            "person": recipient_id,
            "today": read.day(day),
            "now": read.moment(now),
            "yesterday": read.day(day - timedelta(days=1)),
            "midnight": read.moment(clock.day_bounds(day)[0]),
        }
        hall_rows, day_rows, named, services = read.gather(sql.PERSONS_DAY, given)
    hall = hall_of(hall_rows, level, today)
    if hall is None:
        return None
    if shown is None:
        return Day(hall, _of_day(visits_of(hall, day_rows, Shown(named)), day, today))
    shown.fill(named, services)
    hall = hall._replace(people=tuple(one._replace(level=LEVELS[level]) for one in hall.people))
    return Day(hall, _of_day(visits_of(hall, shown.rows(day_rows), shown), day, today))


def _of_day(visits: Iterable[Visit], day: date, today: date) -> tuple[Visit, ...]:
    """Of another day than today: its own visits, and the night's that reach into it."""
    begins = clock.day_bounds(day)[0]
    return tuple([one for one in visits if day in (today, one.date) or one.moved_to or one.plan.end_at > begins])


class Own(Shown):
    """To the person herself: every service by its own name, in her language."""

    def __init__(self, language: str) -> None:
        super().__init__([])
        self.place = NAMES_OF.get(language, 3)
        self.known: dict[int, Row] = {}

    def fill(self, named: Rows, services: Rows) -> None:
        """Take in what the visits name."""
        super().__init__(named)
        self.known = {row[0]: row for row in services}

    def rows(self, rows: Rows) -> Rows:
        """The visits that are shown at all."""
        return rows

    def untitled(self, cell: str | None) -> bool:
        """Nothing is kept from herself."""
        return False

    def what(self, cell: str) -> tuple[What, ...]:
        """The services of a cell as she may read them."""
        found = (self.known[one] for one in parse_id_list(cell) if one in self.known)
        return tuple(dict.fromkeys([said for row in found if (said := self._said(row)) is not None]))

    def _said(self, row: Row) -> What | None:
        return What(row[1] or "", row[2] or "", row[self.place] or row[3])


class Kin(Own):
    """To a relative: nursing, and what relatives never see, is not there; what is neutral has its neutral label."""

    def visit(self, row: Row, person: Person, became_at: object) -> Visit:
        """A visit without how well she knows who comes: that counts visits which are not the relative's to know of."""
        return super().visit(row, person._replace(known_before=False), became_at)

    def rows(self, rows: Rows) -> Rows:
        """All but the visits that are for hidden services alone; no word of a change where a hidden one is in it."""
        return [self._calm(row) for row in rows if not self._is_kept_back(row)]

    def _is_kept_back(self, row: Row) -> bool:
        """One moved away from the day is shown as the day had it, and that may have been for hidden services alone."""
        return self._all_hidden(row[7]) or bool(row[20] and self._all_hidden(row[18]))

    def untitled(self, cell: str | None) -> bool:
        """A nurse's title would tell."""
        return any(is_hidden(row) for row in self._services(cell))

    def _said(self, row: Row) -> What | None:
        if is_hidden(row):
            return None
        return super()._said(row) if row[6] == "yes" else What(row[1] or "", row[2] or "")

    def _services(self, cell: str | None) -> list[Row]:
        return [self.known[one] for one in parse_id_list(cell or "") if one in self.known]

    def _all_hidden(self, cell: str | None) -> bool:
        services = self._services(cell)
        return bool(services) and all(is_hidden(row) for row in services)

    def _calm(self, row: Row) -> Row:
        tells = self.untitled(row[7]) or self.untitled(row[18])
        return [*row[:12], None, *row[13:]] if tells and not row[20] else row


def is_hidden(row: Row) -> bool:
    """Whether a service is one that relatives never see."""
    return row[1] == NURSING or row[6] == "never"
