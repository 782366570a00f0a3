"""One recipient's month: granted, planned, received, missed, and what the fee may be based on. Pure.

Hours as domain.md defines them: whole seconds, planned time of everybody who was to be there, rounding only in display.
What the fee may be based on is ours: the most that the municipality may count, by the unit's own rule (`fee_by`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

PLANNED, THERE, DONE, MISSED, MERGED, CANCELLED, ABSENT, DECLINED, UNPLANNED = (
    "planned", "there", "done", "missed", "merged", "cancelled", "absent", "declined", "unplanned",
)  # fmt: skip
EXECUTED_TIME, PLANNED_TIME = "executed", "planned"
"""By which time a unit's fee goes."""
TO_COME = (PLANNED, THERE)
HOUR = Decimal(3600)


@dataclass(frozen=True)
class Came:
    """One worker's stay; either end may be wanting."""

    worker_id: int
    in_at: datetime | None
    out_at: datetime | None

    @property
    def seconds(self) -> int:
        """Its length; 0 while an end is wanting."""
        if self.in_at is None or self.out_at is None:
            return 0
        return int((self.out_at - self.in_at).total_seconds())


@dataclass(frozen=True)
class Item:
    """A visit by the plan that it is judged by, or an execution without one (`unplanned`)."""

    visit_id: int | None
    date: date
    begins_at: datetime
    ends_at: datetime
    length: int
    """Planned seconds of each who was to be there."""
    staff: int
    state: str
    stays: tuple[Came, ...] = ()
    alarm: bool = False
    declined_at: datetime | None = None
    """When she said no, where she did."""
    ask_minutes: int = 0
    """How long before its window the visit can be declined without being counted."""
    fee_by: str = EXECUTED_TIME

    @property
    def planned(self) -> int:
        """Planned seconds, of all who were to be there; none of what was cancelled or never planned."""
        return 0 if self.state in (CANCELLED, UNPLANNED) else self.length * self.staff

    @property
    def received(self) -> int:
        """Seconds between check-in and check-out, of all who came."""
        return sum(one.seconds for one in self.stays)

    @property
    def declined_late(self) -> bool:
        """Whether she said no after the hour until which it costs nothing."""
        until = self.begins_at - timedelta(minutes=self.ask_minutes)
        return self.state == DECLINED and self.declined_at is not None and self.declined_at > until

    @property
    def not_counted(self) -> str | None:
        """Why the fee may not count it: a code; None where it may, or where it is still to come.

        alarm, unplanned, missed, merged, cancelled, absent, declined, or no_time: a check-in or check-out is wanting.
        """
        if self.state in TO_COME:
            return None
        if self.alarm:
            return "alarm"
        if self.state == DECLINED:
            return None if self.fee_by == PLANNED_TIME and self.declined_late else DECLINED
        if self.state != DONE:
            return self.state
        begun = any(one.in_at for one in self.stays)
        return None if self.received or (begun and self.fee_by == PLANNED_TIME) else "no_time"

    @property
    def fee(self) -> int:
        """The most seconds that the fee may count: of the planned time, or of the executed up to the planned."""
        if self.state in TO_COME or self.not_counted is not None:
            return 0
        if self.fee_by != PLANNED_TIME:
            return self._executed()
        came = {one.worker_id for one in self.stays if one.in_at}
        return self.planned if self.state == DECLINED else self.length * min(self.staff, len(came))

    def _executed(self) -> int:
        """Of no more at once than were planned, of each worker no more than the planned length, of all no more than
        the planned time: two who take over from each other count one after the other."""
        by_worker = Counter[int]()
        for one in self.stays:
            by_worker[one.worker_id] += one.seconds
        each = sum(min(seconds, self.length) for seconds in by_worker.values())
        return min(self._at_once(), each, self.length * self.staff)

    def _at_once(self) -> int:
        """Seconds of presence, of no more at a time than were planned."""
        whole = [(one.in_at, one.out_at) for one in self.stays if one.in_at and one.out_at]
        steps = [(at, step) for came, left in whole for at, step in ((came, 1), (left, -1))]
        present, total, before = 0, 0, min(came for came, _ in whole) if whole else self.begins_at
        for at, step in sorted(steps):
            total += min(present, self.staff) * int((at - before).total_seconds())
            present, before = present + step, at
        return total


@dataclass(frozen=True)
class Grant:
    """A decision that grants hours; days are local dates, first and last in force, both in."""

    hours_per_month: Decimal
    first: date
    last: date | None = None
    interrupted: date | None = None
    """The first day of a break; `resumed` the first one after it."""
    resumed: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it grants something on a day."""
        inside = self.first <= day and (self.last is None or day <= self.last)
        broken = self.interrupted is not None and day >= self.interrupted
        return inside and not (broken and (self.resumed is None or day < self.resumed))


@dataclass(frozen=True)
class Month:
    """A calendar month of local dates."""

    first: date

    @property
    def days(self) -> list[date]:
        """Its days in order."""
        after = (self.first + timedelta(days=31)).replace(day=1)
        return [self.first + timedelta(days=one) for one in range((after - self.first).days)]

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.first.year, self.first.month)

    @classmethod
    def named(cls, text: str) -> Month | None:
        """The month of `2026-11`; None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01")) if len(text) == 7 and text[4] == "-" else None
        except ValueError:
            return None


def granted(grants: Iterable[Grant], month: Month) -> int | None:
    """Granted seconds of a month, a part of it by its days; None where no decision says how many hours."""
    days, known, total = month.days, False, Decimal(0)
    for one in grants:
        held = sum(1 for day in days if one.holds_on(day))
        known = known or held > 0
        total += one.hours_per_month * HOUR * held / len(days)
    return int(total.quantize(Decimal(1), ROUND_HALF_UP)) if known else None


@dataclass(frozen=True)
class Statement:
    """A month's sums in seconds, how many visits each is of, and the visits day by day."""

    month: Month
    granted: int | None
    planned: int = 0
    received: int = 0
    missed: int = 0
    unplanned: int = 0
    fee: int = 0
    visits: Counter[str] = field(default_factory=Counter)
    """planned, received, missed, unplanned, fee → of how many visits."""
    not_counted: Counter[str] = field(default_factory=Counter)
    """Why visits are not in the fee → how many."""
    fee_by: tuple[str, ...] = ()
    to_come: int = 0
    """How many visits are not over."""
    items: Sequence[Item] = ()


def statement(month: Month, items: Iterable[Item], grants: Iterable[Grant]) -> Statement:
    """The month of its visits, in order. What was done of a visit without a plan stands apart."""
    mine = sorted((one for one in items if one.date in month), key=lambda one: (one.begins_at, one.visit_id or 0))
    held = [one for one in mine if one.state != UNPLANNED]
    loose = [one for one in mine if one.state == UNPLANNED]
    missed = [one for one in held if one.state == MISSED]
    reasons = Counter(one.not_counted for one in mine if one.not_counted)
    return Statement(
        month, granted(grants, month),
        planned=sum(one.planned for one in held), received=sum(one.received for one in held),
        missed=sum(one.planned for one in missed), unplanned=sum(one.received for one in loose),
        fee=sum(one.fee for one in mine),
        visits=Counter(
            planned=sum(one.state != CANCELLED for one in held), received=sum(one.received > 0 for one in held),
            missed=len(missed), unplanned=len(loose), fee=sum(one.fee > 0 for one in mine),
        ),
        not_counted=Counter({str(why): times for why, times in reasons.items()}),
        fee_by=tuple(sorted({one.fee_by for one in held})), to_come=sum(one.state in TO_COME for one in held),
        items=mine,
    )  # fmt: skip
