"""The state of a visit, from what is known of it. Pure.

`missed` and `merged` are judged by the gap rules; here they are only kept until those have spoken (see `keep_judged`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.visits.link import Fact, Presence

FINAL = ("done", "missed", "cancelled", "absent", "declined")
STATUSES = ("planned", "in_progress", *FINAL)


@dataclass(frozen=True, slots=True)
class State:
    """What the visit's derived columns say."""

    status: str
    started_at: datetime | None = None
    """First check-in, else first arrival."""
    ended_at: datetime | None = None
    """Last check-out, once nobody is there any more."""


def state_of(
    presences: Sequence[Presence], arrivals: Sequence[Fact], refusals: Sequence[Fact], *, cancelled: bool, away: bool
) -> State:
    """The state of one visit. Presence wins over what was reported of absence; `away`: an absence is recorded."""
    if presences:
        return _carried_out(presences, arrivals)
    if arrivals:
        return State("in_progress", started_at=arrivals[0].occurred_at)
    if refusals:
        return State(refusals[-1].kind)
    if cancelled:
        return State("cancelled")
    return State("absent" if away else "planned")


def _carried_out(presences: Sequence[Presence], arrivals: Sequence[Fact]) -> State:
    begun = [one.check_in.occurred_at for one in presences if one.check_in] or [
        fact.occurred_at for fact in arrivals[:1]
    ]
    ended = [one.check_out.occurred_at for one in presences if one.check_out]
    started_at = min(begun, default=None)
    if any(one.check_out is None for one in presences):
        return State("in_progress", started_at)
    return State("done", started_at, max(ended))


def keep_judged(before: State, found: State) -> State:
    """What to write now, when the gap rules judged the visit earlier and will again.

    A missed visit stays missed whatever was done after the cut-off, and a merged one (done without any execution) stays
    done, until the rules lift it (`unjudged`); so that a page does not flicker in between.
    """
    if before.status == "missed" and found.status in ("planned", "in_progress", "done"):
        return State("missed", found.started_at, found.ended_at)
    if before == State("done") and found.status == "planned":
        return before
    return found


def unjudged(before: State) -> State:
    """The state of a visit that the rules no longer find missed or merged."""
    if before.ended_at is not None:
        return State("done", before.started_at, before.ended_at)
    return State("in_progress" if before.started_at else "planned", before.started_at)
