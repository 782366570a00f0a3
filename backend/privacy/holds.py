"""What retention leaves: a legal hold on a person or a worker, or a selection for research, placed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from backend.access import trail
from backend.access.scope import Scope
from backend.privacy.disclosing import reachable, reason_given
from backend.privacy.extract import About
from backend.privacy.parts import RECIPIENT, WORKER
from schema import clock
from schema.db import db
from schema.tables import BreakGlass, Event, Execution, Hold, Recipient, User, Visit, VisitWorker, Worker

LEGAL, RESEARCH = "legal", "research"
KINDS = (LEGAL, RESEARCH)


@dataclass(frozen=True)
class HoldLine:
    """A hold as the register shows it. `who` is the person's name, `about` recipient or worker."""

    id: int
    kind: str
    about: str
    who: str
    recipient_id: int | None
    worker_id: int | None
    from_on: date | None
    until_on: date | None
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_why: str | None


def held() -> Select[int]:
    """The recipients of whom nothing may go: under a hold themselves, or ever visited by a worker under one.

    A worker's hold takes the people she was with along, since their facts are what it keeps.
    """
    standing = Hold.lifted_at.is_(None)
    herself = select(Hold.recipient_id).where(standing, Hold.recipient_id.is_not(None))
    workers = held_workers()
    visited = select(Execution.recipient_id).where(Execution.worker_id.in_(workers))
    planned = (
        select(Visit.recipient_id)
        .join(VisitWorker, VisitWorker.visit_id == Visit.id)
        .where(VisitWorker.worker_id.in_(workers))
    )
    told = select(Event.recipient_id).where(Event.worker_id.in_(workers))
    accounts = select(User.id).where(User.worker_id.in_(workers))
    opened = select(BreakGlass.recipient_id).where(BreakGlass.user_id.in_(accounts))
    return select(Recipient.id).where(
        or_(*(Recipient.id.in_(some) for some in (herself, visited, planned, told, opened)))
    )


def held_workers() -> Select[int | None]:
    """The workers under a hold."""
    return select(Hold.worker_id).where(Hold.lifted_at.is_(None), Hold.worker_id.is_not(None))


def place(
    scope: Scope, person: About, kind: str, reason: str, first: date | None = None, last: date | None = None
) -> Hold:
    """Put a recipient or a worker under a hold, at once. `first` and `last` say what it is about; all is kept.

    Raises NoReason, and KeyError for a kind or a person that cannot be held. The caller asked the scope, and commits.
    """
    if kind not in KINDS or person.kind not in (RECIPIENT, WORKER) or scope.user_id is None:
        raise KeyError(kind)
    told = reason_given(reason)
    made = Hold(
        kind=kind,
        recipient_id=person.id if person.kind == RECIPIENT else None,
        worker_id=person.id if person.kind == WORKER else None,
        from_on=first,
        until_on=last,
        reason=told,
        placed_by_user_id=scope.user_id,
        placed_at=clock.now(),
    )
    db.session.add(made)
    _noted(scope, made, told)
    return made


def lift(scope: Scope, hold_id: int, reason: str) -> bool:
    """End a hold, with a reason; False where there is none standing inside the scope. Raises NoReason."""
    told = reason_given(reason)
    row = db.session.get(Hold, hold_id)
    if row is None or row.lifted_at is not None or not _reaches(scope, row):
        return False
    row.lifted_at, row.lifted_by_user_id, row.lifted_why = clock.now(), scope.user_id, told
    _noted(scope, row, told)
    return True


def listing(scope: Scope, recipient_id: int | None = None) -> list[HoldLine]:
    """The holds on people inside the scope, those that stand first, then newest first; of one recipient if said."""
    placed, lifted = aliased(User), aliased(User)
    query = (
        select(Hold, placed.name, lifted.name)
        .join(placed, placed.id == Hold.placed_by_user_id)
        .outerjoin(lifted, lifted.id == Hold.lifted_by_user_id)
        .where(or_(Hold.recipient_id.in_(_seen(scope)), Hold.worker_id.in_(_staff(scope))))
        .order_by(Hold.lifted_at.is_not(None), Hold.placed_at.desc(), Hold.id.desc())
    )
    if recipient_id is not None:
        query = query.where(Hold.recipient_id == recipient_id)
    return [_line(row, by, ended_by) for row, by, ended_by in db.session.execute(query)]


def standing(scope: Scope, recipient_id: int) -> list[str]:
    """The kinds of hold that stand on a recipient inside the scope, for her page."""
    query = select(Hold.kind).where(
        Hold.recipient_id == recipient_id, Hold.recipient_id.in_(_seen(scope)), Hold.lifted_at.is_(None)
    )
    return sorted(set(db.session.scalars(query)))


def _seen(scope: Scope) -> Select[int]:
    return scope.people(select(Recipient.id))


def _staff(scope: Scope) -> Select[int]:
    return select(Worker.id).where(scope.units(Worker.unit_id))


def _reaches(scope: Scope, row: Hold) -> bool:
    kind, row_id = (RECIPIENT, row.recipient_id) if row.recipient_id is not None else (WORKER, row.worker_id)
    return row_id is not None and reachable(scope, kind, row_id) is not None


def _line(row: Hold, by: str, ended_by: str | None) -> HoldLine:
    herself = row.recipient_id is not None
    person: Any = db.session.get_one(Recipient if herself else Worker, row.recipient_id if herself else row.worker_id)
    return HoldLine(
        id=row.id, kind=row.kind, about=RECIPIENT if row.recipient_id is not None else WORKER,
        who=str(person.name), recipient_id=row.recipient_id, worker_id=row.worker_id, from_on=row.from_on,
        until_on=row.until_on, reason=row.reason, placed_at=row.placed_at, placed_by=by, lifted_at=row.lifted_at,
        lifted_by=ended_by, lifted_why=row.lifted_why,
    )  # fmt: skip


def _noted(scope: Scope, row: Hold, reason: str) -> None:
    trail.note(scope, "change", recipient_id=row.recipient_id, worker_id=row.worker_id, reason=reason)
