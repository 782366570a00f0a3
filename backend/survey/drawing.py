"""Which of her visits somebody is asked about: one a week at most, by chance. Pure.

Asking by her page writes nothing, so the chance itself keeps the week: each ISO week has its visit by a keyed hash of
her and the week (nobody outside can work out when she is asked), and it is passed over where the week before had one
less than seven days earlier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from schema.keyring import ring

WEEK = timedelta(days=7)
STANDS = timedelta(days=1)
"""The question stands on the day of the visit and the day after."""
TEXTS_ONE_IN = 4
"""Of the weeks in which somebody could be asked by a text, so many are passed over but one (ours)."""


@dataclass(frozen=True)
class Done:
    """A visit that may be asked about: not an alarm, not nursing alone."""

    id: int
    date: date
    unit_id: int


def week_of(day: date) -> date:
    """The Monday of an ISO week."""
    return day - timedelta(days=day.weekday())


def first_day(recipient_id: int, monday: date) -> date:
    """From which day on a week's visit is drawn."""
    return monday + timedelta(days=_chance(recipient_id, monday, "day") % 7)


def drawn(recipient_id: int, monday: date, visits: Iterable[Done]) -> Done | None:
    """The visit of a week, of her visits in the order in which they ended: the first of its day or after it."""
    begins = first_day(recipient_id, monday)
    return next((one for one in visits if begins <= one.date < monday + WEEK), None)


def passed_over(this: Done, before: Done | None) -> bool:
    """Whether a week is passed over for the week before, so that two questions are never less than a week apart."""
    return before is not None and this.date - before.date < WEEK


def by_text(recipient_id: int, day: date) -> bool:
    """Whether somebody is asked by a text in the week of a day: some are, and not each week."""
    return _chance(recipient_id, week_of(day), "text") % TEXTS_ONE_IN == 0


def _chance(recipient_id: int, monday: date, what: str) -> int:
    year, week, _ = monday.isocalendar()
    return int(ring().look_up("survey", f"{what}:{recipient_id}:{year}-{week}")[:8], 16)
