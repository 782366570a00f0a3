"""Visits that a plan has put where she was granted to be without one: under a new id it would come unseen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from backend.declining import DECLINE, in_force
from schema import clock
from schema.db import db
from schema.tables import RequestStep, Visit, VisitRequest, VisitRevision


def instead(source: str, unit_ids: Collection[int] | None = None) -> list[str]:
    """The ids, in the plan of a source, of visits that overlap one she declined and were put there after that.

    Of days that are not over; `unit_ids` None: of all units.
    """
    declined, other, now = aliased(Visit), aliased(Visit), aliased(VisitRevision)
    query = (
        select(other.outside_id)
        .join(declined, (declined.recipient_id == other.recipient_id) & (declined.id != other.id))
        .join(VisitRequest, (VisitRequest.visit_id == declined.id) & (VisitRequest.date == declined.date))
        .join(RequestStep, RequestStep.request_id == VisitRequest.id)
        .join(now, (now.visit_id == other.id) & (now.number == other.revision))
        .where(VisitRequest.kind == DECLINE, in_force(), now.published_at > RequestStep.at, ~_stood(other, declined))
        .where(other.window_start_at < declined.window_end_at, other.window_end_at > declined.window_start_at)
        .where(other.source == source, other.revision > 0, other.cancelled.is_(False), other.status == "planned")
        .where(other.date == declined.date, other.date >= clock.today())
    )
    if unit_ids is not None:
        query = query.where(other.unit_id.in_(sorted(unit_ids)))
    return list(db.session.scalars(query.distinct().order_by(other.outside_id)))


def _stood(other: Any, declined: Any) -> ColumnElement[bool]:
    """The condition that a visit overlapped the declined one already in the last revision from before the grant."""
    then, newer = aliased(VisitRevision), aliased(VisitRevision)
    overtaken = exists().where(
        newer.visit_id == other.id, newer.published_at <= RequestStep.at, newer.number > then.number
    )
    return exists().where(
        then.visit_id == other.id, then.published_at <= RequestStep.at, then.cancelled.is_(False), ~overtaken,
        then.window_start_at < declined.window_end_at, then.window_end_at > declined.window_start_at,
    )  # fmt: skip
