"""Which visit an `arrived`, `absent` or `declined` belongs to, by the linking rule of contract section 6. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from backend.gaps.facts import Mark, Visit
from backend.linking import in_force, visit_by_time


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
    taken = [(visit.id, visit.outside_id, in_force(visit.revisions, mark.at)) for visit in visits]
    return visit_by_time(mark.at, mark.worker_id, taken)
