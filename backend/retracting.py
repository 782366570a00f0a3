"""What somebody said and has taken back: that nobody came, where the very device has said since that somebody did.

Asked by what judges gaps and by what shows remarks, which must never have two answers. Both words stay.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from schema.tables import CameAnswer, Remark

NOT_COME = "not_come"


def taken_back() -> ColumnElement[bool]:
    """The condition on `remark` that it is taken back.

    Only her own device takes its word back, never the card in the hall: whoever was in her home could press that.
    """
    since = CameAnswer.device_id == Remark.device_id, CameAnswer.answered_at > Remark.said_at
    anew = exists().where(CameAnswer.visit_id == Remark.visit_id, CameAnswer.came, *since)
    return and_(Remark.kind == NOT_COME, anew)
