"""The register of personal data incidents (personuppgiftsincidenter): steps, appended; 72 hours to tell IMY."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Incident, User

FOUND, MEASURE, REPORTED, TOLD, CLOSED = "found", "measure", "reported", "told", "closed"
NEXT = (MEASURE, REPORTED, TOLD, CLOSED)
"""Steps that may follow the first, in any order and more than once; after `closed` none but a new measure."""
TO_REPORT = timedelta(hours=72)
"""From when it was found until it is reported to the authority (GDPR art. 33)."""


class Misstep(ValueError):
    """A step that cannot be taken; the message is a code: no_text, no_such_step, not_yet, closed."""


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
    """An incident with all its steps, oldest first."""

    number: int
    steps: tuple[Step, ...]

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


def open_case(scope: Scope, found_at: datetime, text: str) -> int:
    """Open an incident found at an instant; its number. Raises Misstep. The caller commits."""
    number = (db.session.scalar(select(func.max(Incident.number))) or 0) + 1
    _write(scope, number, FOUND, found_at, text)
    return number


def add(scope: Scope, number: int, step: str, happened_at: datetime, text: str) -> bool:
    """Append a step; False where there is no such incident. Raises Misstep. The caller commits."""
    known = case(number)
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


def _write(scope: Scope, number: int, step: str, happened_at: datetime, text: str) -> None:
    if not text.strip():
        raise Misstep("no_text")
    if happened_at > clock.now() or scope.user_id is None:
        raise Misstep("not_yet")
    db.session.add(
        Incident(
            number=number, step=step, happened_at=happened_at, text=text.strip(), user_id=scope.user_id,
            written_at=clock.now(),
        )
    )  # fmt: skip


def case(number: int) -> Case | None:
    """One incident; None where there is none."""
    return next(iter(_cases(_rows(number))), None)


def cases() -> list[Case]:
    """All incidents, those that are open first, then newest first."""
    return sorted(_cases(_rows(None)), key=lambda one: (one.closed, -one.number))


def _rows(number: int | None) -> Iterable[tuple[Incident, str]]:
    query = select(Incident, User.name).join(User, User.id == Incident.user_id)
    query = query.where(Incident.number == number) if number is not None else query
    return [(row, name) for row, name in db.session.execute(query.order_by(Incident.number, Incident.id))]


def _cases(rows: Iterable[tuple[Incident, str]]) -> list[Case]:
    steps: dict[int, list[Step]] = {}
    for row, name in rows:
        step = Step(row.step, row.happened_at, row.text, name, row.written_at)
        steps.setdefault(row.number, []).append(step)
    return [Case(number, tuple(taken)) for number, taken in steps.items()]
