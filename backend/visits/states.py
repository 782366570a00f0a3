"""The state of a visit, from what is known of it. Pure.

`missed` and `merged` are judged by the gap rules; here they are only kept until those have spoken (see `keep_judged`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.visits.link import Fact

Times = tuple[datetime | None, datetime | None]
"""Check-in and check-out of one execution."""


@dataclass(frozen=True, slots=True)
class State:
    """What the visit's derived columns say."""

    status: str
    started_at: datetime | None = None
    """First check-in, else first arrival."""
    ended_at: datetime | None = None
    """Last check-out, once nobody is there any more."""


def state_of(
    times: Sequence[Times], arrivals: Sequence[Fact], refusals: Sequence[Fact], *, cancelled: bool, away: bool,
    declined: bool = False,
) -> State:  # fmt: skip
    """The state of one visit, from the check-in and check-out of each execution.

    Presence wins over what was reported of absence, and that over what she had asked for; `away`: an absence is
    recorded for the day; `declined`: she asked to be without it, and was granted.
    """
    arrived_at = min((fact.occurred_at for fact in arrivals), default=None)
    if times:
        return _carried_out(times, arrived_at)
    if arrived_at:
        return State("in_progress", started_at=arrived_at)
    if refusals:
        return State(refusals[-1].kind)
    if declined:
        return State("declined")
    if cancelled:
        return State("cancelled")
    return State("absent" if away else "planned")


def _carried_out(times: Sequence[Times], arrived_at: datetime | None) -> State:
    started_at = min((begun for begun, _ in times if begun), default=arrived_at)
    ended = [over for _, over in times if over]
    if len(ended) < len(times):
        return State("in_progress", started_at)
    return State("done", started_at, max(ended))


def keep_judged(before: State, found: State) -> State:
    """What to write now, when the gap rules judged the visit earlier and will again.

    A missed visit stays missed whatever was done after the cut-off, and a merged one (done without any execution) stays
    done, until the rules lift it (`unjudged`); so that a page does not flicker in between.
    """
    if before.status == "missed" and found.status in ("planned", "in_progress", "done", "cancelled"):
        return State("missed", found.started_at, found.ended_at)
    if before == State("done") and found.status == "planned":
        return before
    return found


def unjudged(before: State, *, cancelled: bool) -> State:
    """The state of a visit that the rules no longer find missed or merged."""
    if before.ended_at is not None:
        return State("done", before.started_at, before.ended_at)
    if before.started_at is not None:
        return State("in_progress", before.started_at)
    return State("cancelled" if cancelled else "planned")
