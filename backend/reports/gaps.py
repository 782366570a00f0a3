"""Gaps summed over a period: visits, minutes and the highest by kind. Pure: it counts what it is handed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol


class Gap(Protocol):
    """What counts of a gap."""

    @property
    def kind(self) -> str: ...
    @property
    def visit_id(self) -> int | None: ...
    @property
    def fact_id(self) -> int | None: ...
    @property
    def seconds(self) -> int: ...
    @property
    def date(self) -> date: ...


class Findings(Protocol):
    """A part of a period's gaps, with how many visits it had."""

    @property
    def gaps(self) -> Sequence[Gap]: ...
    @property
    def planned(self) -> int: ...
    @property
    def executed(self) -> int: ...
    @property
    def unplanned(self) -> int: ...


@dataclass(frozen=True)
class Asked:
    """What the report is about. `unit` is the outside id; None: all. `today` decides what is past."""

    first: date
    last: date
    unit: str | None
    kinds: tuple[str, ...]
    today: date
    if_any: tuple[str, ...] = ()
    """Kinds that the report is silent about while there are none."""


@dataclass
class Sum:
    """One kind's figures, in seconds."""

    visits: int = 0
    seconds: int = 0
    highest: int = 0

    def add(self, seconds: int) -> None:
        """Count one visit."""
        self.visits += 1
        self.seconds += seconds
        self.highest = max(self.highest, seconds)

    def in_minutes(self) -> dict[str, int]:
        """As the contract words it: minutes rounded last, half a minute up."""
        return {"visits": self.visits, "minutes": (self.seconds + 30) // 60, "highest": (self.highest + 30) // 60}


@dataclass
class GapReport:
    """The report's figures."""

    asked: Asked
    planned: int = 0
    executed: int = 0
    unplanned: int = 0
    kinds: dict[str, Sum] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The JSON document of contract section 4."""
        return {
            "from": self.asked.first.isoformat(),
            "to": self.asked.last.isoformat(),
            "unit": self.asked.unit,
            "planned": self.planned,
            "executed": self.executed,
            "unplanned": self.unplanned,
            "kinds": {kind: self.kinds[kind].in_minutes() for kind in self._shown()},
        }

    def _shown(self) -> list[str]:
        return [*self.asked.kinds, *(kind for kind in self.asked.if_any if self.kinds[kind].visits)]


def summarise(asked: Asked, parts: Iterable[Findings], across_parts: tuple[str, ...] = ()) -> GapReport:
    """Sum the parts. A visit counts once per kind, with its longest; kinds in `across_parts` are gathered over all
    parts first, since one visit's can come in several."""
    report = GapReport(asked, kinds={kind: Sum() for kind in (*asked.kinds, *asked.if_any)})
    scattered: dict[tuple[str, str], int] = {}
    for part in parts:
        report.planned += part.planned
        report.executed += part.executed
        report.unplanned += part.unplanned
        here: dict[tuple[str, str], int] = {}
        for gap in part.gaps:
            if gap.kind == "not_started" and gap.date < asked.today:
                continue  # it is a live gap: over the past a visit was missed or it was not
            shelf = scattered if gap.kind in across_parts else here
            about = gap.kind, f"v{gap.visit_id}" if gap.visit_id is not None else f"f{gap.fact_id}"
            shelf[about] = max(shelf.get(about, 0), gap.seconds)
        _add(report, here)
    _add(report, scattered)
    return report


def _add(report: GapReport, found: dict[tuple[str, str], int]) -> None:
    for (kind, _), seconds in found.items():
        report.kinds[kind].add(seconds)
