"""What people answered to whether anybody came, as staff read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import CameAnswer, Recipient, User, Visit

BACK = timedelta(days=180)


@dataclass(frozen=True)
class Came:
    """Somebody's own word on whether anybody came; of a visit where it names one."""

    came: bool
    way: str | None
    by: str | None
    """Who of the staff wrote it down."""
    at: datetime
    window_start_at: datetime | None
    window_end_at: datetime | None


def of_visit(scope: Scope, recipient_id: int, visit_id: int | None) -> list[Came]:
    """What she answered of one visit, oldest first."""
    return _answers(scope, recipient_id, CameAnswer.visit_id == visit_id)


def of_person(scope: Scope, recipient_id: int) -> list[Came]:
    """What she answered in the last half-year, newest first."""
    return _answers(scope, recipient_id, CameAnswer.answered_at > clock.now() - BACK)[::-1]


def _answers(scope: Scope, recipient_id: int, which: ColumnElement[bool]) -> list[Came]:
    query = (
        select(CameAnswer, User.name, Visit.window_start_at, Visit.window_end_at)
        .join(Recipient, Recipient.id == CameAnswer.recipient_id)
        .outerjoin(User, User.id == CameAnswer.user_id)
        .outerjoin(Visit, Visit.id == CameAnswer.visit_id)
        .where(CameAnswer.recipient_id == recipient_id, which)
        .where(scope.reaches(Recipient.unit_id), scope.visible())
        .order_by(CameAnswer.id)
    )
    return [
        Came(said.came, said.way, by, said.answered_at, begins, ends)
        for said, by, begins, ends in db.session.execute(query)
    ]
