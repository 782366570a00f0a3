"""Rules about how long a visit lasted and with whom: short, long, very_short, single_staffed (contract section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from backend.gaps.begun import Held
from backend.gaps.facts import Stay

SHORT_PERCENT, LONG_PERCENT, TOGETHER_PERCENT = 80, 120, 80
VERY_SHORT_FROM_SECONDS = 600


def short_or_long(
    held: Held, steered_by_minutes: bool, tolerance_short: int, tolerance_long: int
) -> tuple[str, int] | None:
    """`very_short`, `short` or `long` with the seconds off the plan, by the longest execution.

    Nothing is called short while somebody is still there.
    """
    lengths = [stay.seconds for stay in held.executions if stay.seconds is not None]
    if not lengths:
        return None
    longest, planned = max(lengths), held.plan.seconds
    ended = not any(stay.open for stay in held.executions)
    if ended and planned >= VERY_SHORT_FROM_SECONDS and longest * 3 < planned:
        return "very_short", planned - longest
    if (
        ended
        and steered_by_minutes
        and longest * 100 < SHORT_PERCENT * planned
        and planned - longest >= tolerance_short
    ):
        return "short", planned - longest
    if steered_by_minutes and longest * 100 > LONG_PERCENT * planned and longest - planned >= tolerance_long:
        return "long", longest - planned
    return None


def single_staffed_seconds(held: Held, tolerance: int, tolerance_open: int, now: datetime) -> int | None:
    """Seconds of the planned length that two were not there together, where two were required.

    Not judged while somebody may still be there; a check-out that never comes counts in the workers' favour.
    """
    if held.plan.staff < 2 or not held.executions:
        return None
    if any(stay.open and now < open_until(stay, held.plan.seconds, tolerance_open) for stay in held.executions):
        return None
    together = together_seconds(held.executions, held.plan.seconds)
    wanting = held.plan.seconds - together
    too_little = together * 100 < TOGETHER_PERCENT * held.plan.seconds
    return wanting if too_little and wanting >= tolerance else None


def open_until(stay: Stay, planned_seconds: int, tolerance: int) -> datetime:
    """When a check-out is missing: check_in + duration + tolerance."""
    assert stay.began_at is not None
    return stay.began_at + timedelta(seconds=planned_seconds + tolerance)


def together_seconds(stays: Iterable[Stay], planned_seconds: int) -> int:
    """The seconds that at least two different workers were there at once. One not checked out stayed as planned."""
    known = [(stay.worker_id, stay.began_at, _left(stay, planned_seconds)) for stay in stays if stay.began_at]
    edges = sorted({at for _, began, left in known for at in (began, left)})
    total = timedelta()
    for here, there in pairwise(edges):
        present = {who for who, began, left in known if began <= here and left >= there}
        total += there - here if len(present) > 1 else timedelta()
    return int(total.total_seconds())


def _left(stay: Stay, planned_seconds: int) -> datetime:
    return stay.left_at or open_until(stay, planned_seconds, 0)
