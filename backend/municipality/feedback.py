"""What people write of how the pages work for them, or of their data: kept once, ticked off once it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, update

from backend.access.scope import Scope
from schema import clock
from schema.db import db, insert_new
from schema.tables import Feedback

ABOUT = ("accessibility", "privacy")
LONGEST, LONGEST_REACH = 4000, 200
NEWEST = 200
"""How many are listed of those that wait, and of those that are ticked off."""
A_DAY = 300
"""How many of a day may wait: more than any municipality answers, and than a day of honest letters holds."""


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


def is_full() -> bool:
    """Whether so many came today, and wait, that no more are taken in before tomorrow."""
    begins, _ = clock.day_bounds(clock.today())
    today = select(func.count()).where(Feedback.answered_at.is_(None), Feedback.said_at >= begins)
    return (db.session.scalar(today) or 0) >= A_DAY


def has(once: str) -> bool:
    """Whether the one of this `once` was kept before: sent again, it needs no room."""
    return db.session.scalar(select(Feedback.id).where(Feedback.once == once)) is not None


def number_waiting(scope: Scope) -> int:
    """How many nobody has answered; none is read for it. `scope` is of the whole municipality."""
    return db.session.scalar(select(func.count()).where(Feedback.answered_at.is_(None))) or 0


def waiting(scope: Scope) -> list[Said]:
    """Those that nobody has answered, the oldest first, so many as are listed. `scope` as above."""
    return _those(select(Feedback).where(Feedback.answered_at.is_(None)).order_by(Feedback.id).limit(NEWEST))


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
