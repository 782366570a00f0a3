"""Plain values of the plan, as linking, state and forecast need them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
        """The revision that something at `instant` is judged by (contract section 6).

        The first one; then each next one that was published by the earlier of `instant` and the window's end, so that
        moving or cancelling the plan afterwards hides nothing.
        """
        version = self.versions[0]
        for later in self.versions[1:]:
            if later.published_at > min(instant, version.window_end_at):
                break
            version = later
        return version
