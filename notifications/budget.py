"""Pure: how far a unit's segments of a month reach, by what its weekdays used to take."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import mean

WARNED_AT = 0.8
"""Share of the budget from which the manager is told that it runs out (ours)."""
LOOKS_BACK = timedelta(days=28)
"""The same number of each weekday, and lately."""


@dataclass(frozen=True)
class Forecast:
    """Segments of the calendar month: used until now, and at its end by the weekdays' averages."""

    used: int
    expected: int


def forecast(by_day: Mapping[date, int], today: date) -> Forecast:
    """How the month of a local date goes. `by_day`: segments by local date; a day without is one of none.

    Averages are of the last four weeks, of those from the first day known; a weekday not known goes by all days.
    """
    used = sum(segments for day, segments in by_day.items() if _month(day) == _month(today) and day <= today)
    usual = _usual(by_day, today)
    if usual is None:
        return Forecast(used, used)
    still_today = max(0.0, usual[today.weekday()] - by_day.get(today, 0))
    last = calendar.monthrange(today.year, today.month)[1]
    to_come = sum(usual[today.replace(day=day).weekday()] for day in range(today.day + 1, last + 1))
    return Forecast(used, ceil(used + still_today + to_come))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _usual(by_day: Mapping[date, int], today: date) -> dict[int, float] | None:
    """Weekday → its average before today; None where nothing is known of any day before."""
    first = max(min(by_day, default=today), today - LOOKS_BACK)
    days = [first + timedelta(days=ahead) for ahead in range((today - first).days)]
    if not days:
        return None
    seen = defaultdict[int, list[int]](list)
    for day in days:
        seen[day.weekday()].append(by_day.get(day, 0))
    overall = mean(by_day.get(day, 0) for day in days)
    return {weekday: mean(seen[weekday]) if seen[weekday] else overall for weekday in range(7)}


def passes(budget: int | None, used: int, more: int) -> bool:
    """Whether a send of so many segments would pass the budget."""
    return budget is not None and used + more > budget


def runs_out(budget: int | None, used: int) -> bool:
    """Whether the manager is to be told that the budget runs out."""
    return budget is not None and used >= budget * WARNED_AT
