"""Break-glass: one recipient outside one's units opened for an hour, with a reason that stands on the trail.

Who asks types the exact personal number or outside id. Nobody of that name, somebody with protected identity and
somebody whose care has ended get one answer, from one query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from backend.access import limit, trail
from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import BreakGlass, Recipient

OPEN_FOR = timedelta(minutes=60)
LEAST_REASON = 10
"""Characters: "akut" is no reason that anybody can check."""
LONGEST = 500


class NoReason(ValueError):
    """The reason says too little."""


@dataclass(frozen=True)
class Opening:
    """One opening of the asker's that stands."""

    id: int
    recipient_id: int
    until_at: datetime

    @property
    def minutes_left(self) -> int:
        """Whole minutes until it closes by itself, at least one."""
        return max(1, round((self.until_at - clock.now()).total_seconds() / 60))


def exactly(asked: str) -> ColumnElement[bool]:
    """The condition that a recipient has this personal number (ten or twelve digits) or this outside id."""
    asked = asked.strip()[:100]
    digits = "".join(sign for sign in asked if sign.isdecimal())[-10:]
    return or_(
        Recipient.personal_number_hash == ring().look_up("personal_number", digits), Recipient.outside_id == asked
    )


def the_one(*conditions: ColumnElement[bool]) -> tuple[int, int] | None:
    """The row id and unit of the one recipient who fits; None for nobody, and for several (of different sources)."""
    rows = db.session.execute(select(Recipient.id, Recipient.unit_id).where(*conditions).limit(2)).all()
    return (rows[0].id, rows[0].unit_id) if len(rows) == 1 else None


def open_up(scope: Scope, asked: str, reason: str) -> int | None:
    """Open a recipient to the asker: her row id; None for nobody, or nobody who may be opened. The caller commits.

    Leaves a trail row either way. Raises NoReason, and TooMany (429) after too many tries; those are on the trail too.
    """
    reason = reason.strip()[:LONGEST]
    if scope.user_id is None or len(reason) < LEAST_REASON:
        raise NoReason
    try:
        limit.attempt("break_glass", scope.user_id)
    except limit.TooMany:
        trail.refused(scope, "break_glass_too_many")
        raise
    living = or_(Recipient.ended_on.is_(None), Recipient.ended_on >= clock.today())
    found = the_one(exactly(asked), scope.visible(), living)
    if found is None:
        trail.refused(scope, "break_glass")
        return None
    recipient_id, unit_id = found
    if not scope.covers(unit_id) and recipient_id not in scope.opened | scope.handled:
        now = clock.now()
        db.session.add(
            BreakGlass(
                user_id=scope.user_id, recipient_id=recipient_id, reason=reason, opened_at=now, until_at=now + OPEN_FOR
            )
        )
        db.session.flush()
        trail.note(scope, "break_glass", recipient_id=recipient_id, reason=reason)
    return recipient_id


def standing(scope: Scope) -> list[Opening]:
    """The asker's own openings that stand now, oldest first."""
    if not scope.opened:
        return []
    query = select(BreakGlass).where(
        BreakGlass.user_id == scope.user_id, BreakGlass.until_at > clock.now(), BreakGlass.closed_at.is_(None)
    )
    rows = db.session.scalars(query.order_by(BreakGlass.id))
    return [Opening(row.id, row.recipient_id, row.until_at) for row in rows]


def end(scope: Scope, opening_id: int) -> int | None:
    """Close an opening of the asker's own that stands: whose it was, or None for any other. The caller commits."""
    row = db.session.scalar(
        select(BreakGlass).where(
            BreakGlass.id == opening_id, BreakGlass.user_id == scope.user_id,
            BreakGlass.until_at > clock.now(), BreakGlass.closed_at.is_(None),
        )
    )  # fmt: skip
    if row is None:
        return None
    row.closed_at = clock.now()
    db.session.flush()
    return row.recipient_id
