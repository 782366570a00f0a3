"""One batch of people erased, table by table: rows that go, rows that stay as empty references, in the order of keys.

Each step is one condition, which a dry run counts and a real run carries out: so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from backend.privacy.aged import EMPTY, GONE, MODELS, left_by_rows
from backend.privacy.holds import held
from backend.privacy.rules import ERASED
from backend.seals import removal
from schema import tables as t
from schema.walls import WALLED


@dataclass(frozen=True)
class Work:
    """What a run works with: the session of the owner, the run's id (None: only counting), and the rule."""

    session: Session
    run_id: int | None
    rule: str

    def take(self, name: str, condition: ColumnElement[bool], *, empty: bool = False) -> int:
        """Erase or empty the rows of a table that meet a condition; how many. Counts only when there is no run."""
        model: Any = MODELS[name]
        if self.run_id is None:
            return self.session.scalar(select(func.count()).select_from(model).where(condition)) or 0
        if empty:
            changed = self.session.execute(
                update(model).where(condition).values(EMPTY[name]()), execution_options=_BULK
            )
            return _rows(changed)
        if name in WALLED:
            ids = self.session.scalars(select(model.id).where(condition).order_by(model.id)).all()
            return removal.erase(name, ids, self.rule, self.run_id, self.session)
        return _rows(self.session.execute(delete(model).where(condition), execution_options=_BULK))


_BULK = {"synchronize_session": False}


def _rows(result: Any) -> int:
    return int(result.rowcount)


def people(work: Work, ids: Collection[int]) -> Iterator[tuple[str, int]]:
    """Erase everything about some recipients; table and number, step by step. They stay as references without a name.

    Who was put under a hold since the run began is left.
    """
    still = work.session.scalars(
        select(t.Recipient.id).where(t.Recipient.id.in_(ids), t.Recipient.id.not_in(held()))
    ).all()
    for name, condition, empty in _steps(still):
        kept = left_by_rows(MODELS[name], work.session)
        yield name, work.take(name, and_(condition, *kept), empty=empty)


def homes(work: Work, ids: Collection[int]) -> Iterator[tuple[str, int]]:
    """Empty homes where nobody is left, and their cards."""
    kept = left_by_rows(t.Card, work.session)
    if work.run_id is not None:
        living = select(t.Recipient.home_id).where(t.Recipient.digest != ERASED, t.Recipient.home_id.in_(ids))
        ids = sorted(set(ids) - set(work.session.scalars(living)))
    yield (
        "card",
        work.take("card", and_(t.Card.home_id.in_(ids), t.Card.token_hash.not_like(f"{GONE}%"), *kept), empty=True),
    )
    yield "home", work.take("home", t.Home.id.in_(ids), empty=True)


def workers(work: Work, ids: Collection[int]) -> Iterator[tuple[str, int]]:
    """Empty workers whom no visit names any more."""
    yield "plan_revision", work.take("plan_revision", _planned("workers", ids))
    yield "worker_photo", work.take("worker_photo", t.WorkerPhoto.worker_id.in_(ids))
    yield "worker", work.take("worker", t.Worker.id.in_(ids), empty=True)


def accounts(work: Work, ids: Collection[int]) -> Iterator[tuple[str, int]]:
    """Empty accounts that are closed; the log's rows lead to them until their own time."""
    yield "passkey", work.take("passkey", t.Passkey.user_id.in_(ids))
    yield "role_grant", work.take("role_grant", t.Grant.user_id.in_(ids))
    yield "user", work.take("user", t.User.id.in_(ids), empty=True)


def _planned(kind: str, ids: Any) -> ColumnElement[bool]:
    return and_(t.PlanRevision.kind == kind, t.PlanRevision.row_id.in_(ids))


def _steps(ids: Collection[int]) -> Iterator[tuple[str, ColumnElement[bool], bool]]:
    """Table, condition, and whether its rows are emptied: what points to others goes before them."""
    visits = select(t.Visit.id).where(t.Visit.recipient_id.in_(ids))
    relatives = select(t.Relative.id).where(t.Relative.recipient_id.in_(ids))
    keys = select(t.Gap.key).where(t.Gap.recipient_id.in_(ids))
    opened = select(t.BreakGlass.id).where(t.BreakGlass.recipient_id.in_(ids))
    plans: dict[str, Any] = {"decisions": t.Decision, "absences": t.Absence, "relatives": t.Relative}
    hers = _hers(t.Remark, ids, relatives)
    yield "remark_step", t.RemarkStep.remark_id.in_(select(t.Remark.id).where(hers)), False
    yield "remark", hers, False
    asked = select(t.VisitRequest.id).where(t.VisitRequest.recipient_id.in_(ids))
    yield "request_step", t.RequestStep.request_id.in_(asked), False
    yield "own_choice", _hers(t.OwnChoice, ids, relatives), False
    for name in ("visit_request", "survey_ask", "came_answer", "alert", "announcement", "inbound_text", "caller_pin"):
        yield name, MODELS[name].recipient_id.in_(ids), False
    yield "notice_wish", _hers(t.NoticeWish, ids, relatives), False
    yield "message", or_(_hers(t.Message, ids, relatives), t.Message.visit_id.in_(visits)), False
    yield "gap_review", t.GapReview.gap_key.in_(keys), False
    for name in ("gap", "execution", "event"):
        yield name, MODELS[name].recipient_id.in_(ids), False
    for name in ("promise", "visit_worker", "visit_alias", "visit_change", "visit_revision"):
        yield name, MODELS[name].visit_id.in_(visits), False
    yield "visit", t.Visit.recipient_id.in_(ids), False
    about = [_planned("recipients", ids)]
    about += [_planned(kind, select(one.id).where(one.recipient_id.in_(ids))) for kind, one in plans.items()]
    yield "plan_revision", or_(*about), False
    for name in ("absence", "decision"):
        yield name, MODELS[name].recipient_id.in_(ids), False
    for name in ("code", "withdrawal", "consent"):
        yield name, _hers(MODELS[name], ids, relatives), False
    yield "log_check", t.LogCheck.break_glass_id.in_(opened), False
    for name in ("handler", "break_glass", "disclosure", "hold", "task"):
        yield name, MODELS[name].recipient_id.in_(ids), False
    hers = _hers(t.Device, ids, relatives)
    yield "push_subscription", t.PushSubscription.device_id.in_(select(t.Device.id).where(hers)), False
    yield "device", and_(hers, t.Device.token_hash.not_like(f"{GONE}%")), True
    yield "relative", t.Relative.recipient_id.in_(ids), True
    yield "recipient", t.Recipient.id.in_(ids), True


def _hers(model: Any, ids: Collection[int], relatives: Any) -> ColumnElement[bool]:
    """Rows about some people or their relatives."""
    return or_(model.recipient_id.in_(ids), model.relative_id.in_(relatives))
