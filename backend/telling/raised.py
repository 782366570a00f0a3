"""Visits that nobody has come to, as a manager sees them: who was told and when, and who has taken it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, true, update

from backend.access.scope import Scope
from backend.telling import alerts, readers
from notifications.events import Kind
from schema import clock
from schema.db import db
from schema.tables import Alert, Message, MessageLedger, OnCall, Recipient, User, Visit


@dataclass(frozen=True)
class Told:
    """Somebody on call who was sent a text, and how far that came (a state of messages)."""

    name: str
    at: datetime
    state: str


@dataclass(frozen=True)
class Next:
    """What comes if nobody takes it by then: the next one's name, or None: her relatives are told."""

    name: str | None
    at: datetime


@dataclass(frozen=True)
class Raised:
    """One visit that nobody has come to."""

    id: int
    visit_id: int
    recipient_id: int
    recipient: str
    unit_id: int
    window_start_at: datetime
    window_end_at: datetime
    told: tuple[Told, ...]
    then: Next | None
    taken_at: datetime | None
    taken_by: str | None
    """None where somebody on call took it by a text."""
    escalated_at: datetime | None
    relatives: int
    """How many of her relatives chose to hear of such a thing."""


class AlreadyTaken(Exception):
    """A colleague was first."""


def raised(scope: Scope, unit_id: int | None = None) -> list[Raised]:
    """The alerts of the scope's units that are not over, the oldest window first; `unit_id` narrows to one unit."""
    mine = true() if unit_id is None else Alert.unit_id == unit_id
    query = _inside(scope).add_columns(Visit, Recipient.name, User.name.label("by"))
    query = query.join(Visit, Visit.id == Alert.visit_id).outerjoin(User, User.id == Alert.taken_by_user_id)
    rows = db.session.execute(query.where(mine).order_by(Visit.window_start_at, Alert.id)).all()
    found = [row.Alert for row in rows]
    told, chains = _told(found), alerts.chains({alert.unit_id for alert in found})
    kin = readers.readers({alert.recipient_id for alert in found}, clock.today()) if found else {}
    return [_shown(row, told.get(row.Alert.visit_id, ()), chains, kin) for row in rows]


def take(scope: Scope, alert_id: int) -> int | None:
    """She takes it, and nobody more is told: whom it is about; None outside the scope. The caller commits.

    Raises AlreadyTaken.
    """
    alert = _one(scope, alert_id)
    if alert is None:
        return None
    free = update(Alert).where(Alert.id == alert.id, Alert.taken_at.is_(None))
    mine = free.values(taken_at=clock.now(), taken_by_user_id=scope.user_id).returning(Alert.id)
    if db.session.scalar(mine, execution_options={"synchronize_session": False}) is None:
        raise AlreadyTaken
    return alert.recipient_id


def give_back(scope: Scope, alert_id: int) -> int | None:
    """Nobody has it any more, and the next one is told: whom it is about; None where it is not taken."""
    alert = _one(scope, alert_id)
    if alert is None or alert.taken_at is None:
        return None
    alert.taken_at = alert.taken_by_user_id = None
    db.session.flush()
    return alert.recipient_id


def tell_relatives(scope: Scope, alert_id: int) -> int | None:
    """Her relatives hear of it now: whom it is about; None outside the scope. Told once, however often it is asked."""
    alert = _one(scope, alert_id)
    if alert is None:
        return None
    alerts.escalate(alert, db.session.get_one(Visit, alert.visit_id))
    db.session.flush()
    return alert.recipient_id


def _inside(scope: Scope) -> Any:
    query = select(Alert).join(Recipient, Recipient.id == Alert.recipient_id)
    return query.where(Alert.over_at.is_(None), scope.units(Alert.unit_id), scope.visible())


def _one(scope: Scope, alert_id: int) -> Alert | None:
    found: Alert | None = db.session.scalar(_inside(scope).where(Alert.id == alert_id))
    return found


def _told(found: Sequence[Alert]) -> dict[int, tuple[Told, ...]]:
    """Visit → who was sent a text of it, first told first."""
    units_ = {alert.unit_id for alert in found}
    on_call = db.session.scalars(select(OnCall).where(OnCall.unit_id.in_(sorted(units_)))).all() if found else []
    keys = {
        f"{Kind.ALERT}:{alert.visit_id}:{one.id}": (alert.visit_id, one.name)
        for alert in found
        for one in on_call
        if one.unit_id == alert.unit_id
    }
    query = (
        select(MessageLedger.dedupe_key, Message.created_at, Message.state)
        .join(Message, Message.id == MessageLedger.message_id)
        .where(MessageLedger.dedupe_key.in_(sorted(keys)))
        .order_by(Message.created_at, Message.id)
    )
    told: dict[int, tuple[Told, ...]] = {}
    for key, at, state in db.session.execute(query) if keys else ():
        visit_id, name = keys[key]
        told[visit_id] = (*told.get(visit_id, ()), Told(name, at, state))
    return told


def _shown(
    row: Any, told: tuple[Told, ...], chains: dict[int, list[OnCall]], kin: dict[int, list[readers.Reader]]
) -> Raised:  # fmt: skip
    alert, visit = row.Alert, row.Visit
    hears = [one for one in kin.get(alert.recipient_id, ()) if one.relative_id is not None]
    return Raised(
        alert.id, alert.visit_id, alert.recipient_id, row.name, alert.unit_id, visit.window_start_at,
        visit.window_end_at, told, _then(alert, chains.get(alert.unit_id, [])), alert.taken_at, row.by,
        alert.escalated_at, len(hears),
    )  # fmt: skip


def _then(alert: Alert, chain: Sequence[OnCall]) -> Next | None:
    here = next((one for one in chain if one.step == alert.step), None)
    if here is None or alert.told_at is None or alert.taken_at or alert.escalated_at:
        return None
    after = next((one for one in chain if one.step > alert.step), None)
    return Next(after.name if after else None, alert.told_at + timedelta(minutes=here.minutes))
