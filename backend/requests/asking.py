"""She asks to be without a visit to come, or to have it at another time, and takes that back.

From her own device, in a call in which she has proven herself, or written down on her word by staff who answer for her
unit. What is asked is bound to the recipient whom the caller has found so. No function commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, true

from backend import offers
from backend.access import turn
from backend.access.scope import Scope
from backend.declining import DECLINE
from backend.requests import standing
from backend.requests.standing import HELD, OPEN, WITHDRAWN, Asked
from backend.requests.wanted import Span
from schema import clock
from schema.db import db, insert_new
from schema.phone import written
from schema.tables import Recipient, RequestStep, Unit, Visit, VisitRequest

KINDS = (DECLINE, "other_time")
AHEAD = timedelta(days=7)
"""As many days as her device shows."""
LONGEST = 1000
"""Characters of her own words."""


@dataclass(frozen=True)
class Choice:
    """One of her visits, and what she may ask of it. `until`: from then on it is too late, as the unit has chosen."""

    visit_id: int
    revision: int
    window_start_at: datetime
    window_end_at: datetime
    until: datetime
    to_come: bool
    phone: str | None
    unit: str
    asked: Asked | None

    @property
    def held(self) -> bool:
        """Whether she has asked, and it is not answered with no."""
        return self.asked is not None and self.asked.state in HELD

    @property
    def may_ask(self) -> bool:
        """Whether she may ask now."""
        return self.to_come and not self.held and clock.now() < self.until


@dataclass(frozen=True)
class Wish:
    """What she asks. `once` was made with the form, so that a double press is one; `span`: of another time."""

    once: str
    kind: str
    span: Span | None = None
    text: str | None = None


def choice(scope: Scope, recipient_id: int, visit_id: int) -> Choice | None:
    """One visit of hers that her device shows or has shown; None for anything else.

    `scope` is her own, or that of staff who write it down: they may until the visit begins, for it is their unit that
    says what is too late.
    """
    query = select(Visit, Unit.phone, Unit.name).join(Unit, Unit.id == Visit.unit_id).where(_reached(scope))
    mine = (Visit.id == visit_id, Visit.recipient_id == recipient_id, Visit.revision > 0)
    near = Visit.date.between(clock.today() - AHEAD, clock.today() + AHEAD)
    fresh = {"populate_existing": True}
    row = db.session.execute(query.where(*mine, near), execution_options=fresh).one_or_none()
    if row is None:
        return None
    visit, now = row.Visit, clock.now()
    begins = visit.window_start_at
    return Choice(
        visit.id, visit.revision, begins, visit.window_end_at,
        offers.of(visit.unit_id).until(begins) if scope.by_herself else begins,
        visit.status == "planned" and not visit.cancelled and visit.window_start_at > now,
        written(row.phone) if row.phone else None, row.name, standing.of_visit(visit.id),
    )  # fmt: skip


def to_come(scope: Scope, recipient_id: int) -> list[int]:
    """Her visits that have yet to begin, as far ahead as her device shows, the next first. `scope` as in `choice`."""
    query = select(Visit.id).where(
        _reached(scope),
        Visit.recipient_id == recipient_id, Visit.revision > 0, Visit.cancelled.is_(False), Visit.status == "planned",
        Visit.window_start_at > clock.now(), Visit.date <= clock.today() + AHEAD,
    )  # fmt: skip
    ordered = query.order_by(Visit.window_start_at, Visit.id)
    return list(db.session.scalars(ordered))


def _reached(scope: Scope) -> ColumnElement[bool]:
    """The condition on `visit` that its recipient asks herself, or the scope answers for her."""
    if scope.by_herself:
        return true()
    theirs = select(Recipient.id).where(scope.answers_for(Recipient.unit_id), scope.visible())
    return Visit.recipient_id.in_(theirs)


def ask(scope: Scope, recipient_id: int, visit_id: int, wish: Wish) -> bool:
    """Record what she asks; False where she may not ask it now. The same form twice is one."""
    turn.take()
    found = choice(scope, recipient_id, visit_id)
    if found is None or wish.kind not in KINDS or (wish.kind != DECLINE) is (wish.span is None):
        return False
    if not found.may_ask:
        return found.asked is not None and _is(found.asked, wish.once)
    visit = db.session.get_one(Visit, visit_id, populate_existing=True)  # as it is since our turn came
    begins, ends = wish.span or (None, None)
    row = {
        "once": wish.once, "kind": wish.kind, "recipient_id": recipient_id, "visit_id": visit_id,
        "unit_id": visit.unit_id, "date": visit.date, "revision": visit.revision, "wanted_from_at": begins,
        "wanted_until_at": ends, "text": wish.text, "device_id": scope.device_id,
        "user_id": scope.user_id, "asked_at": clock.now(),
    }  # fmt: skip
    new = insert_new(VisitRequest, [row]).returning(VisitRequest.id)
    return db.session.scalar(new) is not None


def withdraw(scope: Scope, recipient_id: int, visit_id: int) -> bool:
    """Take back what she asked of a visit, while nobody has answered; False where there is nothing to take back."""
    turn.take()
    found = choice(scope, recipient_id, visit_id)
    if found is None or found.asked is None or found.asked.state != OPEN:
        return False
    by = {"device_id": scope.device_id, "user_id": scope.user_id}
    db.session.add(RequestStep(request_id=found.asked.id, step=WITHDRAWN, at=clock.now(), **by))
    db.session.flush()
    return True


def _is(asked: Asked, once: str) -> bool:
    """Whether a request came by a form."""
    return db.session.scalar(select(VisitRequest.once).where(VisitRequest.id == asked.id)) == once
