"""Rules over one worker's day, across homes: overlap and impossible_travel (contract section 6). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from backend.gaps.facts import GapFound, Leg, one_each
from backend.gaps.tolerances import Tolerances
from backend.gaps.travel import Place, least_seconds

_Known = tuple[datetime, datetime | None, Leg]
_Whole = tuple[datetime, datetime, Leg]


def worker_gaps(legs: Iterable[Leg], places: Mapping[int, Place], tolerances: Tolerances) -> list[GapFound]:
    """The gaps between one worker's executions, each counted on the later of the two.

    An execution that lacks its end says when she came, and so is judged against those before it; when she left is
    not known, and so none after it is judged against it. Homes whose place is unknown give no judgement on travel.
    """
    known = sorted(filter(None, map(_known, legs)), key=_order)
    gaps: list[GapFound] = []
    last: _Whole | None = None
    going_on: list[_Whole] = []
    for later in known:
        going_on = [each for each in going_on if each[1] > later[0]]
        gap = _overlap(later, going_on, tolerances) or (_travel(last, later, places, tolerances) if last else None)
        gaps += [gap] if gap else []
        began, left, leg = later
        if left is None:
            continue
        going_on.append((began, left, leg))
        last = (began, left, leg) if last is None or left > last[1] else last
    return one_each(gaps)


def _known(leg: Leg) -> _Known | None:
    return (leg.stay.began_at, leg.stay.left_at, leg) if leg.stay.began_at else None


def _order(known: _Known) -> tuple[datetime, bool, datetime, int]:
    began, left, leg = known
    return began, left is None, left or began, leg.stay.fact_id or 0


def _overlap(later: _Known, going_on: list[_Whole], tolerances: Tolerances) -> GapFound | None:
    began, left, leg = later
    elsewhere = (gone for _, gone, before in going_on if before.home_id != leg.home_id)
    together = max((int((min(left or gone, gone) - began).total_seconds()) for gone in elsewhere), default=0)
    return _found("overlap", together, leg) if together > _tolerance(tolerances, "overlap", leg) else None


def _travel(last: _Whole, later: _Known, places: Mapping[int, Place], tolerances: Tolerances) -> GapFound | None:
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
