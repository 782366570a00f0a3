"""Which visits can be asked about as yet: to come, and before the cut-off of their units."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from backend import offers
from backend.requests import standing
from schema import clock
from schema.db import db
from schema.tables import RequestStep, Visit, VisitRequest

NEWS = timedelta(days=2)
"""For how long an answer is news."""


def waiting(visit_ids: Collection[int]) -> frozenset[int]:
    """Of these visits, which the caller has found, those of which she has asked something that nobody has answered."""
    last = standing.load(
        standing.query().where(VisitRequest.visit_id.in_(sorted(visit_ids))).order_by(VisitRequest.id)
    )  # fmt: skip
    state = {one.visit_id: one.state for one in last}
    return frozenset(visit_id for visit_id, said in state.items() if said == standing.OPEN)


def is_answered(recipient_id: int) -> bool:
    """Whether something she asked was answered in the last days. The recipient is one whom the caller has found."""
    lately = RequestStep.user_id.is_not(None), RequestStep.at > clock.now() - NEWS
    said = select(RequestStep.id).join(VisitRequest, VisitRequest.id == RequestStep.request_id)
    mine = said.where(VisitRequest.recipient_id == recipient_id, RequestStep.step != standing.WITHDRAWN, *lately)
    return db.session.scalar(mine.limit(1)) is not None


def askable(visit_ids: Collection[int]) -> frozenset[int]:
    """Of these visits, which the caller has found, those that she can decline or ask for at another time now."""
    now = clock.now()
    query = select(Visit.id, Visit.unit_id, Visit.window_start_at).where(
        Visit.id.in_(sorted(visit_ids)), Visit.status == "planned", Visit.cancelled.is_(False), Visit.revision > 0,
        Visit.window_start_at > now,
    )  # fmt: skip
    rows = db.session.execute(query).all()
    offered = offers.standing({row.unit_id for row in rows})
    return frozenset(row.id for row in rows if now < offered[row.unit_id].until(row.window_start_at))
