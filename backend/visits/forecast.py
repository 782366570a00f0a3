"""When a worker's later visits are now expected to begin, from what happened so far on her route. Pure.

Only an overrun of reality over the plan is propagated: a plan that is tight by itself is no delay, and of a visit that
is overdue while nobody knows where the worker is nothing is foretold (the page then says that there is no word). Below
five minutes beyond the window nothing is said, and what is said is rounded up to five minutes so that pages do not
flicker.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STEP = timedelta(minutes=5)
SILENCE = timedelta(minutes=30)
"""How long after the end of her last visit a worker counts as on her way (ours)."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit on a worker's route."""

    visit_id: int
    window_start_at: datetime
    window_end_at: datetime
    duration: timedelta
    status: str
    started_at: datetime | None = None
    ended_at: datetime | None = None


def expected_starts(route: Iterable[Stop], now: datetime) -> dict[int, datetime]:
    """The expected start of each visit not begun that will begin later than its window allows, by visit id."""
    stops = sorted(route, key=lambda stop: (stop.window_start_at, stop.window_end_at, stop.visit_id))
    happened = [stop for stop in stops if stop.started_at is not None]
    last_begun = max((stop.started_at for stop in happened if stop.started_at), default=None)
    by_plan = _planned_starts(stops)
    heard_of = any(_heard_of(stop, now) for stop in happened)
    free_at = max((_free_after(stop, now) for stop in happened), default=now)
    found: dict[int, datetime] = {}
    for stop in stops:
        passed_by = last_begun is not None and stop.window_end_at < last_begun
        if stop.status != "planned" or passed_by or (stop.window_end_at < now and not heard_of):
            continue  # nobody knows when she comes, and guessing would be worse than silence
        begins = max(stop.window_start_at, free_at, now)
        free_at = begins + stop.duration
        if begins >= stop.window_end_at + STEP and begins > by_plan[stop.visit_id]:
            found[stop.visit_id] = _rounded(begins)
    return found


def _planned_starts(stops: list[Stop]) -> dict[int, datetime]:
    """When each visit would begin if all went as planned, one after the other."""
    starts: dict[int, datetime] = {}
    free_at: datetime | None = None
    for stop in stops:
        starts[stop.visit_id] = max(stop.window_start_at, free_at) if free_at else stop.window_start_at
        free_at = starts[stop.visit_id] + stop.duration
    return starts


def _heard_of(stop: Stop, now: datetime) -> bool:
    """Whether a visit tells where the worker is now: in it, or just out of it."""
    if stop.ended_at is not None:
        return stop.ended_at >= now - SILENCE
    return stop.started_at is not None and stop.started_at + stop.duration + 2 * SILENCE >= now


def _free_after(stop: Stop, now: datetime) -> datetime:
    """When the worker is free of a visit that was begun; a later check-out is expected no sooner than now."""
    if stop.ended_at is not None or stop.status != "in_progress":
        return stop.ended_at or now
    return max((stop.started_at or now) + stop.duration, now)


def _rounded(instant: datetime) -> datetime:
    """Up to the next five minutes."""
    over = (instant - EPOCH) % STEP
    return instant + (STEP - over if over else timedelta())
