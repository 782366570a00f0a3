"""Some recipients' visits around some days as plain values: what linking starts from. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from backend.visits.link import Fact
from backend.visits.plan_values import Slot
from backend.visits.states import State

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """An execution as its row holds it."""

    visit_id: int | None
    recipient_id: int
    worker_id: int
    unit_id: int
    date: date
    check_in_at: datetime | None
    check_out_at: datetime | None
    check_in_id: int | None
    check_out_id: int | None
    method: str
    extra_taps: int

    @property
    def began_at(self) -> datetime:
        """When its first fact occurred."""
        return self.check_in_at or self.check_out_at or ALWAYS


@dataclass
class Cluster:
    """Visits, facts and what was derived from them before, of some recipients around some days."""

    slots: dict[int, Slot] = field(default_factory=dict)
    states: dict[int, State] = field(default_factory=dict)
    expected: dict[int, datetime | None] = field(default_factory=dict)
    facts: dict[int, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    """By recipient."""
    held: dict[int, Held] = field(default_factory=dict)
    """Executions by row id."""
    away: set[tuple[int, date]] = field(default_factory=set)
    """Recipient and date of recorded absences."""
    declined: set[int] = field(default_factory=set)
    """Visits that she asked to be without, and was granted."""

    def slots_of(self) -> dict[int, list[Slot]]:
        """The visits by recipient."""
        found: dict[int, list[Slot]] = defaultdict(list)
        for slot in self.slots.values():
            found[slot.recipient_id].append(slot)
        return found
