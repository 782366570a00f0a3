"""Who is told when somebody has not come: the steps of each unit, by the clock. Added and ended here, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from sqlalchemy import select

from backend.access.scope import Scope
from backend.telling.alerts import on_duty
from schema import clock
from schema.db import db
from schema.reach import e164, hashed_number
from schema.tables import OnCall

MOST_STEPS = 9
LONGEST_NAME = 80
MINUTES = range(1, 121)
DAY = 24 * 60


@dataclass(frozen=True)
class Typed:
    """A step as somebody wrote it; None where a field could not be read."""

    step: int | None
    name: str
    phone: str
    from_time: time | None
    to_time: time | None
    minutes: int | None


class Wrong(Exception):
    """What cannot be right: field → a code (missing, not_a_number, not_there, taken)."""

    def __init__(self, faults: dict[str, str]):
        super().__init__()
        self.faults = faults


def steps(scope: Scope, unit_id: int) -> Sequence[OnCall]:
    """The steps of a unit that stand, first told first; none outside the scope."""
    query = select(OnCall).where(OnCall.unit_id == unit_id, scope.units(OnCall.unit_id), OnCall.until_at.is_(None))
    return db.session.scalars(query.order_by(OnCall.step, OnCall.from_time, OnCall.id)).all()


def add(scope: Scope, unit_id: int, typed: Typed) -> OnCall | None:
    """A new step, from now on; None where the unit is outside the scope. The caller commits. Raises Wrong."""
    if not scope.covers(unit_id):
        return None
    standing, phone = steps(scope, unit_id), e164(typed.phone)
    faults = _faults(typed, phone, standing)
    if faults:
        raise Wrong(faults)
    row = OnCall(
        unit_id=unit_id, step=typed.step, name=typed.name.strip(), phone=phone, phone_hash=hashed_number(phone or ""),
        from_time=typed.from_time, to_time=typed.to_time, minutes=typed.minutes,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def end(scope: Scope, step_id: int) -> OnCall | None:
    """Whoever it was is not told any more; None where there is no such step in the scope. The caller commits."""
    query = select(OnCall).where(OnCall.id == step_id, scope.units(OnCall.unit_id), OnCall.until_at.is_(None))
    row = db.session.scalar(query)
    if row is not None:
        row.until_at = clock.now()
        db.session.flush()
    return row


def uncovered(standing: Iterable[OnCall]) -> list[tuple[time, time]]:
    """Pure: the spans of the clock in which nobody is told; one that passes midnight is one."""
    known = [(one.from_time, one.to_time) for one in standing]
    bare = [minute for minute in range(DAY) if not any(on_duty(*span, _clock(minute)) for span in known)]
    if len(bare) == DAY:
        return [(time(), time())]
    runs = [[minute for _, minute in run] for _, run in groupby(enumerate(bare), lambda pair: pair[1] - pair[0])]
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == DAY - 1:
        runs = [*runs[1:-1], runs[-1] + runs[0]]
    return [(_clock(run[0]), _clock((run[-1] + 1) % DAY)) for run in runs]


def _faults(typed: Typed, phone: str | None, standing: Sequence[OnCall]) -> dict[str, str]:
    step_there = typed.step is not None and 1 <= typed.step <= MOST_STEPS
    wrong = {
        "name": "missing" if not 0 < len(typed.name.strip()) <= LONGEST_NAME else "",
        "phone": "missing" if not typed.phone.strip() else "not_a_number" if phone is None else "",
        "step": "missing" if not step_there else "taken" if _taken(typed, standing) else "",
        "from_time": "missing" if typed.from_time is None else "",
        "to_time": "missing" if typed.to_time is None else "",
        "minutes": "missing" if typed.minutes not in MINUTES else "",
    }
    return {field: code for field, code in wrong.items() if code}


def _taken(typed: Typed, standing: Sequence[OnCall]) -> bool:
    """Whether somebody stands in the same place at the same hour: only one of them would be told."""
    begins, ends = typed.from_time, typed.to_time
    if begins is None or ends is None:
        return False
    return any(
        on_duty(begins, ends, one.from_time) or on_duty(one.from_time, one.to_time, begins)
        for one in standing
        if one.step == typed.step
    )


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
