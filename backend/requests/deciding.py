"""What waits for whoever plans, and her answers. Each answer is a step; what follows from it is derived by the caller.

No function commits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select

from backend.access import turn
from backend.access.scope import Scope
from backend.declining import GRANTED
from backend.requests import standing
from backend.requests.agreement import CONTRADICTS, WAITS
from backend.requests.standing import BEGUN, LAPSED, MOVED, OPEN, REFUSED, REVERTED, Asked
from schema import clock
from schema.db import db
from schema.tables import Recipient, RequestStep, Unit, User, Visit, VisitRequest

LONGEST = 400
"""Characters of a word to her."""
FROM = {GRANTED: (OPEN,), REFUSED: (OPEN, LAPSED), REVERTED: (WAITS, CONTRADICTS, MOVED)}
"""Step → the states from which it may be taken."""


@dataclass(frozen=True)
class Line:
    """One request with whose it is, as the planner's page shows it."""

    asked: Asked
    name: str
    unit: str
    by: str | None = None
    """Who of the staff wrote it down on her word."""

    @property
    def may_grant(self) -> bool:
        """Whether it is in time to say yes."""
        return self.asked.state == OPEN


class AlreadyDone(Exception):
    """A colleague was first, or she took it back: the step is none any more."""


def board(scope: Scope) -> list[Line]:
    """What is not finished in the scope's units: to be answered, contradicted by the plan, waiting for it.

    Contradicted ones first, then by the visit's time. Of days that are over nothing.
    """
    rows = _lines(_inside(scope).where(*_not_over()))
    order = (CONTRADICTS, MOVED, OPEN, LAPSED, WAITS)
    kept = [line for line in rows if line.asked.state in order]
    return sorted(kept, key=lambda line: (order.index(line.asked.state), line.asked.window_start_at, line.asked.id))


def waiting(scope: Scope) -> int:
    """How many requests wait for somebody to do something."""
    return sum(line.asked.state in (OPEN, LAPSED, CONTRADICTS, MOVED) for line in board(scope))


def decide(scope: Scope, request_id: int, step: str, word: str) -> Asked | None:
    """Take a step (granted, refused, reverted) with a word to her: the request as it stood, or None where there is
    none in the scope, or no such step. Raises AlreadyDone."""
    turn.take()
    found = _lines(_inside(scope).where(VisitRequest.id == request_id))
    if not found or step not in FROM:
        return None
    asked = found[0].asked
    if asked.state not in FROM[step] or asked.visit_status in BEGUN:
        raise AlreadyDone
    row = RequestStep(
        request_id=request_id, step=step, text=word[:LONGEST] or None, user_id=scope.user_id, at=clock.now()
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return asked


def contradicted(source: str, unit_ids: Collection[int] | None = None) -> list[Asked]:
    """What is granted and the plan of a source says otherwise, of days not over. `unit_ids` None: of all units."""
    here = standing.query().where(Visit.source == source, *_not_over())
    if unit_ids is not None:
        here = here.where(VisitRequest.unit_id.in_(sorted(unit_ids)))
    ordered = here.order_by(Visit.window_start_at, VisitRequest.id)
    return [one for one in standing.load(ordered) if one.state in (CONTRADICTS, MOVED)]


def _not_over() -> tuple[ColumnElement[bool], ...]:
    """The conditions on a visit that something may still be done about it: in the plan, not begun, its day not over."""
    return Visit.revision > 0, Visit.date >= clock.today(), Visit.status.not_in(BEGUN)


def _inside(scope: Scope) -> Select[VisitRequest, Visit]:
    joined = standing.query().join(Recipient, Recipient.id == VisitRequest.recipient_id)
    return joined.where(scope.answers_for(VisitRequest.unit_id), scope.visible())


def _lines(chosen: Select[VisitRequest, Visit]) -> list[Line]:
    asked = standing.load(chosen.order_by(Visit.window_start_at, VisitRequest.id))
    people = sorted({one.recipient_id for one in asked})
    names = {id_: name for id_, name in db.session.execute(select(Recipient.id, Recipient.name).where(
        Recipient.id.in_(people)))}  # fmt: skip
    units = {id_: name for id_, name in db.session.execute(select(Unit.id, Unit.name).where(
        Unit.id.in_(sorted({one.unit_id for one in asked}))))}  # fmt: skip
    staff = {id_: name for id_, name in db.session.execute(select(User.id, User.name).where(
        User.id.in_(sorted({one.user_id for one in asked if one.user_id is not None}))))}  # fmt: skip
    return [
        Line(one, names[one.recipient_id], units[one.unit_id], staff[one.user_id] if one.user_id else None)
        for one in asked
    ]
