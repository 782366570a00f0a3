"""Facts in, gaps out: the plain values that the rules judge. No Flask, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Plan:
    """One revision of a visit that is not taken back."""

    unit_id: int
    date: date
    window_start_at: datetime
    window_end_at: datetime
    duration_minutes: int
    service_ids: tuple[int, ...] = ()
    worker_ids: tuple[int, ...] = ()
    staff: int = 1
    time_critical: bool = False
    cancelled: bool = False
    published_at: datetime | None = None
    """None where there is only one revision: then nobody asks."""

    @property
    def seconds(self) -> int:
        """The planned length in seconds."""
        return self.duration_minutes * 60


@dataclass(frozen=True)
class Tap:
    """A check-in or check-out as it stands: the latest correction's time. `fact_id` is the first of its chain."""

    fact_id: int
    at: datetime
    method: str = "qr"
    corrected: bool = False
    card_home_id: int | None = None


@dataclass(frozen=True)
class Stay:
    """One worker's execution: check-in with its check-out, either of which may be wanting."""

    worker_id: int
    unit_id: int
    date: date
    check_in: Tap | None
    check_out: Tap | None
    extra_taps: int = 0
    visit_id: int | None = None

    @property
    def began_at(self) -> datetime | None:
        """When the worker checked in."""
        return self.check_in.at if self.check_in else None

    @property
    def left_at(self) -> datetime | None:
        """When the worker checked out."""
        return self.check_out.at if self.check_out else None

    @property
    def open(self) -> bool:
        """Checked in and not out."""
        return self.check_in is not None and self.check_out is None

    @property
    def seconds(self) -> int | None:
        """Its length; None while either end is wanting."""
        if self.check_in is None or self.check_out is None:
            return None
        return int((self.check_out.at - self.check_in.at).total_seconds())

    @property
    def fact_id(self) -> int | None:
        """The fact that names it: its check-in, else its check-out."""
        tap = self.check_in or self.check_out
        return tap.fact_id if tap else None


@dataclass(frozen=True)
class Mark:
    """A fact other than a check-in or check-out: arrived, absent, declined."""

    kind: str
    at: datetime
    worker_id: int
    fact_id: int
    card_home_id: int | None = None
    visit_id: int | None = None


@dataclass(frozen=True)
class Visit:
    """A visit with its revisions in order (at least one), its executions and its other facts."""

    id: int
    outside_id: str
    revisions: tuple[Plan, ...]
    stays: tuple[Stay, ...] = ()
    marks: tuple[Mark, ...] = ()
    said: tuple[str, ...] = ()
    """What somebody said of it, each kind once: not_come, wrong_person, too_short, other."""
    declined_at: datetime | None = None
    """Since when it is declined, because she asked for that and was granted."""


@dataclass(frozen=True)
class Case:
    """One recipient's visits and unplanned executions over some days, and her recorded absences (both days in)."""

    recipient_id: int
    home_id: int
    visits: tuple[Visit, ...] = ()
    unplanned: tuple[Stay, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()
    steering: Mapping[int, str] | None = None
    """By unit: minutes, frame or trust."""


@dataclass(frozen=True)
class Leg:
    """A worker's execution as the rules over her day see it."""

    recipient_id: int
    home_id: int
    stay: Stay
    service_ids: tuple[int, ...] = ()
    after_all: bool = False
    """Whether it began so late, or the plan was changed so, that the visit may count as missed nevertheless."""


@dataclass(frozen=True)
class GapFound:
    """A gap that the rules find in the facts known now."""

    kind: str
    visit_id: int | None
    worker_id: int | None
    fact_id: int | None
    seconds: int
    recipient_id: int
    unit_id: int
    date: date
    whose: int | None = None
    """The worker that the key names: one visit can have such a gap for each worker. None: one for the visit."""

    @property
    def key(self) -> str:
        """Its name across recomputations: kind, visit (or the fact of an unplanned execution) and worker."""
        about = f"v{self.visit_id}" if self.visit_id is not None else f"f{self.fact_id}"
        return f"{self.kind}:{about}" + (f":w{self.whose}" if self.whose is not None else "")


def one_each(gaps: Iterable[GapFound]) -> list[GapFound]:
    """One gap a key, its longest: a worker who came twice is asked once."""
    found: dict[str, GapFound] = {}
    for gap in gaps:
        if gap.key not in found or found[gap.key].seconds < gap.seconds:
            found[gap.key] = gap
    return list(found.values())
