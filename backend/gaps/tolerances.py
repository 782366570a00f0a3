"""Which tolerance holds: dated, per unit and service, over the defaults of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.gaps.kinds import MINUTES, TIME_CRITICAL_MINUTES


@dataclass(frozen=True)
class Ruling:
    """A tolerance of the municipality: `minutes` for a kind from a date on; None means every unit or service."""

    kind: str
    minutes: int
    from_on: date
    unit_id: int | None = None
    service_id: int | None = None

    @property
    def rank(self) -> tuple[bool, bool, date, int]:
        """The most specific wins (a service before a unit), then the latest, then the strictest."""
        return self.service_id is not None, self.unit_id is not None, self.from_on, -self.minutes


@dataclass
class Tolerances:
    """The tolerances in force. `overrides` (minutes by kind) stand above everything else."""

    rulings: Iterable[Ruling] = ()
    overrides: Mapping[str, int] = field(default_factory=dict)
    _known: dict[tuple[object, ...], int] = field(default_factory=dict, repr=False)

    def seconds(
        self, kind: str, day: date, unit_id: int, service_ids: tuple[int, ...] = (), time_critical: bool = False
    ) -> int:
        """The tolerance in seconds for a kind at a visit."""
        asked = (kind, day, unit_id, service_ids, time_critical)
        if asked not in self._known:
            self._known[asked] = 60 * self._minutes(*asked)
        return self._known[asked]

    def _minutes(self, kind: str, day: date, unit_id: int, service_ids: tuple[int, ...], time_critical: bool) -> int:
        if kind in self.overrides:
            return self.overrides[kind]
        if time_critical and kind in TIME_CRITICAL_MINUTES:
            return TIME_CRITICAL_MINUTES[kind]
        fitting = [
            ruling
            for ruling in self.rulings
            if ruling.kind == kind
            and ruling.from_on <= day
            and ruling.unit_id in (None, unit_id)
            and (ruling.service_id is None or ruling.service_id in service_ids)
        ]
        return max(fitting, key=lambda ruling: ruling.rank).minutes if fitting else MINUTES[kind]
