"""Visits that somebody asked to be without, and was granted: such a visit is declined, whatever the plan says later.

Asked both by what derives states and by what judges gaps, which must never have two answers. The statements stand
ready: each report of a visit asks them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import aliased

from schema.db import db
from schema.tables import RequestStep, Visit, VisitRequest

DECLINE = "decline"
GRANTED, ENDS = "granted", ("withdrawn", "reverted")

_later = aliased(RequestStep)
_ended = exists().where(_later.request_id == RequestStep.request_id, _later.id > RequestStep.id, _later.step.in_(ENDS))
IN_FORCE: ColumnElement[bool] = (RequestStep.step == GRANTED) & ~_ended
"""The condition on a step of a request that it grants it, and nothing has ended that since."""

_other, _step = aliased(VisitRequest), aliased(RequestStep)
_decided = exists().where(_step.request_id == _other.id, _step.step.in_(("refused", "reverted")))
_decided_anew = exists().where(_other.visit_id == VisitRequest.visit_id, _other.id > VisitRequest.id, _decided)
_GRANTED = (
    select(VisitRequest.visit_id, VisitRequest.recipient_id, RequestStep.at)
    .join(RequestStep, RequestStep.request_id == VisitRequest.id)
    .join(Visit, (Visit.id == VisitRequest.visit_id) & (Visit.date == VisitRequest.date))
    .where(VisitRequest.recipient_id.in_(bindparam("people", expanding=True)), VisitRequest.kind == DECLINE)
    .where(IN_FORCE, ~_decided_anew)
    .order_by(RequestStep.id.desc())
)


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
    rows = db.session.execute(_GRANTED, {"people": sorted(recipient_ids)})
    return {row.visit_id: Granted(*row) for row in rows}
