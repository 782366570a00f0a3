"""The rules that linking and judging share (contract section 6). Pure: plain values in, plain values out.

By which revision a visit is taken at a moment, which visit a fact without a name belongs to, which facts stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

REACH = timedelta(hours=2)
"""How far outside its window a visit still takes an unnamed fact."""


class Revision(Protocol):
    """What the rules need of a revision of a visit. `published_at` None: there is only one."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def window_start_at(self) -> datetime: ...
    @property
    def window_end_at(self) -> datetime: ...
    @property
    def worker_ids(self) -> tuple[int, ...]: ...
    @property
    def cancelled(self) -> bool: ...


Taken = TypeVar("Taken", bound=Revision)
Candidate = tuple[int, str, Revision]
"""A visit: its row id, its outside id, and its revision in force when the fact occurred."""


def in_force(revisions: Sequence[Taken], came_at: datetime | None) -> Taken:
    """The revision that a visit is judged by, of its revisions in order (at least one).

    The first one; then each next one that was published by the earlier of `came_at` (None: nobody came) and the end
    of the window in force until then, so that moving or cancelling the plan afterwards hides nothing.
    """
    current, *later = revisions
    for revision in later:
        end = current.window_end_at if came_at is None else min(came_at, current.window_end_at)
        if revision.published_at is None or revision.published_at > end:
            break
        current = revision
    return current


def visit_by_time(at: datetime, worker_id: int, candidates: Iterable[Candidate]) -> int | None:
    """The visit that an unnamed fact belongs to; None for an unplanned one.

    Of the visits whose window ± REACH holds it: the same worker's first, then unassigned ones, then any; the nearest
    window; the lowest outside id.
    """
    ranks = [rank for one in candidates if (rank := _rank(at, worker_id, one)) is not None]
    return min(ranks)[-1] if ranks else None


def _rank(at: datetime, worker_id: int, candidate: Candidate) -> tuple[int, timedelta, str, int] | None:
    visit_id, outside_id, plan = candidate
    away = max(plan.window_start_at - at, at - plan.window_end_at, timedelta())
    if away > REACH or plan.cancelled:
        return None
    mine = 0 if worker_id in plan.worker_ids else 1 if not plan.worker_ids else 2
    return mine, away, outside_id, visit_id


def superseded(corrections: Iterable[tuple[int, int]]) -> set[int]:
    """The ids of facts that no longer stand, given (id, corrected id) of every correction that is not void.

    A correction takes the place of what it corrects; of several corrections of one fact the last received stands. A
    correcting `note` takes a fact's place without being one: that is how a fact is taken back.
    """
    gone: set[int] = set()
    last: dict[int, int] = {}
    for fact_id, corrected_id in sorted(corrections):
        gone.add(corrected_id)
        if corrected_id in last:
            gone.add(last[corrected_id])
        last[corrected_id] = fact_id
    return gone
