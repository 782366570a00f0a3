"""What the municipality has filled in: the last of each name and language is in force. Append-only."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from backend.access import turn
from backend.access.scope import Scope
from backend.municipality.fields import FIELDS, Filled
from schema import clock
from schema.db import db
from schema.tables import PublicText


class InForce(NamedTuple):
    """What stands now. `mark` names this state: the id of the newest row, 0 for none."""

    filled: Filled
    mark: int
    changed_at: datetime | None


def in_force() -> InForce:
    """What is filled in at this moment."""
    last = select(func.max(PublicText.id)).group_by(PublicText.name, PublicText.language)
    rows = db.session.scalars(select(PublicText).where(PublicText.id.in_(last)).order_by(PublicText.id)).all()
    filled = {(row.name, row.language): row.value for row in rows if row.value}
    return InForce(filled, rows[-1].id if rows else 0, rows[-1].recorded_at if rows else None)


def record(scope: Scope, given: Filled, mark: int) -> bool:
    """Write what differs from what stands; False where somebody wrote since `mark`, and nothing is written then.

    `given` is without faults. The caller commits.
    """
    turn.take()
    now = in_force()
    kept = {(one.name, language) for one in FIELDS for language in one.languages}
    new = {key: text for key, text in given.items() if key in kept and text != now.filled.get(key, "")}
    if new and mark != now.mark:
        return False
    at = clock.now()
    for (name, language), text in sorted(new.items()):
        db.session.add(
            PublicText(name=name, language=language, value=text, recorded_at=at, recorded_by_user_id=scope.user_id)
        )
        db.session.flush()
    return True
