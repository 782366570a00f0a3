"""Which visit an `arrived`, `absent` or `declined` belongs to, by the linking rule of contract section 6. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from backend.gaps.facts import Mark, Visit
from backend.gaps.judged import judged

REACH = timedelta(hours=2)


def attach(visits: Iterable[Visit], marks: Iterable[Mark]) -> list[Visit]:
    """The recipient's visits with these facts: those that name a visit, and the rest by time."""
    known = {visit.id: visit for visit in visits}
    held: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        visit_id = mark.visit_id if mark.visit_id is not None else _by_time(mark, known.values())
        if visit_id in known:
            held[visit_id].append(mark)
    return [replace(visit, marks=tuple(held[visit.id])) if visit.id in held else visit for visit in known.values()]


def _by_time(mark: Mark, visits: Iterable[Visit]) -> int | None:
    """The same worker's visit first, then an unassigned one, then any; the nearest window; the lowest id."""
    ranks = [rank for visit in visits if (rank := _rank(mark, visit)) is not None]
    return min(ranks)[-1] if ranks else None


def _rank(mark: Mark, visit: Visit) -> tuple[int, timedelta, str, int] | None:
    plan = judged(visit)
    away = max(plan.window_start_at - mark.at, mark.at - plan.window_end_at, timedelta())
    if away > REACH or plan.cancelled:
        return None
    mine = 0 if mark.worker_id in plan.worker_ids else 1 if not plan.worker_ids else 2
    return mine, away, visit.outside_id, visit.id
