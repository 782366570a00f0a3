"""By when somebody is to have an answer: "senast nästa vardag" stands on the page that thanks her, so it is kept.

A weekday is no Saturday, no Sunday and no public holiday in Sweden, nor an eve on which nobody works (Midsummer's,
Christmas and New Year's).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import holidays

from schema import clock

DAY = timedelta(days=1)


def answer_by(said_at: datetime) -> date:
    """The local date of the next weekday after something was said: by its end it is to be answered."""
    day = clock.local_date(said_at) + DAY
    while day.weekday() > 4 or day in _free():
        day += DAY
    return day


def is_overdue(said_at: datetime) -> bool:
    """Whether that day is over."""
    return clock.today() > answer_by(said_at)


@cache
def _free() -> holidays.HolidayBase:
    return holidays.country_holidays("SE", categories=("public", "de_facto"))
