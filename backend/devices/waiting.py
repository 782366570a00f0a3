"""What waits for the manager: devices that workers paired at home. She sees each, and approves or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from backend.access.scope import Scope
from backend.devices import devices, revoke, told
from schema import clock
from schema.db import db
from schema.tables import Consent, Device, Recipient, User


@dataclass(frozen=True)
class Waiting:
    """A device that a worker paired. `letter`: no text could be sent, so a letter on paper is to be."""

    device_id: int
    recipient_id: int
    recipient: str
    unit_id: int
    worker: str
    label: str | None
    paired_at: datetime
    seen: bool
    told: bool
    letter: bool
    basis: str
    how: str
    given_by: str | None
    own: bool
    """Whether the reader herself paired it: another must approve it."""


def listing(scope: Scope) -> list[Waiting]:
    """What waits in the scope, the oldest first."""
    rows = db.session.execute(_pending(scope).order_by(Device.paired_at, Device.id)).all()
    return [_line(scope, device, one, worker) for device, one, worker in rows]


def approve(scope: Scope, device_id: int) -> int | None:
    """The manager has seen it and lets it be: whose it is; None outside the scope or where she paired it herself."""
    device = _one(scope, device_id)
    if device is None or device.paired_by_user_id == scope.user_id:
        return None
    device.seen_at, device.seen_by_user_id = clock.now(), scope.user_id
    return device.recipient_id


def letter_sent(scope: Scope, device_id: int) -> int | None:
    """A letter on paper has gone to the recipient: whose it is; None as for `approve`."""
    device = _one(scope, device_id)
    if device is None or device.paired_by_user_id == scope.user_id:
        return None
    device.told_at = clock.now()
    return device.recipient_id


def refuse(scope: Scope, device_id: int) -> int | None:
    """The device is cut off at once: whose it was; None outside the scope."""
    device = _one(scope, device_id)
    if device is None:
        return None
    revoke.one(device.id, "not_seen", scope.user_id)
    return device.recipient_id


def _pending(scope: Scope) -> Any:
    query: Any = (
        select(Device, Recipient, User.name)
        .join(Recipient, Recipient.id == Device.recipient_id)
        .join(User, User.id == Device.paired_by_user_id)
        .where(Device.way == "worker", or_(Device.seen_at.is_(None), Device.told_at.is_(None)))
        .where(devices.open_now(), devices.living())
    )
    return scope.people(query)


def _one(scope: Scope, device_id: int) -> Device | None:
    row = db.session.execute(_pending(scope).where(Device.id == device_id)).one_or_none()
    found: Device | None = row[0] if row else None
    return found


def _line(scope: Scope, device: Device, one: Recipient, worker: str) -> Waiting:
    consent = db.session.scalars(
        select(Consent)
        .where(Consent.recipient_id == one.id, Consent.what == "device", Consent.recorded_at <= device.paired_at)
        .order_by(Consent.id.desc())
        .limit(1)
    ).first()
    return Waiting(
        device.id, one.id, one.name, one.unit_id, worker, device.label, device.paired_at, device.seen_at is not None,
        device.told_at is not None, device.told_at is None and not told.on_its_way(one.id, device.paired_at),
        consent.basis if consent else "", consent.how if consent else "", consent.given_by if consent else None,
        device.paired_by_user_id == scope.user_id,
    )  # fmt: skip
