"""All rules of contract section 6 over one recipient's days: facts in, gaps out. Pure.

The same facts give the same gaps, in whatever order they came. Only `not_started` needs a running clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.gaps import begun, lasted
from backend.gaps.begun import Held
from backend.gaps.facts import Case, GapFound, Stay, one_each
from backend.gaps.tolerances import Tolerances

MINUTES_STEERING = "minutes"


@dataclass(frozen=True)
class Bench:
    """What one case is judged with."""

    case: Case
    held: Sequence[Held]
    tolerances: Tolerances
    now: datetime

    def tolerance(self, kind: str, held: Held) -> int:
        """Seconds of tolerance for a kind at a visit."""
        plan = held.plan
        return self.tolerances.seconds(kind, plan.date, plan.unit_id, plan.service_ids, plan.time_critical)

    def steered_by_minutes(self, unit_id: int) -> bool:
        """Whether single visits' lengths are judged in a unit."""
        return (self.case.steering or {}).get(unit_id, MINUTES_STEERING) == MINUTES_STEERING

    def away(self, held: Held) -> bool:
        """Whether an absence is recorded for the visit's date."""
        return any(first <= held.plan.date <= last for first, last in self.case.absences)

    def found(self, held: Held, kind: str, seconds: int, worker_id: int | None, by_worker: bool = False) -> GapFound:
        """A gap of a visit; `by_worker` where each worker can have one of the kind."""
        plan = held.plan
        whose = worker_id if by_worker else None
        return GapFound(
            kind, held.visit.id, worker_id, None, seconds, self.case.recipient_id, plan.unit_id, plan.date, whose
        )


def recipient_gaps(case: Case, tolerances: Tolerances, now: datetime) -> list[GapFound]:
    """The gaps of a recipient's visits and unplanned executions, but those over a worker's day."""
    bench = Bench(case, [Held.of(visit) for visit in case.visits], tolerances, now)
    absent_or_merged, took_over = _not_made(bench)
    gaps = list(absent_or_merged.values())
    for held in bench.held:
        if held.visit.id not in absent_or_merged:
            gaps += _of_visit(bench, held, held.visit.id in took_over)
        gaps += [bench.found(held, f"said_{kind}", 0, None) for kind in held.visit.said]  # whatever else is known of it
    for stay in case.unplanned:
        gaps += _of_unplanned(bench, stay, None)
    return one_each(gaps)


def _not_made(bench: Bench) -> tuple[dict[int, GapFound], set[int]]:
    """Missed and merged visits by id, and the visits that those were merged into."""
    gaps: dict[int, GapFound] = {}
    took_over: set[int] = set()
    for held in bench.held:
        if held.plan.cancelled or bench.away(held) or not begun.is_missed(held, bench.held, bench.now):
            continue
        into = begun.merged_into(held, bench.held)
        took_over |= into
        planned = held.plan.worker_ids
        gaps[held.visit.id] = bench.found(
            held, "merged" if into else "missed", 0, planned[0] if len(planned) == 1 else None
        )
    return gaps, took_over


def _of_visit(bench: Bench, held: Held, took_over: bool) -> Iterator[GapFound]:
    if held.plan.cancelled:
        for stay in held.visit.stays:
            yield from _of_unplanned(bench, stay, held.visit.id)
        return
    for rule in _PER_VISIT:
        judged = rule(bench, held)
        if judged and not (took_over and judged[0] == "long"):
            yield bench.found(held, *judged)
    for stay in held.visit.stays:
        for kind in _of_stay(bench, stay, held):
            yield bench.found(held, kind, 0, stay.worker_id, by_worker=True)
    for worker_id in sorted(_wrong_card_marks(bench.case, held)):
        yield bench.found(held, "wrong_card", 0, worker_id, by_worker=True)


_Judged = tuple[str, int, int | None] | None


def _not_started(bench: Bench, held: Held) -> _Judged:
    if bench.away(held):
        return None
    seconds = begun.not_started_seconds(held, bench.tolerance("not_started", held), bench.now)
    planned = held.plan.worker_ids
    return None if seconds is None else ("not_started", seconds, planned[0] if len(planned) == 1 else None)


def _late(bench: Bench, held: Held) -> _Judged:
    seconds = begun.late_seconds(held, bench.tolerance("late", held))
    return None if seconds is None else ("late", seconds, _first_worker(held))


def _early(bench: Bench, held: Held) -> _Judged:
    seconds = begun.early_seconds(held, bench.tolerance("early", held))
    return None if seconds is None else ("early", seconds, _first_worker(held))


def _length(bench: Bench, held: Held) -> _Judged:
    minutes = bench.steered_by_minutes(held.plan.unit_id)
    judged = lasted.short_or_long(held, minutes, bench.tolerance("short", held), bench.tolerance("long", held))
    return None if judged is None else (*judged, _first_worker(held))


def _single_staffed(bench: Bench, held: Held) -> _Judged:
    tolerance, open_for = (bench.tolerance(kind, held) for kind in ("single_staffed", "no_check_out"))
    seconds = lasted.single_staffed_seconds(held, tolerance, open_for, bench.now)
    return None if seconds is None else ("single_staffed", seconds, _first_worker(held))


def _plan_shortened(bench: Bench, held: Held) -> _Judged:
    less = held.visit.revisions[0].seconds - held.plan.seconds
    return ("plan_shortened", less, None) if less > 0 else None


_PER_VISIT: tuple[Callable[[Bench, Held], _Judged], ...] = (
    _not_started, _late, _early, _length, _single_staffed, _plan_shortened,
)  # fmt: skip


def _first_worker(held: Held) -> int | None:
    return held.first.worker_id if held.first else None


def _of_stay(bench: Bench, stay: Stay, held: Held | None) -> Iterator[str]:
    """The kinds that one worker's taps alone show, of a planned visit or an unplanned execution (no plan: length 0)."""
    if held and stay.check_in and held.plan.worker_ids and stay.worker_id not in held.plan.worker_ids:
        yield "wrong_worker"
    if stay.check_in is None:
        yield "no_check_in"
    elif stay.open and bench.now >= lasted.open_until(
        stay, held.plan.seconds if held else 0, _open_for(bench, stay, held)
    ):
        yield "no_check_out"
    if stay.extra_taps:
        yield "extra_event"
    taps = [tap for tap in (stay.check_in, stay.check_out) if tap]
    if any(tap.method == "manual" or tap.corrected for tap in taps):
        yield "manual"
    if any(tap.card_home_id not in (None, bench.case.home_id) for tap in taps):
        yield "wrong_card"


def _open_for(bench: Bench, stay: Stay, held: Held | None) -> int:
    if held:
        return bench.tolerance("no_check_out", held)
    return bench.tolerances.seconds("no_check_out", stay.date, stay.unit_id)


def _wrong_card_marks(case: Case, held: Held) -> set[int]:
    """Who read another home's card on arriving, and did not do so again at a check-in or check-out."""
    marked = {mark.worker_id for mark in held.visit.marks if mark.card_home_id not in (None, case.home_id)}
    tapped = {
        stay.worker_id
        for stay in held.visit.stays
        for tap in (stay.check_in, stay.check_out)
        if tap and tap.card_home_id not in (None, case.home_id)
    }
    return marked - tapped


def _of_unplanned(bench: Bench, stay: Stay, visit_id: int | None) -> Iterator[GapFound]:
    """An execution without a planned visit, or of a cancelled one: `unplanned`, and what its taps show."""
    kinds = ["unplanned"] if stay.check_in else []
    for kind in (*kinds, *_of_stay(bench, stay, None)):
        seconds = (stay.seconds or 0) if kind == "unplanned" else 0
        yield GapFound(
            kind, visit_id, stay.worker_id, stay.fact_id, seconds, bench.case.recipient_id, stay.unit_id, stay.date,
            stay.worker_id,
        )  # fmt: skip
