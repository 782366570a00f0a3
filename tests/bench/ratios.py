"""A path beside its limit, measured in turns: absolute figures drift two-fold between minutes, ratios hardly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Measure = Callable[[], float]
"""Runs the thing once, checks its answer, and gives one figure: requests per second, or seconds."""


@dataclass(frozen=True)
class Ratio:
    """The ratios of one comparison, round by round, and the figures behind them."""

    name: str
    ours: list[float]
    limit: list[float]

    @property
    def each(self) -> list[float]:
        """Ours by the limit's, of each round."""
        return [one / other for one, other in zip(self.ours, self.limit, strict=True)]

    @property
    def median(self) -> float:
        """The middle ratio."""
        return median(self.each)


def compare(
    name: str, ours: Measure, limit: Measure, *, rounds: int = 7, at_least: float | None = None,
    at_most: float | None = None, unit: str = "/s",
) -> Ratio:  # fmt: skip
    """Measure ours and the limit in turns, after one of each for warmth; print the ratio beside its goal."""
    ours(), limit()
    pairs = [(ours(), limit()) if turn % 2 else (limit(), ours())[::-1] for turn in range(rounds)]
    ratio = Ratio(name, [one for one, _ in pairs], [other for _, other in pairs])
    print(_line(ratio, at_least, at_most, unit), flush=True)
    return ratio


def _line(ratio: Ratio, at_least: float | None, at_most: float | None, unit: str) -> str:
    spread = f"{ratio.median:.2f} ({min(ratio.each):.2f}-{max(ratio.each):.2f})"
    figures = f"{median(ratio.ours):,.4g}{unit} beside {median(ratio.limit):,.4g}{unit}"
    goal = ""
    if at_least is not None:
        goal = f"goal at least {at_least:.2f}: {'reached' if ratio.median >= at_least else 'NOT reached'}"
    if at_most is not None:
        goal = f"goal at most {at_most:.2f}: {'reached' if ratio.median <= at_most else 'NOT reached'}"
    return f"  {ratio.name:<46} {spread:<20} {figures:<40} {goal}"
