"""A week on paper: seven days with their visits, one line each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from backend.cards import states
from backend.cards.facts import Visit
from backend.cards.paired import AHEAD, Day
from clients.ui.day.page import Item, Manner, page_of_another_day
from clients.ui.speech import day_in_words, large
from schema import clock
from schema.phone import written

ONE = timedelta(days=1)


def _as_planned(visit: Visit, now: datetime) -> str:
    """A week says what is planned, and what of it is off; how today went stands elsewhere."""
    state = states.state_of(visit, now)
    return state if state in AWAY else states.PLANNED


AWAY = states.OFF | {states.ABSENT, states.DECLINED}


class Written(NamedTuple):
    """One day: its name, and its visits in their order."""

    day: str
    items: tuple[Item, ...]


class Week(NamedTuple):
    """One person's week: whom to call, the days, and whose it is where there are several."""

    name: str
    unit: str
    phone: str
    days: tuple[Written, ...]
    hidden: bool


def week_of(
    name: str, day_of: Callable[[date], Day | None], now: datetime, language: str, *, of_another: bool = False
) -> Week | None:
    """The week from today on; None where nothing may be shown. `day_of` gives a day as its reader may see it."""
    today, manner = clock.local_date(now), Manner(_as_planned, of_another)
    days, unit, phone, hidden = [], "", "", False
    for ahead in range(AHEAD.days):
        day = today + ONE * ahead
        found = day_of(day)
        if found is None:
            continue
        unit, phone, hidden = found.hall.unit, written(found.hall.phone or ""), hidden or found.hidden
        page = page_of_another_day(found.hall, found.visits, language, day, now, manner)
        days.append(Written(large(day_in_words(day, language)), page.rest))
    return Week(name, unit, phone, tuple(days), hidden) if days else None
