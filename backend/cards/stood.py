"""How a visit has stood over time, as one reader may know of it: what a calendar needs to count its changes. Pure.

Nothing of it is stored. Revisions and what was taken back are append-only, so the same history gives the same count,
and more history never a lower one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from backend.cards.facts import NAMES, SERVICES


class Asked(NamedTuple):
    """Whose visits, of which local dates (both in), and how the reader reads them.

    `level` is times, names or services; `since` when the feed was turned on, `changed_at` what she has chosen anew.
    """

    recipient_id: int
    relative_id: int | None
    level: str
    language: str
    first: date
    last: date
    since: datetime
    changed_at: tuple[datetime, ...]


class Planned(NamedTuple):
    """What a reader knows of one revision. `workers` and `services` are row ids, empty beyond her level."""

    date: date
    start_at: datetime
    end_at: datetime
    minutes: int
    cancelled: bool
    workers: tuple[int, ...]
    services: tuple[int, ...]


class Revision(NamedTuple):
    """A revision of a visit, and when the import that brought it was taken back."""

    number: int
    published_at: datetime
    undone_at: datetime | None
    plan: Planned


class Eyes(NamedTuple):
    """A reader: her level, whether she is a relative, and the services that are never named to her."""

    level: int
    of_another: bool
    unsaid: frozenset[int]

    def see(self, plan: Planned) -> Planned | None:
        """As much of a plan as she may know; None where she is a relative and all that it is for is hidden from her."""
        said = tuple(one for one in plan.services if one not in self.unsaid)
        if self.of_another and plan.services and not said:
            return None
        return plan._replace(
            workers=plan.workers if self.level >= NAMES else (), services=said if self.level >= SERVICES else ()
        )


class View(NamedTuple):
    """What a reader knew of a visit from an instant on; `plan` None while there was nothing for her to know."""

    at: datetime
    plan: Planned | None
    void: bool
    """No revision was in force: every import that had brought it was taken back."""


def views(revisions: Iterable[Revision], eyes: Eyes) -> list[View]:
    """What a reader has known of a visit, from when she first knew of it: each entry differs from the one before."""
    known = list(revisions)
    steps = [(one.published_at, 0, one.number) for one in known]
    steps += [(one.undone_at, 1, one.number) for one in known if one.undone_at is not None]
    by_number, standing, found = {one.number: one for one in known}, set[int](), list[View]()
    for at, gone, number in sorted(steps):
        standing = standing - {number} if gone else standing | {number}
        plan = eyes.see(by_number[max(standing)].plan) if standing else None
        if found and found[-1].plan == plan:
            found[-1] = found[-1]._replace(void=not standing)
        elif found or plan is not None:
            found.append(View(at, plan, not standing))
    return found


def last_within(seen: Sequence[View], first: date, last: date) -> Planned | None:
    """The last plan of some views that lies within local dates, both in."""
    plans = [view.plan for view in reversed(seen) if view.plan is not None]
    return next((plan for plan in plans if first <= plan.date <= last), None)
