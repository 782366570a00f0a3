"""A clock that runs faster than the machine's, the same in all processes: a minute of waiting is a second."""

from __future__ import annotations

import time
from datetime import datetime

from schema import clock

SPEED = 60
BEGINS = datetime.fromisoformat("2026-11-24T05:30:00+00:00").timestamp()


class FastTime:
    """Stands in for the `time` module where the house's one clock reads it. `origin` is the machine's steady time."""

    CLOCK_BOOTTIME = time.CLOCK_BOOTTIME
    CLOCK_MONOTONIC = time.CLOCK_MONOTONIC

    def __init__(self, origin: float):
        self._origin = origin

    def time(self) -> float:
        return BEGINS + (time.clock_gettime(time.CLOCK_MONOTONIC) - self._origin) * SPEED

    @staticmethod
    def clock_gettime(which: int) -> float:
        return time.clock_gettime(which)


def run_fast(origin: float) -> None:
    """From here on this process's clock runs fast."""
    clock.time = FastTime(origin)  # type: ignore[assignment, attr-defined]


def steady() -> float:
    """The machine's steady time: an `origin` for all processes of a run."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)
