"""Requests as they stand: plain values, with what was answered and whether the plan says so too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from backend.declining import DECLINE
from backend.requests.agreement import AGREES, CONTRADICTS, WAITS, Grant, Said, agreement, agrees
from schema import clock
from schema.db import db
from schema.tables import RequestStep, Visit, VisitRequest, VisitRevision

OPEN, LAPSED = "open", "lapsed"
REFUSED, WITHDRAWN, REVERTED = "refused", "withdrawn", "reverted"
MOVED, CALLED_OFF = "moved", "called_off"
HELD = (OPEN, AGREES, WAITS, CONTRADICTS)
"""States in which a visit has its request: there is nothing more to ask for."""
BEGUN = ("in_progress", "done")


@dataclass(frozen=True)
class Asked:
    """One request. `state`: open, lapsed (nobody answered in time), refused, withdrawn, reverted; granted ones by how
    the plan stands to them: agrees, waits, contradicts, or moved (the visit is on another day now, for which nobody
    asked anything); called_off (the plan was first to cancel what she wanted at another time).

    `date` is the visit's day now, `asked_on` the day that she asked about; `in_plan` whether the visit is still in the
    plan at all. `answer` is the unit's word to her."""

    id: int
    kind: str
    recipient_id: int
    visit_id: int
    outside_id: str
    unit_id: int
    in_plan: bool
    asked_on: date
    date: date
    window_start_at: datetime
    window_end_at: datetime
    visit_status: str
    from_at: datetime | None
    until_at: datetime | None
    text: str | None
    asked_at: datetime
    state: str
    answered_at: datetime | None = None
    answer: str | None = None
    user_id: int | None = None
    """Who of the staff wrote it down on her word."""


def query() -> Select[VisitRequest, Visit]:
    """Requests with their visits."""
    return select(VisitRequest, Visit).join(Visit, Visit.id == VisitRequest.visit_id)


def load(chosen: Select[VisitRequest, Visit]) -> list[Asked]:
    """The requests of a query that begins as `query`, in its order."""
    rows = db.session.execute(chosen).all()
    steps = _steps([row.VisitRequest.id for row in rows])
    granted = [row.Visit.id for row in rows if _last(steps, row.VisitRequest.id) == "granted"]
    said = _said(granted)
    return [_asked(row.VisitRequest, row.Visit, steps[row.VisitRequest.id], said[row.Visit.id]) for row in rows]


def of_visit(visit_id: int) -> Asked | None:
    """The last request about a visit; None where nobody ever asked."""
    found = load(query().where(VisitRequest.visit_id == visit_id).order_by(VisitRequest.id.desc()).limit(1))
    return found[0] if found else None


def requests_of(recipient_id: int, most: int = 30) -> list[Asked]:
    """What she has asked for, the newest first, as her own page may show it."""
    mine = query().where(VisitRequest.recipient_id == recipient_id)
    return load(mine.order_by(VisitRequest.asked_at.desc(), VisitRequest.id.desc()).limit(most))


def _steps(request_ids: Sequence[int]) -> dict[int, list[RequestStep]]:
    found: dict[int, list[RequestStep]] = defaultdict(list)
    rows = select(RequestStep).where(RequestStep.request_id.in_(request_ids)).order_by(RequestStep.id)
    for step in db.session.scalars(rows):
        found[step.request_id].append(step)
    return found


def _last(steps: dict[int, list[RequestStep]], request_id: int) -> str | None:
    return steps[request_id][-1].step if steps[request_id] else None


def _said(visit_ids: Collection[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    one = VisitRevision
    rows = select(one.visit_id, one.number, one.published_at, one.window_start_at, one.cancelled)
    rows = rows.where(one.visit_id.in_(sorted(set(visit_ids)))).order_by(one.visit_id, one.number)
    for row in db.session.execute(rows):
        found[row.visit_id].append(Said(*row[1:]))
    return found


def _asked(request: VisitRequest, visit: Visit, steps: list[RequestStep], said: list[Said]) -> Asked:
    last = steps[-1] if steps else None
    return Asked(
        request.id, request.kind, request.recipient_id, visit.id, visit.outside_id, request.unit_id,
        visit.revision > 0, request.date, visit.date,
        visit.window_start_at, visit.window_end_at, visit.status, request.wanted_from_at, request.wanted_until_at,
        request.text, request.asked_at, _state(request, visit, last, said),
        last.at if last else None, last.text if last else None, request.user_id,
    )  # fmt: skip


def _state(request: VisitRequest, visit: Visit, last: RequestStep | None, said: list[Said]) -> str:
    moved = visit.date != request.date and not visit.cancelled
    if last is None:
        return LAPSED if moved else _unanswered(request, visit)
    if last.step != "granted":
        return last.step
    grant = Grant(request.kind, last.at, request.wanted_from_at, request.wanted_until_at)
    return MOVED if moved else agreement(grant, said, visit.revision)


def _unanswered(request: VisitRequest, visit: Visit) -> str:
    """How the plan in force stands to what nobody has answered: it may have done what she asked without a word."""
    if visit.cancelled:
        return AGREES if request.kind == DECLINE else CALLED_OFF
    grant = Grant(request.kind, request.asked_at, request.wanted_from_at, request.wanted_until_at)
    if request.kind != DECLINE and agrees(grant, visit.window_start_at, cancelled=False):
        return AGREES
    waits = visit.status == "planned" and visit.revision and visit.window_end_at > clock.now()
    return OPEN if waits else LAPSED
