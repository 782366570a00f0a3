"""What people write of how the pages work for them, or of their data: kept once, ticked off once it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select, update

from backend.access.scope import Scope
from schema import clock
from schema.db import db, insert_new
from schema.tables import Feedback

ABOUT = ("accessibility", "privacy")
LONGEST, LONGEST_REACH = 4000, 200
NEWEST = 200
"""How many of those that are ticked off are listed."""


class Said(NamedTuple):
    """One that came in."""

    id: int
    about: str
    text: str
    reach: str | None
    said_at: datetime
    answered_at: datetime | None


def fault(text: str, reach: str) -> str:
    """The code of what is wrong with it: empty, too_long, reach_too_long; "" for nothing."""
    if not text.strip():
        return "empty"
    if len(text) > LONGEST:
        return "too_long"
    return "reach_too_long" if len(reach) > LONGEST_REACH else ""


def leave(about: str, text: str, reach: str, once: str) -> None:
    """Keep it, without faults; once for its `once`. The caller commits."""
    row = {"once": once, "about": about, "text": text.strip(), "reach": reach.strip() or None, "said_at": clock.now()}
    db.session.execute(insert_new(Feedback, [row]))


def waiting(scope: Scope) -> list[Said]:
    """Those that nobody has answered, the oldest first. `scope` is of the whole municipality."""
    return _those(select(Feedback).where(Feedback.answered_at.is_(None)).order_by(Feedback.id))


def answered(scope: Scope) -> list[Said]:
    """The newest of those that are ticked off. `scope` as above."""
    query = select(Feedback).where(Feedback.answered_at.is_not(None))
    return _those(query.order_by(Feedback.answered_at.desc(), Feedback.id.desc()).limit(NEWEST))


def tick(scope: Scope, feedback_id: int) -> bool:
    """Mark as answered; False where there is none that waits. The caller commits."""
    done = db.session.execute(
        update(Feedback)
        .where(Feedback.id == feedback_id, Feedback.answered_at.is_(None))
        .values(answered_at=clock.now(), answered_by_user_id=scope.user_id)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update's result counts rows


def _those(query: Select[Any]) -> list[Said]:
    rows = db.session.scalars(query)
    return [Said(row.id, row.about, row.text, row.reach, row.said_at, row.answered_at) for row in rows]
