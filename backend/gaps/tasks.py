"""Something that a manager was asked to look at, and has looked at."""

from __future__ import annotations

from sqlalchemy import select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Recipient, Task


def settle(scope: Scope, task_id: int) -> int | None:
    """Settle a task inside the scope; its unit, or None where there is no such open task. The caller commits."""
    seen = Task.recipient_id.is_(None) | scope.visible()
    query = (
        select(Task)
        .outerjoin(Recipient, Recipient.id == Task.recipient_id)
        .where(Task.id == task_id, Task.settled_at.is_(None), scope.units(Task.unit_id), seen)
    )
    task = db.session.scalar(query)
    if task is None:
        return None
    task.settled_at, task.settled_by_user_id = clock.now(), scope.user_id
    db.session.flush()
    return task.unit_id
