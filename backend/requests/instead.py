"""Visits that a plan has put where she was granted to be without one: under a new id it would come unseen."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from backend.declining import DECLINE, IN_FORCE
from schema import clock
from schema.db import db
from schema.tables import RequestStep, Visit, VisitRequest, VisitRevision

_declined, _other, _now = aliased(Visit), aliased(Visit), aliased(VisitRevision)
_then, _newer = aliased(VisitRevision), aliased(VisitRevision)
_overtaken = exists().where(
    _newer.visit_id == _other.id, _newer.published_at <= RequestStep.at, _newer.number > _then.number
)
_stood = exists().where(
    _then.visit_id == _other.id, _then.published_at <= RequestStep.at, _then.cancelled.is_(False), ~_overtaken,
    _then.window_start_at < _declined.window_end_at, _then.window_end_at > _declined.window_start_at,
)  # fmt: skip
"""That a visit overlapped the declined one already in the last revision from before the grant."""
_INSTEAD = (
    select(_other.outside_id)
    .join(_declined, (_declined.recipient_id == _other.recipient_id) & (_declined.id != _other.id))
    .join(VisitRequest, (VisitRequest.visit_id == _declined.id) & (VisitRequest.date == _declined.date))
    .join(RequestStep, RequestStep.request_id == VisitRequest.id)
    .join(_now, (_now.visit_id == _other.id) & (_now.number == _other.revision))
    .where(VisitRequest.kind == DECLINE, IN_FORCE, _now.published_at > RequestStep.at, ~_stood)
    .where(_other.window_start_at < _declined.window_end_at, _other.window_end_at > _declined.window_start_at)
    .where(_other.source == bindparam("source"), _other.revision > 0, _other.cancelled.is_(False))
    .where(_other.status == "planned", _other.date == _declined.date, _other.date >= bindparam("today"))
    .distinct()
    .order_by(_other.outside_id)
)
_OF_UNITS = _INSTEAD.where(_other.unit_id.in_(bindparam("units", expanding=True)))


def instead(source: str, unit_ids: Collection[int] | None = None) -> list[str]:
    """The ids, in the plan of a source, of visits that overlap one she declined and were put there after that.

    Of days that are not over; `unit_ids` None: of all units.
    """
    told = {"source": source, "today": clock.today()}
    if unit_ids is None:
        return list(db.session.scalars(_INSTEAD, told))
    return list(db.session.scalars(_OF_UNITS, {**told, "units": sorted(unit_ids)}))
