"""Facts fetched and judged: the same answer whether one event came in or a whole year is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.gaps.begun import Held
from backend.gaps.day import worker_gaps
from backend.gaps.facts import Case, GapFound, Plan, Stay
from backend.gaps.load import cases
from backend.gaps.routes import Atlas, legs
from backend.gaps.rules import recipient_gaps
from backend.gaps.tolerances import Tolerances

DAY = timedelta(days=1)
NOT_MADE = ("missed", "merged")


@dataclass(frozen=True)
class Span:
    """Local dates, both in."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def wider(self) -> Span:
        """With the neighbouring days, since visits and passes cross midnight."""
        return Span(self.first - DAY, self.last + DAY)


@dataclass(frozen=True)
class Judge:
    """What everything is judged with."""

    tolerances: Tolerances
    now: datetime
    atlas: Atlas

    def recipients(self, recipient_ids: Collection[int], span: Span) -> tuple[list[Case], list[GapFound]]:
        """The recipients' cases, and their gaps of the dates of `span`."""
        wide = span.wider()
        found = cases(recipient_ids, wide.first, wide.last)
        gaps = (gap for case in found for gap in recipient_gaps(case, self.tolerances, self.now))
        return found, [gap for gap in gaps if gap.date in span]

    def workers(self, worker_ids: Collection[int], span: Span) -> list[GapFound]:
        """The gaps over the workers' days of `span`, but on visits that count as missed or merged."""
        wide = span.wider()
        routes = legs(worker_ids, wide.first, wide.last)
        gaps: list[GapFound] = []
        for worker_id in sorted(routes):
            places = self.atlas.places(leg.home_id for leg in routes[worker_id])
            gaps += (gap for gap in worker_gaps(routes[worker_id], places, self.tolerances) if gap.date in span)
        doubtful = {leg.stay.visit_id for route in routes.values() for leg in route if leg.after_all}
        not_made = self._not_made([gap for gap in gaps if gap.visit_id is not None and gap.visit_id in doubtful])
        return [gap for gap in gaps if gap.visit_id not in not_made]

    def _not_made(self, about: list[GapFound]) -> set[int]:
        if not about:
            return set()
        span = Span(min(gap.date for gap in about), max(gap.date for gap in about)).wider()
        _, found = self.recipients({gap.recipient_id for gap in about}, span)
        return {gap.visit_id for gap in found if gap.kind in NOT_MADE and gap.visit_id is not None}


def counted(found: list[Case], span: Span, unit_ids: frozenset[int] | None) -> tuple[int, int, int]:
    """Planned, executed and unplanned of the dates (and units): contract section 6."""

    def here(about: Plan | Stay) -> bool:
        return about.date in span and (unit_ids is None or about.unit_id in unit_ids)

    held = [one for case in found for one in map(Held.of, case.visits) if here(one.plan)]
    planned = [one for one in held if not one.plan.cancelled]
    loose = [stay for case in found for stay in case.unplanned if here(stay)]
    loose += [stay for one in held if one.plan.cancelled for stay in one.visit.stays]
    return len(planned), sum(1 for one in planned if one.executions), sum(1 for stay in loose if stay.check_in)
