"""Browsers that are pushed to: a paired device, or a relative's, whose owner pressed the button on it.

A subscription falls with its device. What is told there is decided elsewhere; here, who may be told at all.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select, update

from backend.access.consent import consents_hold
from backend.devices.devices import consent_until, held, living, open_now, outlived, same_number
from backend.devices.relatives import same_reach, sights
from notifications.channels.web_push import GONE, NAME
from schema import clock
from schema.db import db
from schema.push import Browser, PushAddress
from schema.tables import Device, Message, PushSubscription, Recipient, Relative

_LEAVE = {"synchronize_session": False}


def turn_on(token: str | None, address: PushAddress) -> bool:
    """Push to this browser from now on about everybody whom it shows; False where it shows nobody. The caller commits.

    A browser has one address: another one that it had is ended.
    """
    mine = _devices(token)
    turn_off(token)
    for device_id in mine:
        db.session.add(
            PushSubscription(
                device_id=device_id, endpoint=address.endpoint, endpoint_hash=address.hash, p256dh=address.p256dh,
                auth=address.auth, subscribed_at=clock.now(),
            )
        )  # fmt: skip
    db.session.flush()
    return bool(mine)


def turn_off(token: str | None) -> bool:
    """Push to it no more; False where nobody did. The caller commits."""
    return bool(_end(PushSubscription.device_id.in_(_devices(token)), "by_owner"))


def is_on(token: str | None) -> bool:
    """Whether this browser is pushed to."""
    which = PushSubscription.device_id.in_(_devices(token)), PushSubscription.ended_at.is_(None)
    return db.session.scalar(select(PushSubscription.id).where(*which).limit(1)) is not None


def _devices(token: str | None) -> list[int]:
    own = [one.device_id for one in held(token) if not one.pending]
    return [*own, *(one.device_id for one in sights(token))]


def open_to(recipient_ids: Collection[int]) -> list[Browser]:
    """The browsers that may be told of some recipients at this moment, by the conditions under which they show them."""
    ids = sorted(recipient_ids)
    return [*_own(ids), *_of_relatives(ids)]


def _own(ids: Collection[int]) -> list[Browser]:
    approved = or_(Device.way != "worker", and_(Device.seen_at.is_not(None), Device.told_at.is_not(None)))
    query = (
        select(PushSubscription, Device.paired_at, Recipient.id, Recipient.language, consent_until().label("until"))
        .join(Device, Device.id == PushSubscription.device_id)
        .join(Recipient, Recipient.id == Device.recipient_id)
        .where(Recipient.id.in_(ids), PushSubscription.ended_at.is_(None), Device.kind == "browser", open_now())
        .where(living(), same_number(), approved)
        .order_by(PushSubscription.id)
    )
    return [
        Browser(row.id, None, _address(row.PushSubscription), row.language)
        for row in db.session.execute(query)
        if not outlived(row.paired_at, row.until)
    ]


def _of_relatives(ids: Collection[int]) -> list[Browser]:
    query = (
        select(PushSubscription, Relative)
        .join(Device, Device.id == PushSubscription.device_id)
        .join(Relative, Relative.id == Device.relative_id)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(Recipient.id.in_(ids), PushSubscription.ended_at.is_(None), Device.kind == "browser", open_now())
        .where(same_reach(), consents_hold(), living())
        .order_by(PushSubscription.id)
    )
    return [
        Browser(kin.recipient_id, kin.id, _address(row), kin.language, kin.may_see)
        for row, kin in db.session.execute(query)
    ]


def _address(row: PushSubscription) -> PushAddress:
    return PushAddress(row.endpoint, row.p256dh, row.auth)


def end_closed() -> int:
    """End the subscriptions of devices that have ended, and those that a push service knows no more; how many.

    The caller commits.
    """
    gone = select(Message.id).where(
        Message.number_hash == PushSubscription.endpoint_hash, Message.channel == NAME, Message.reason == GONE,
        Message.settled_at >= PushSubscription.subscribed_at,
    )  # fmt: skip
    closed = PushSubscription.device_id.in_(select(Device.id).where(~open_now()))
    return _end(closed, "device_ended") + _end(gone.correlate(PushSubscription).exists(), GONE)


def _end(which: ColumnElement[bool], why: str) -> int:
    put = update(PushSubscription).where(which, PushSubscription.ended_at.is_(None))
    ended = db.session.execute(put.values(ended_at=clock.now(), ended_why=why), execution_options=_LEAVE)
    return int(ended.rowcount)  # type: ignore[attr-defined]  # an update has a rowcount
