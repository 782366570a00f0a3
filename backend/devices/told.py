"""A recipient is told of what a worker paired by another channel: a text to her own number, or a letter on paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from backend.devices import numbers
from notifications import letters
from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.reach import e164
from schema.settings import Settings
from schema.tables import Device, Message, Recipient, User, Worker

ARRIVED = (State.SENT, State.DELIVERED)


def tell(settings: Settings, recipient_id: int, token_hash: str) -> bool:
    """Queue a text about a device just paired; False where it must be a letter on paper. The caller commits.

    No text to a number that is not proven hers, to the worker's own telephone, or to who wants no texts.
    """
    one = db.session.get_one(Recipient, recipient_id)
    device = db.session.scalars(
        select(Device).where(Device.recipient_id == recipient_id, Device.token_hash == token_hash)
    ).first()
    if device is None or not _may_text(settings, one) or _is_the_workers(one, device):
        return False
    letters.write_letter(
        settings, one.phone or "", "device_paired", one.language, {}, way="sms", recipient_id=one.id,
        unit_id=one.unit_id,
    )  # fmt: skip
    return True


def _may_text(settings: Settings, one: Recipient) -> bool:
    wants = one.sms_detail != "none" and "sms" in letters.ways(settings)
    return wants and bool(one.phone) and isinstance(numbers.ready(one, "sms"), numbers.Ready)


def _is_the_workers(one: Recipient, device: Device) -> bool:
    """Whether the recipient's registered number is the telephone of the worker who paired: a letter goes instead."""
    query = select(Worker.phone).join(User, User.worker_id == Worker.id).where(User.id == device.paired_by_user_id)
    own = db.session.scalar(query)
    return bool(own and one.phone) and e164(own or "") == e164(one.phone or "")


def mark_told() -> int:
    """Note which texts about a worker's pairing have gone out; how many. The job owns the transaction."""
    waiting = select(Device).where(
        Device.way == "worker", Device.told_at.is_(None), Device.revoked_at.is_(None), Device.recipient_id.is_not(None)
    )
    told = 0
    for device in db.session.scalars(waiting.order_by(Device.id)).all():
        sent = select(Message.id).where(
            Message.recipient_id == device.recipient_id, Message.kind == Kind.LETTER,
            Message.created_at >= device.paired_at, Message.state.in_(ARRIVED),
        )  # fmt: skip
        if db.session.scalar(sent.limit(1)) is not None:
            device.told_at = clock.now()
            told += 1
    return told


def on_its_way(recipient_id: int, since: datetime) -> bool:
    """Whether a text about a device is queued or gone to her, so that no letter is asked for."""
    query = select(Message.id).where(
        Message.recipient_id == recipient_id, Message.kind == Kind.LETTER, Message.created_at >= since,
        Message.state.in_((State.QUEUED, State.SENDING, State.UNKNOWN, *ARRIVED)),
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None
