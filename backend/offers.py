"""What a unit lets its recipients ask for, and by what its fee goes. Append-only: the last row is in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import UnitOffer, User

HOURS = range(73)
"""From nothing at all to three days before the visit."""
FEES = ("executed", "planned")


@dataclass(frozen=True)
class Offer:
    """What a unit offers. `ask_minutes`: so long before a visit she can ask for a change of it (12 hours unless the
    unit says otherwise; ours). `at` and `by`: when and by whom it was chosen; None where nobody ever did."""

    ask_minutes: int = 720
    fee_by: str = "executed"
    survey: bool = True
    at: datetime | None = None
    by: str | None = None

    @property
    def ask_hours(self) -> int:
        """The same in whole hours."""
        return self.ask_minutes // 60

    def until(self, window_start_at: datetime) -> datetime:
        """The instant from which on it is too late to ask for a change of a visit."""
        return window_start_at - timedelta(minutes=self.ask_minutes)


UNCHOSEN = Offer()
"""What holds where nobody has chosen."""


def standing(unit_ids: Collection[int]) -> dict[int, Offer]:
    """Unit → what it offers, by its last choice."""
    last = select(func.max(UnitOffer.id)).where(UnitOffer.unit_id.in_(sorted(unit_ids))).group_by(UnitOffer.unit_id)
    query = (
        select(UnitOffer.unit_id, UnitOffer.ask_minutes, UnitOffer.fee_by, UnitOffer.survey, UnitOffer.recorded_at,
               User.name)
        .outerjoin(User, User.id == UnitOffer.recorded_by_user_id)
        .where(UnitOffer.id.in_(last))
    )  # fmt: skip
    chosen = {row[0]: Offer(*row[1:]) for row in db.session.execute(query)}
    return {unit_id: chosen.get(unit_id, UNCHOSEN) for unit_id in unit_ids}


def of(unit_id: int) -> Offer:
    """What one unit offers."""
    return standing([unit_id])[unit_id]


def earlier(scope: Scope, unit_id: int, most: int = 5) -> list[Offer]:
    """The last choices of a unit of the scope, newest first."""
    query = (
        select(UnitOffer.ask_minutes, UnitOffer.fee_by, UnitOffer.survey, UnitOffer.recorded_at, User.name)
        .outerjoin(User, User.id == UnitOffer.recorded_by_user_id)
        .where(UnitOffer.unit_id == unit_id, scope.units(UnitOffer.unit_id))
        .order_by(UnitOffer.id.desc())
        .limit(most)
    )
    return [Offer(*row) for row in db.session.execute(query)]


def choose(scope: Scope, unit_id: int, hours: int, fee_by: str, survey: bool) -> bool:
    """Choose what a unit of the scope offers; False outside it, or where it cannot be chosen. The caller commits."""
    if not scope.covers(unit_id) or hours not in HOURS or fee_by not in FEES:
        return False
    db.session.add(
        UnitOffer(
            unit_id=unit_id, ask_minutes=hours * 60, fee_by=fee_by, survey=survey, recorded_at=clock.now(),
            recorded_by_user_id=scope.user_id,
        )
    )  # fmt: skip
    db.session.flush()
    return True
