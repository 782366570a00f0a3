"""Another time for a visit, as she chooses it: when it is to begin, at the earliest and at the latest. Pure."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from schema import clock

QUARTER, HALF = timedelta(minutes=15), timedelta(minutes=30)
"""Earlier is a quarter earlier at least; around a time is half an hour on either side of it (ours)."""
EARLIER, LATER, AT = "earlier", "later", "at"
PARTS = {
    "morning": (time(7), time(10)), "midday": (time(10), time(14)), "afternoon": (time(14), time(17)),
    "evening": (time(17), time(21)),
}  # fmt: skip
"""Parts of the day, on the wall clock."""
CHOICES = (EARLIER, LATER, *PARTS, AT)
_TIME = re.compile(r"(\d{1,2})(?:[.: ]?(\d{2}))?")
Span = tuple[datetime, datetime]


def span(choice: str, typed: str, window_start_at: datetime, now: datetime) -> Span | None:
    """The span of a choice on the visit's own day, apart from when it may begin now; `typed` is the time of AT.

    None where it is none, is over, or is no other time.
    """
    first, after = clock.day_bounds(clock.local_date(window_start_at))
    last = after - timedelta(minutes=1)
    found = _of(choice, typed, window_start_at, first, last)
    if found is None:
        return None
    begins, ends = max(found[0], first), min(found[1], last)
    if begins <= window_start_at <= ends:
        begins, ends = _beside(choice, typed, window_start_at, (begins, ends))
    return (begins, ends) if begins <= ends and now < ends else None


def _beside(choice: str, typed: str, start: datetime, around: Span) -> Span:
    """What is left of a span on the side of the time that was typed; nothing where it is none of another time."""
    at = wall_time(typed) if choice == AT else None
    middle = clock.instant(clock.local_date(start), at) if at else start
    if middle == start:
        return around[1], around[0]
    return (start + QUARTER, around[1]) if middle > start else (around[0], start - QUARTER)


def _of(choice: str, typed: str, start: datetime, first: datetime, last: datetime) -> Span | None:
    day = clock.local_date(start)
    if choice == EARLIER:
        return first, start - QUARTER
    if choice == LATER:
        return start + QUARTER, last
    if choice in PARTS:
        begins, ends = PARTS[choice]
        return clock.instant(day, begins), clock.instant(day, ends)
    at = wall_time(typed) if choice == AT else None
    around = clock.instant(day, at) if at else None
    return (around - HALF, around + HALF) if around else None


def wall_time(text: str) -> time | None:
    """A time of day as people write it: 14, 14.30, 14:30, 1430, kl 14; None for anything else."""
    plain = text.casefold().replace("klockan", "").replace("kl.", "").replace("kl", "").strip()
    found = _TIME.fullmatch(plain) if len(text) <= 20 else None
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
