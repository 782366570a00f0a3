"""Plan beside reality as two lines of bars: places for an inline drawing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.gaps.seen import Seen
from clients.manager.words import time

WIDTH = 440
MARGIN = timedelta(minutes=20)
LABEL_WIDTH = 64


@dataclass(frozen=True)
class Bar:
    """A rectangle: `kind` is window, plan, real or open (still there, or not checked out)."""

    kind: str
    x: int
    width: int
    line: int


@dataclass(frozen=True)
class Label:
    """A clock time, or "nu", under the lines."""

    x: int
    text: str
    kind: str = "at"


@dataclass(frozen=True)
class Chart:
    """What to draw, and how high it is."""

    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    now_x: int | None
    lines: int

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        return 16 * self.lines + 28


class _Scale:
    def __init__(self, instants: Sequence[datetime]):
        self.first = min(instants) - MARGIN
        self.seconds = (max(instants) + MARGIN - self.first).total_seconds()

    def x(self, instant: datetime) -> int:
        return round((instant - self.first).total_seconds() / self.seconds * WIDTH)

    def bar(self, kind: str, begin: datetime, end: datetime, line: int) -> Bar:
        return Bar(kind, self.x(begin), max(4, self.x(end) - self.x(begin)), line)


def chart(seens: Sequence[Seen], now: datetime | None) -> Chart | None:
    """Windows and planned lengths above, executions below; `now` (None: the day is over) as a line."""
    instants = [at for seen in seens for at in _instants(seen)]
    if not instants:
        return None
    shown_now = now if now is not None and now - max(instants) < _now_matters(seens) else None
    scale = _Scale([*instants, *([shown_now] if shown_now else [])])
    end = shown_now or max(instants)
    lines = 1 + max((len(seen.presences) for seen in seens), default=0)
    return Chart(
        bars=tuple(bar for seen in seens for bar in _bars(seen, scale, end)),
        labels=_labels(scale, shown_now, seens),
        now_x=scale.x(shown_now) if shown_now else None,
        lines=lines,
    )


def _now_matters(seens: Sequence[Seen]) -> timedelta:
    """For how long after the last instant "now" is drawn: with all visits ended it would only press them together."""
    ended = all(seen.presences and all(one.left_at for one in seen.presences) for seen in seens)
    return timedelta(minutes=45) if ended else timedelta(hours=12)


def _instants(seen: Seen) -> list[datetime]:
    taps = [at for one in seen.presences for at in (one.began_at, one.left_at) if at]
    taps += [at for _, at in seen.words]
    if seen.window_start_at and seen.window_end_at:
        taps += [seen.window_start_at, seen.window_end_at + timedelta(minutes=seen.duration_minutes or 0)]
    return taps


def _bars(seen: Seen, scale: _Scale, end: datetime) -> list[Bar]:
    bars = []
    if seen.window_start_at and seen.window_end_at:
        last = seen.window_end_at + timedelta(minutes=seen.duration_minutes or 0)
        bars = [
            scale.bar("window", seen.window_start_at, last, 0),
            scale.bar("plan", seen.window_start_at, seen.window_end_at, 0),
        ]
    for line, one in enumerate(seen.presences, 1):
        if one.began_at and one.left_at:
            bars.append(scale.bar("real", one.began_at, one.left_at, line))
        elif one.began_at:
            bars.append(scale.bar("open", one.began_at, max(one.began_at, end), line))
        elif one.left_at:
            bars.append(scale.bar("real", one.left_at, one.left_at, line))
    return bars


def _labels(scale: _Scale, now: datetime | None, seens: Sequence[Seen]) -> tuple[Label, ...]:
    """Now, the beginnings, and where there is room the windows' ends and when somebody came."""
    wanted = [seen.window_start_at for seen in seens]
    wanted += [one.began_at for seen in seens for one in seen.presences]
    wanted += [seen.window_end_at for seen in seens]
    labels = [Label(_beside(scale, now), "nu", "now-word")] if now else []
    for at in wanted:
        if at is not None:
            label = Label(_beside(scale, at), time(at))
            if all(abs(label.x - other.x) >= LABEL_WIDTH for other in labels):
                labels.append(label)
    return tuple(labels)


def _beside(scale: _Scale, at: datetime) -> int:
    return min(scale.x(at), WIDTH - LABEL_WIDTH)
