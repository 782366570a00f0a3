"""The one clock. Instants are aware and in UTC; a local date is a date in the municipality's zone.

Nothing else in the house asks the machine what time it is, so that a job can be run "as if it were" another
instant and a test can stand still.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from enum import StrEnum
from zoneinfo import ZoneInfo

_zone = ZoneInfo("Europe/Stockholm")
_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


class Wall(StrEnum):
    """What the wall clock says of a local time: it exists once, not at all, or twice."""

    ONCE = "once"
    MISSING = "missing"
    DOUBLED = "doubled"


def configure(zone: str) -> None:
    """Set the municipality's zone, once, at assembly."""
    global _zone  # noqa: PLW0603 - one installation serves one municipality in one zone
    _zone = ZoneInfo(zone)


def zone() -> ZoneInfo:
    """The municipality's zone."""
    return _zone


def now() -> datetime:
    """This instant, aware, in UTC; inside `standing_at` that instant."""
    return _standing.get() or datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - the one place


def steady() -> float:
    """Seconds on a clock that nobody sets, and that runs while the machine sleeps; only differences mean anything."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@contextmanager
def standing_at(instant: datetime | None) -> Iterator[None]:
    """Let the clock stand still at `instant` (aware) inside the block; None leaves it running."""
    token = _standing.set(utc(instant) if instant else None)
    try:
        yield
    finally:
        _standing.reset(token)


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}: give it a zone")
    return instant.astimezone(UTC)


def local(instant: datetime) -> datetime:
    """The same instant on the wall clock of the municipality."""
    return utc(instant).astimezone(_zone)


def local_date(instant: datetime) -> date:
    """The municipality's date at an instant."""
    return local(instant).date()


def today() -> date:
    """The municipality's date now."""
    return local_date(now())


def wall(moment: datetime) -> Wall:
    """Whether a naive local datetime exists once, not at all (spring) or twice (autumn)."""
    early, late = (moment.replace(tzinfo=_zone, fold=fold).utcoffset() for fold in (0, 1))
    if early == late or early is None or late is None:
        return Wall.ONCE
    return Wall.MISSING if early < late else Wall.DOUBLED


def instant(day: date, at: wall_time, fold: int = 0) -> datetime:
    """The instant (UTC) of a local date and wall time.

    A time in the missing hour of spring is moved forward by that hour (02:30 becomes 03:30); of a doubled time
    in autumn the first is meant unless `fold` is 1.
    """
    moment = datetime.combine(day, at)
    return moment.replace(tzinfo=_zone, fold=fold).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants where a local date begins and ends (23, 24 or 25 hours apart)."""
    midnight = wall_time()
    return instant(day, midnight), instant(day + timedelta(days=1), midnight)
