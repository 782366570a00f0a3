"""What somebody said and has taken back: that nobody came, where the very device has said since that somebody did.

Asked by what judges gaps and by what shows remarks, which must never have two answers. Both words stay.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from schema.tables import CameAnswer, Remark

NOT_COME = "not_come"


def taken_back() -> ColumnElement[bool]:
    """The condition on `remark` that it is taken back.

    Only her own device takes its word back, never the card in the hall: whoever was in her home could press that. Where
    it says again that nobody came, that is its word.
    """
    anew, again = aliased(CameAnswer), aliased(CameAnswer)
    later = exists().where(
        again.visit_id == anew.visit_id, again.device_id == anew.device_id, again.id > anew.id, again.came.is_(False)
    )
    since = anew.device_id == Remark.device_id, anew.answered_at > Remark.said_at
    return and_(Remark.kind == NOT_COME, exists().where(anew.visit_id == Remark.visit_id, anew.came, *since, ~later))
