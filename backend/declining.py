"""Visits that somebody asked to be without, and was granted: such a visit is declined, whatever the plan says later.

Asked both by what derives states and by what judges gaps, which must never have two answers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from schema.db import db
from schema.tables import RequestStep, Visit, VisitRequest

DECLINE = "decline"
GRANTED, ENDS = "granted", ("withdrawn", "reverted")


@dataclass(frozen=True, slots=True)
class Granted:
    """One visit that is declined since an instant."""

    visit_id: int
    recipient_id: int
    at: datetime


def granted(recipient_ids: Collection[int]) -> dict[int, Granted]:
    """Visit → since when it is declined, of some recipients' visits.

    What was granted is of the day that she asked about: a visit that the plan has moved to another is not declined, nor
    one of which she was told otherwise since.
    """
    if not recipient_ids:
        return {}
    query = (
        select(VisitRequest.visit_id, VisitRequest.recipient_id, RequestStep.at)
        .join(RequestStep, RequestStep.request_id == VisitRequest.id)
        .join(Visit, (Visit.id == VisitRequest.visit_id) & (Visit.date == VisitRequest.date))
        .where(VisitRequest.recipient_id.in_(sorted(recipient_ids)), VisitRequest.kind == DECLINE, in_force())
        .where(~_decided_anew())
        .order_by(RequestStep.id.desc())
    )
    return {row.visit_id: Granted(*row) for row in db.session.execute(query)}


def _decided_anew() -> ColumnElement[bool]:
    """The condition on `visit_request` that a later one of the same visit was decided: she was told that last."""
    other, step = aliased(VisitRequest), aliased(RequestStep)
    decided = exists().where(step.request_id == other.id, step.step.in_(("refused", "reverted")))
    return exists().where(other.visit_id == VisitRequest.visit_id, other.id > VisitRequest.id, decided)


def in_force() -> ColumnElement[bool]:
    """The condition on a step of a request that it grants it, and nothing has ended that since."""
    later = aliased(RequestStep)
    ended = exists().where(later.request_id == RequestStep.request_id, later.id > RequestStep.id, later.step.in_(ENDS))
    return (RequestStep.step == GRANTED) & ~ended
