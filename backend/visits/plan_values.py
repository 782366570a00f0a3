"""Plain values of the plan, as linking, state and forecast need them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from backend.linking import in_force


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of a visit: what was planned, from when on it was known."""

    published_at: datetime
    window_start_at: datetime
    window_end_at: datetime
    duration_minutes: int
    worker_ids: tuple[int, ...]
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned visit with its revisions in force, oldest first (never empty)."""

    id: int
    outside_id: str
    recipient_id: int
    unit_id: int
    date: date
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version:
        """The revision in force now."""
        return self.versions[-1]

    def at(self, instant: datetime) -> Version:
        """The revision that something at `instant` is judged by."""
        return in_force(self.versions, instant)
