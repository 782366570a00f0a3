"""What somebody said and has taken back: that nobody came, where the very device has said since that somebody did.

Asked by what judges gaps and by what shows remarks, which must never have two answers. Both words stay.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from schema.tables import CameAnswer, Remark

NOT_COME = "not_come"

_anew, _again = aliased(CameAnswer), aliased(CameAnswer)
_unsaid = exists().where(
    _again.visit_id == _anew.visit_id, _again.device_id == _anew.device_id, _again.id > _anew.id,
    _again.came.is_(False),
)  # fmt: skip
_came = exists().where(
    _anew.visit_id == Remark.visit_id, _anew.came, _anew.device_id == Remark.device_id,
    _anew.answered_at > Remark.said_at, ~_unsaid,
)  # fmt: skip
TAKEN_BACK: ColumnElement[bool] = and_(Remark.kind == NOT_COME, _came)
"""The condition on `remark` that it is taken back.

Only her own device takes its word back, never the card in the hall: whoever was in her home could press that. Where it
says again that nobody came, that is its word.
"""
