"""When a visit may begin: the package's local date and times as instants, over midnight and both clock changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backend.planning import bulk
from schema import clock

WALL_WARNINGS = {
    clock.Wall.MISSING: ("missing_hour", "Klockslaget finns inte den natten. Tiden flyttades fram en timme."),
    clock.Wall.DOUBLED: ("doubled_hour", "Klockslaget kommer två gånger den natten. Det första gäller."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """Both edges as instants and as stored; `strange` names the columns whose wall time is missing or doubled."""

    start: datetime
    end: datetime
    stored_start: str
    stored_end: str
    date: str
    """The local date of window_start."""
    strange: tuple[tuple[str, clock.Wall], ...]
    name: str
    """The same for the same two instants, on every database."""


def window(day: date, opens: time, closes: time) -> Window:
    """The window of a visit. A closing time before the opening one is after midnight.

    A time in the missing hour is moved forward; the window never closes before it opens.
    """
    last = day if closes >= opens else day + timedelta(days=1)
    start, end = clock.instant(day, opens), clock.instant(last, closes)
    if end < start:
        end = start + (datetime.combine(last, closes) - datetime.combine(day, opens))
    edges = (("window_start", datetime.combine(day, opens)), ("window_end", datetime.combine(last, closes)))
    strange = tuple((column, wall) for column, edge in edges if (wall := clock.wall(edge)) is not clock.Wall.ONCE)
    return Window(
        start,
        end,
        bulk.instant(start),
        bulk.instant(end),
        day.isoformat(),
        strange,
        f"{start:%Y%m%dT%H%M}-{end:%Y%m%dT%H%M}",
    )


class Windows(dict[tuple[date, time, time], Window]):
    """Windows remembered: a plan has few, and many visits in each."""

    def __missing__(self, key: tuple[date, time, time]) -> Window:
        if len(self) > 100_000:
            self.clear()
        found = self[key] = window(*key)
        return found
