"""Expected starts along a worker's route: only overrun is told, in steps of five minutes, and never a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.visits.forecast import Stop, expected_starts
from tests.visits.day import at


def stop(number: int, start: str, end: str, minutes: int = 30, status: str = "planned", began: str | None = None,
         ended: str | None = None) -> Stop:  # fmt: skip
    return Stop(number, at(start), at(end), timedelta(minutes=minutes), status, at(began) if began else None,
                at(ended) if ended else None)  # fmt: skip


NEXT, LAST = stop(2, "08:30", "09:00"), stop(3, "09:15", "09:30")

CASES = {
    "all to come": ([stop(1, "08:00", "08:15"), NEXT, LAST], "07:00", {}),
    "in time": ([stop(1, "08:00", "08:15", 30, "in_progress", "08:10"), NEXT], "08:20", {}),
    "overrun reaches the next ones": (
        [stop(1, "08:00", "08:15", 60, "in_progress", "08:15"), NEXT, LAST],
        "08:30",
        {2: "09:15", 3: "09:45"},
    ),
    "four minutes are no delay": ([stop(1, "08:00", "08:15", 49, "in_progress", "08:15"), NEXT], "08:30", {}),
    "five are": ([stop(1, "08:00", "08:15", 50, "in_progress", "08:15"), NEXT], "08:30", {2: "09:05"}),
    "rounded up": ([stop(1, "08:00", "08:15", 51, "in_progress", "08:15"), NEXT], "08:30", {2: "09:10"}),
    "out late, on her way": ([stop(1, "08:00", "08:15", 30, "done", "08:15", "09:20"), NEXT], "09:20", {2: "09:20"}),
    "not heard of": ([stop(1, "08:00", "08:15", 30, "done", "08:15", "08:40"), NEXT], "09:20", {}),
    "never heard of": ([NEXT, LAST], "10:00", {}),
    "passed by": ([NEXT, stop(3, "09:15", "09:30", 30, "in_progress", "09:15")], "09:20", {}),
    "a tight plan is no delay": ([stop(1, "08:00", "08:00", 60), stop(2, "08:00", "08:00", 60)], "07:00", {}),
    "missed ones take no time": (
        [stop(1, "08:00", "08:15", 60, "in_progress", "08:15"), stop(2, "08:30", "09:00", 30, "cancelled"), LAST],
        "08:30",
        {},
    ),
}


@pytest.mark.parametrize("route, now, expected", CASES.values(), ids=CASES)
def test_expected_starts(route: list[Stop], now: str, expected: dict[int, str]) -> None:
    assert expected_starts(route, at(now)) == {number: at(text) for number, text in expected.items()}
