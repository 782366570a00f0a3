"""What a unit's manager chose about its notices: whether they go out, and for how much. Append-only.

The caller owns the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from backend.access.scope import Scope
from backend.telling import spending
from backend.telling.units import ON, SHADOW
from notifications.events import SHORT_LIVED, Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Message, UnitNotice, User

ALWAYS = SHORT_LIVED | {Kind.ANSWER}
"""Kinds that go out whatever the unit's mode: somebody asked for them just now."""
HIGHEST = 1_000_000
"""Segments a month: more is a typing error."""


@dataclass(frozen=True)
class Chosen:
    """How a unit's notices stand. `at` and `by`: when and by whom it was chosen; None where nobody ever did."""

    mode: str = ON
    monthly_segments: int | None = None
    at: datetime | None = None
    by: str | None = None

    @property
    def shadow(self) -> bool:
        """Whether all is decided and composed, and nothing sent."""
        return self.mode == SHADOW


def standing(scope: Scope, unit_id: int) -> Chosen:
    """What was last chosen for a unit of the scope."""
    return next(iter(_last(scope, unit_id, 1)), Chosen())


def set_mode(scope: Scope, unit_id: int, mode: str) -> bool:
    """Let a unit's notices go out (`on`), or only be written (`shadow`); False outside the scope, or unchanged."""
    now = standing(scope, unit_id)
    return mode in (ON, SHADOW) and mode != now.mode and _write(scope, unit_id, replace(now, mode=mode))


def set_budget(scope: Scope, unit_id: int, segments: int | None) -> bool:
    """Give a unit so many segments a calendar month (None: no limit); False outside the scope, or unchanged."""
    now = standing(scope, unit_id)
    sound = segments is None or 0 <= segments <= HIGHEST
    new = replace(now, monthly_segments=segments)
    return sound and new != now and _write(scope, unit_id, new) and _freed(unit_id)


def undo(scope: Scope, unit_id: int) -> bool:
    """Choose again what stood before the last choice; False where there was none."""
    last = _last(scope, unit_id, 2)
    return bool(last) and _write(scope, unit_id, last[1] if len(last) > 1 else Chosen()) and _freed(unit_id)


def _last(scope: Scope, unit_id: int, most: int) -> list[Chosen]:
    query = (
        select(UnitNotice.mode, UnitNotice.monthly_segments, UnitNotice.recorded_at, User.name)
        .outerjoin(User, User.id == UnitNotice.recorded_by_user_id)
        .where(UnitNotice.unit_id == unit_id, scope.units(UnitNotice.unit_id))
        .order_by(UnitNotice.id.desc())
        .limit(most)
    )
    return [Chosen(*row) for row in db.session.execute(query)]


def _write(scope: Scope, unit_id: int, new: Chosen) -> bool:
    if not scope.covers(unit_id):
        return False
    db.session.add(
        UnitNotice(
            unit_id=unit_id, mode=new.mode, monthly_segments=new.monthly_segments, recorded_at=clock.now(),
            recorded_by_user_id=scope.user_id,
        )
    )  # fmt: skip
    if new.shadow:
        _hold_back(unit_id)
    db.session.flush()
    return True


def _freed(unit_id: int) -> bool:
    """What another budget held may be written anew, by this one."""
    spending.free(unit_id)
    return True


def _hold_back(unit_id: int) -> None:
    """What waits, as for the morning, is not sent from a unit that is in shadow mode by then."""
    waiting = update(Message).where(
        Message.unit_id == unit_id, Message.state == State.QUEUED, Message.kind.not_in(sorted(ALWAYS))
    )
    gone = {"state": State.SUPPRESSED, "reason": SHADOW, "settled_at": clock.now()}
    db.session.execute(waiting.values(**gone), execution_options={"synchronize_session": False})
