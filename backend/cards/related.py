"""What a relative's page asks beside the day: whether something is hidden, and which misses are confirmed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from schema.db import db
from schema.tables import Gap, GapReview, Service, Visit


def hides_some(recipient_id: int, first: date, last: date) -> bool:
    """Whether a visit of these local dates (both included) is for services alone that relatives never see.

    Asked of all days that a relative can open together, so that no single day tells by it.
    """
    near = (Visit.recipient_id == recipient_id, Visit.revision > 0, Visit.date.between(first, last))
    cells = set(db.session.scalars(select(Visit.service_ids).where(*near).distinct()))
    wanted = {one for cell in cells for one in cell}
    secret = or_(Service.category == "nursing", Service.relatives_see == "never")
    hidden = set(db.session.scalars(select(Service.id).where(Service.id.in_(sorted(wanted)), secret)))
    return any(cell and set(cell) <= hidden for cell in cells)


def confirmed_missed(visit_ids: Collection[int]) -> set[int]:
    """Which of these missed visits the manager has looked at: only then is a relative told that nobody came."""
    if not visit_ids:
        return set()
    query = (
        select(Gap.visit_id)
        .join(GapReview, GapReview.gap_key == Gap.key)
        .where(Gap.visit_id.in_(sorted(visit_ids)), Gap.kind == "missed")
    )
    return {visit_id for visit_id in db.session.scalars(query) if visit_id is not None}
