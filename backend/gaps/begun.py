"""Rules about whether and when a visit began: not_started, late, early, missed, merged (contract section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from backend.gaps.facts import Plan, Stay, Visit
from backend.gaps.judged import judged
from schema import clock

DAY_ENDS = time(23)
AFTER_WINDOW = timedelta(hours=3)
FLOOR = timedelta(minutes=60)
MERGED_PERCENT = 80


@dataclass(frozen=True)
class Held:
    """A visit with the revision that it is judged by."""

    visit: Visit
    plan: Plan

    @classmethod
    def of(cls, visit: Visit) -> Held:
        """The visit under its judged revision."""
        return cls(visit, judged(visit))

    @cached_property
    def executions(self) -> tuple[Stay, ...]:
        """Its executions: a check-out alone is none."""
        return tuple(stay for stay in self.visit.stays if stay.check_in)

    @cached_property
    def first(self) -> Stay | None:
        """The execution that began first."""
        return min(self.executions, key=lambda stay: (stay.began_at, stay.worker_id), default=None)

    def present_before(self, instant: datetime | None = None) -> bool:
        """Whether a presence fact occurred (before an instant)."""
        taps = [tap.at for stay in self.visit.stays for tap in (stay.check_in, stay.check_out) if tap]
        taps += [mark.at for mark in self.visit.marks if mark.kind == "arrived"]
        return any(instant is None or at < instant for at in taps)

    def excused_before(self, instant: datetime | None = None) -> bool:
        """Whether she was reported absent or declined, or had been granted to be without it (before an instant)."""
        told = [mark.at for mark in self.visit.marks if mark.kind in ("absent", "declined")]
        told += [self.visit.declined_at] if self.visit.declined_at else []
        return any(instant is None or at < instant for at in told)


def cut_off(held: Held, others: Sequence[Held]) -> datetime:
    """When a visit without a presence fact is missed.

    23:00 of its date, or 3 h after window_end where that is later; earlier if a visit of the recipient's whose window
    begins after this one's ends was begun, though never before window_end + 60 minutes.
    """
    end = held.plan.window_end_at
    latest = max(clock.instant(held.plan.date, DAY_ENDS), end + AFTER_WINDOW)
    begun = min(
        (other.first.began_at for other in others if _is_next(held, other) and other.first and other.first.began_at),
        default=latest,
    )
    return min(latest, max(begun, end + FLOOR))


def _is_next(held: Held, other: Held) -> bool:
    return not other.plan.cancelled and other.plan.window_start_at > held.plan.window_end_at


def is_missed(held: Held, others: Sequence[Held], now: datetime) -> bool:
    """Whether the cut-off has passed without a presence fact, absent or declined before it."""
    soonest = held.plan.window_end_at + FLOOR
    if now < soonest or held.present_before(soonest) or held.excused_before(soonest):
        return False  # as nearly always: no cut-off lies before this
    limit = cut_off(held, others)
    return now >= limit and not held.present_before(limit) and not held.excused_before(limit)


def merged_into(held: Held, others: Sequence[Held]) -> set[int]:
    """The visits of the same day with an execution long enough for both, if this one has none of its own."""
    return set() if held.executions else {other.visit.id for other in others if _took_over(held, other)}


def _took_over(held: Held, other: Held) -> bool:
    if other.visit.id == held.visit.id or other.plan.date != held.plan.date or other.plan.cancelled:
        return False
    both = held.plan.seconds + other.plan.seconds
    return any((stay.seconds or 0) * 100 >= MERGED_PERCENT * both for stay in other.executions)


def not_started_seconds(held: Held, tolerance: int, now: datetime) -> int | None:
    """Seconds since window_end, where the tolerance has passed without a word."""
    since = int((now - held.plan.window_end_at).total_seconds())
    quiet = not held.present_before() and not held.excused_before()
    return since if quiet and now > held.plan.window_end_at + timedelta(seconds=tolerance) else None


def late_seconds(held: Held, tolerance: int) -> int | None:
    """Seconds from window_end to the first check-in, where it came after the tolerance."""
    if held.first is None or held.first.began_at is None:
        return None
    after = held.first.began_at - held.plan.window_end_at
    return int(after.total_seconds()) if after > timedelta(seconds=tolerance) else None


def early_seconds(held: Held, tolerance: int) -> int | None:
    """Seconds from the first check-in to window_start, where it came before the tolerance."""
    if held.first is None or held.first.began_at is None:
        return None
    before = held.plan.window_start_at - held.first.began_at
    return int(before.total_seconds()) if before > timedelta(seconds=tolerance) else None
