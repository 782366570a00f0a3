"""The register of personal data incidents (personuppgiftsincidenter): steps, appended; 72 hours to tell IMY.

An incident concerns some units, or the whole municipality. Its words may tell of anybody there, so it is open to
whoever answers for all of them, and to nobody else: to the rest it is not there.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Incident, Unit, User

FOUND, MEASURE, REPORTED, TOLD, CLOSED = "found", "measure", "reported", "told", "closed"
NEXT = (MEASURE, REPORTED, TOLD, CLOSED)
"""Steps that may follow the first, in any order and more than once; after `closed` none but a new measure."""
LOWEST = 100_000
"""Numbers have six digits."""
TO_REPORT = timedelta(hours=72)
"""From when it was found until it is reported to the authority (GDPR art. 33)."""


class Misstep(ValueError):
    """A step that cannot be taken; the message is a code: no_text, no_such_step, not_yet, closed, no_unit."""


@dataclass(frozen=True)
class Step:
    """A step of an incident's record."""

    step: str
    happened_at: datetime
    text: str
    by: str
    written_at: datetime


@dataclass(frozen=True)
class Case:
    """An incident with all its steps, oldest first, and the units that it concerns (none: the whole municipality)."""

    number: int
    steps: tuple[Step, ...]
    units: tuple[str, ...]
    unit_id: int | None
    """The one unit that it concerns; None for several, or all."""

    @property
    def found_at(self) -> datetime:
        """When it was found."""
        return self.steps[0].happened_at

    @property
    def due_at(self) -> datetime:
        """Until when it is to be reported."""
        return self.found_at + TO_REPORT

    def first(self, step: str) -> datetime | None:
        """When a step was first taken; None when it was not."""
        return min((one.happened_at for one in self.steps if one.step == step), default=None)

    @property
    def closed(self) -> bool:
        """Whether its last step closed it."""
        return self.steps[-1].step == CLOSED

    def hours_left(self, now: datetime) -> int:
        """Whole hours until it must be reported; negative when it is late."""
        return (self.due_at - now) // timedelta(hours=1)


def open_case(scope: Scope, found_at: datetime, text: str, unit_ids: Collection[int] = ()) -> int:
    """Open an incident found at an instant, that concerns some units (none: the whole municipality); its number.

    Raises Misstep. The caller commits.
    """
    number, units = _free_number(), tuple(sorted(set(unit_ids)))
    if not _reaches(scope, units) or set(units) - set(_names(units)):
        raise Misstep("no_unit")
    _write(scope, number, FOUND, found_at, text, units)
    return number


def add(scope: Scope, number: int, step: str, happened_at: datetime, text: str) -> bool:
    """Append a step; False where no such incident is open to the scope. Raises Misstep. The caller commits."""
    known = case(scope, number)
    if known is None:
        return False
    if step not in NEXT:
        raise Misstep("no_such_step")
    if known.closed and step != MEASURE:
        raise Misstep("closed")
    if happened_at < known.found_at:
        raise Misstep("not_yet")
    _write(scope, number, step, happened_at, text)
    return True


def case(scope: Scope, number: int) -> Case | None:
    """One incident; None where none of that number is open to the scope."""
    return next(iter(_cases(_numbers(scope, Incident.number == number))), None)


def cases(scope: Scope) -> list[Case]:
    """The incidents that are open to the scope, those that run first, then the last found first."""
    return sorted(_cases(_numbers(scope)), key=lambda one: (one.closed, -one.found_at.timestamp(), one.number))


def _write(
    scope: Scope, number: int, step: str, happened_at: datetime, text: str, units: tuple[int, ...] | None = None
) -> None:  # fmt: skip
    if not text.strip():
        raise Misstep("no_text")
    if happened_at > clock.now() or scope.user_id is None:
        raise Misstep("not_yet")
    db.session.add(
        Incident(
            number=number, step=step, happened_at=happened_at, text=text.strip(), user_id=scope.user_id,
            written_at=clock.now(), unit_ids=units,
        )
    )  # fmt: skip


def _free_number() -> int:
    """A number that nobody has, drawn by chance: one in a row would tell one unit how many incidents others have."""
    while True:
        number = LOWEST + secrets.randbelow(9 * LOWEST)
        if db.session.scalar(select(Incident.id).where(Incident.number == number).limit(1)) is None:
            return number


def _reaches(scope: Scope, units: Collection[int]) -> bool:
    """Whether the scope answers for everything that an incident concerns."""
    return scope.unit_ids is None or (bool(units) and all(map(scope.covers, units)))


def _numbers(scope: Scope, *conditions: ColumnElement[bool]) -> dict[int, tuple[int, ...]]:
    """The incidents that are open to the scope, by number, with their units; nothing of the others is read."""
    first = select(Incident.number, Incident.unit_ids).where(Incident.step == FOUND, *conditions)
    return {number: units or () for number, units in db.session.execute(first) if _reaches(scope, units or ())}


def _cases(numbers: Mapping[int, tuple[int, ...]]) -> list[Case]:
    if not numbers:
        return []
    query = select(Incident, User.name).join(User, User.id == Incident.user_id)
    query = query.where(Incident.number.in_(sorted(numbers))).order_by(Incident.number, Incident.id)
    steps: dict[int, list[Step]] = {}
    for row, name in db.session.execute(query):
        step = Step(row.step, row.happened_at, row.text, name, row.written_at)
        steps.setdefault(row.number, []).append(step)
    names = _names({unit for units in numbers.values() for unit in units})
    return [
        Case(number, tuple(taken), tuple(sorted(names[unit] for unit in units)), units[0] if len(units) == 1 else None)
        for number, taken in steps.items() for units in (numbers[number],)
    ]  # fmt: skip


def _names(unit_ids: Collection[int]) -> dict[int, str]:
    query = select(Unit.id, Unit.name).where(Unit.id.in_(sorted(unit_ids)))
    return {unit_id: name for unit_id, name in db.session.execute(query)}
