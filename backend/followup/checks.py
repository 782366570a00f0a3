"""What a log check came to. Append-only: a second check of the same is a second row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from backend.access.scope import Scope
from backend.followup.reach import not_own, staff_of
from schema import clock
from schema.db import db
from schema.tables import BreakGlass, LogCheck, Recipient, User

VERDICTS = ("in_order", "asked", "misuse")
LONGEST = 2_000


class Unfounded(ValueError):
    """An unknown verdict, or one other than in order without a word why."""


@dataclass(frozen=True)
class Finding:
    """What the checker says of what she looked through."""

    verdict: str
    text: str
    from_on: date
    until_on: date


@dataclass(frozen=True)
class Done:
    """A log check as it stands on record. `whose` is None for a random sample."""

    checked_at: datetime
    checked_by: str
    whose: str | None
    from_on: date
    until_on: date
    verdict: str
    text: str | None
    was_opening: bool


@dataclass(frozen=True)
class Opening:
    """A break-glass opening that nobody else has checked yet."""

    id: int
    who: str
    number: int
    opened_at: datetime
    until_at: datetime
    closed_at: datetime | None
    reason: str


def unchecked(scope: Scope) -> list[Opening]:
    """The break-glass openings inside the scope, not the asker's own, that nobody has checked; oldest first."""
    query = _openings(scope).where(~select(LogCheck.id).where(LogCheck.break_glass_id == BreakGlass.id).exists())
    rows = db.session.execute(query.order_by(BreakGlass.id)).all()
    return [
        Opening(one.id, name, one.recipient_id, one.opened_at, one.until_at, one.closed_at, one.reason)
        for one, name in rows
    ]


def check_opening(scope: Scope, opening_id: int, verdict: str, text: str) -> bool:
    """Record the check of one opening; False where it is the asker's own, or none of hers to check. Raises Unfounded.

    The caller commits.
    """
    found = db.session.execute(_openings(scope).where(BreakGlass.id == opening_id)).first()
    if found is None:
        return False
    opened: BreakGlass = found[0]
    on = clock.local_date(opened.opened_at)
    _record(scope, Finding(verdict, text, on, clock.local_date(opened.until_at)), opened.user_id, opened.id)
    return True


def check_accesses(scope: Scope, user_id: int | None, finding: Finding) -> bool:
    """Record the check of somebody's accesses over a period, or of a random sample (`user_id` None).

    False for the asker herself, and for whoever is outside the scope. Raises Unfounded. The caller commits.
    """
    if user_id is not None and db.session.scalar(select(User.id).where(User.id == user_id, staff_of(scope))) is None:
        return False
    _record(scope, finding, user_id, None)
    return True


def done(scope: Scope, limit: int = 20) -> list[Done]:
    """The last log checks by anybody of what the scope may check, newest first."""
    whose, by = aliased(User), aliased(User)
    query = select(LogCheck, whose.name, by.name).join(by, by.id == LogCheck.checked_by_user_id)
    query = query.outerjoin(whose, whose.id == LogCheck.user_id).where(not_own(scope, LogCheck.user_id))
    if scope.unit_ids is not None:
        own_staff = LogCheck.user_id.in_(select(User.id).where(staff_of(scope)))
        query = query.where(own_staff | (LogCheck.checked_by_user_id == scope.user_id))
    rows = db.session.execute(query.order_by(LogCheck.id.desc()).limit(limit)).all()
    return [
        Done(one.checked_at, checker, name, one.from_on, one.until_on, one.verdict, one.text, bool(one.break_glass_id))
        for one, name, checker in rows
    ]  # fmt: skip


def _openings(scope: Scope) -> Select[BreakGlass, str]:
    by_staff = BreakGlass.user_id.in_(select(User.id).where(staff_of(scope)))
    return (
        select(BreakGlass, User.name)
        .join(User, User.id == BreakGlass.user_id)
        .join(Recipient, Recipient.id == BreakGlass.recipient_id)
        .where(not_own(scope, BreakGlass.user_id), scope.visible(), scope.units(Recipient.unit_id) | by_staff)
    )


def _record(scope: Scope, finding: Finding, user_id: int | None, opening_id: int | None) -> None:
    text = finding.text.strip()[:LONGEST]
    if finding.verdict not in VERDICTS or (finding.verdict != "in_order" and not text) or scope.user_id is None:
        raise Unfounded
    db.session.add(
        LogCheck(
            user_id=user_id, break_glass_id=opening_id, from_on=finding.from_on, until_on=finding.until_on,
            verdict=finding.verdict, text=text or None, checked_by_user_id=scope.user_id, checked_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
