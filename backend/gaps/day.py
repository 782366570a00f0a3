"""Rules over one worker's day, across homes: overlap and impossible_travel (contract section 6). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from backend.gaps.facts import GapFound, Leg, one_each
from backend.gaps.tolerances import Tolerances
from backend.gaps.travel import Place, least_seconds

_Whole = tuple[datetime, datetime, Leg]


def worker_gaps(legs: Iterable[Leg], places: Mapping[int, Place], tolerances: Tolerances) -> list[GapFound]:
    """The gaps between one worker's executions, each counted on the later of the two.

    Executions that lack an end are not judged. Homes whose place is unknown give no judgement on travel.
    """
    whole = sorted(filter(None, map(_whole, legs)), key=lambda each: (each[0], each[1], each[2].stay.fact_id))
    gaps: list[GapFound] = []
    last: _Whole | None = None
    going_on: list[_Whole] = []
    for later in whole:
        going_on = [each for each in going_on if each[1] > later[0]]
        gap = _overlap(later, going_on, tolerances) or (_travel(last, later, places, tolerances) if last else None)
        gaps += [gap] if gap else []
        going_on.append(later)
        last = later if last is None or later[1] > last[1] else last
    return one_each(gaps)


def _whole(leg: Leg) -> _Whole | None:
    began, left = leg.stay.began_at, leg.stay.left_at
    return (began, left, leg) if began and left else None


def _overlap(later: _Whole, going_on: list[_Whole], tolerances: Tolerances) -> GapFound | None:
    began, left, leg = later
    elsewhere = (gone for _, gone, before in going_on if before.home_id != leg.home_id)
    together = max((int((min(left, gone) - began).total_seconds()) for gone in elsewhere), default=0)
    return _found("overlap", together, leg) if together > _tolerance(tolerances, "overlap", leg) else None


def _travel(last: _Whole, later: _Whole, places: Mapping[int, Place], tolerances: Tolerances) -> GapFound | None:
    """From the execution that ended last before this one."""
    (_, gone, before), (began, _, leg) = last, later
    if before.home_id == leg.home_id or not {before.home_id, leg.home_id} <= places.keys():
        return None
    between = max(0.0, (began - gone).total_seconds())
    wanting = int(least_seconds(places[before.home_id], places[leg.home_id]) - between)
    tolerance = _tolerance(tolerances, "impossible_travel", leg)
    return _found("impossible_travel", wanting, leg) if wanting > tolerance else None


def _tolerance(tolerances: Tolerances, kind: str, leg: Leg) -> int:
    return tolerances.seconds(kind, leg.stay.date, leg.stay.unit_id, leg.service_ids)


def _found(kind: str, seconds: int, leg: Leg) -> GapFound:
    stay = leg.stay
    fact = None if stay.visit_id else stay.fact_id
    return GapFound(
        kind, stay.visit_id, stay.worker_id, fact, seconds, leg.recipient_id, stay.unit_id, stay.date, stay.worker_id
    )
