"""Pure: the public figures as they may be shown: small numbers hidden, several days as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.telling.kept import MEDIANS, NAMES, SHOWN_DAYS, Figure

FEWEST = 5
"""Fewer cases than this in a day, or in several, are not shown (ours)."""
SPANS = (1, 7, SHOWN_DAYS)
"""How many days, up to and with today, one figure is shown over."""


@dataclass(frozen=True)
class Shown:
    """One figure: `value` is a share of 1 or, of a median, seconds; None where nothing is shown. `of`: out of how many,
    over several days to the nearest ten, so that no hidden day can be worked out; None where there were too few."""

    value: float | None
    of: int | None


@dataclass(frozen=True)
class Kept:
    """One promise: its figure over each of SPANS, and by day, the oldest first, with the days on which nothing was."""

    name: str
    spans: tuple[Shown, ...]
    days: tuple[tuple[date, Shown], ...]


def promises(figures: Mapping[date, Mapping[str, Figure]], today: date) -> list[Kept]:
    """Every promise, from the figures by day."""
    days = [today - timedelta(days=back) for back in reversed(range(SHOWN_DAYS))]
    made = []
    for name in NAMES:
        known = [figures.get(day, {}).get(name, Figure(0, 0)) for day in days]
        spans = [_shown(name, _together(name, known[-length:]), roughly=length > 1) for length in SPANS]
        made.append(
            Kept(name, tuple(spans), tuple((day, _shown(name, one)) for day, one in zip(days, known, strict=True)))
        )
    return made


def _shown(name: str, one: Figure, *, roughly: bool = False) -> Shown:
    if one.whole < FEWEST:
        return Shown(None, None if one.whole else 0)
    return Shown(one.part if name in MEDIANS else one.part / one.whole, round(one.whole, -1) if roughly else one.whole)


def _together(name: str, days: Iterable[Figure]) -> Figure:
    """Several days as one. Of medians the middle one, each day weighing as much as it had cases."""
    known = [one for one in days if one.whole]
    whole = sum(one.whole for one in known)
    if name not in MEDIANS:
        return Figure(sum(one.part for one in known), whole)
    passed = 0
    for one in sorted(known, key=lambda one: one.part):
        passed += one.whole
        if passed * 2 >= whole:
            return Figure(one.part, whole)
    return Figure(0, 0)
