"""Revoking: devices and feeds end, open codes die, queued messages are dropped. All in the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select, update
from sqlalchemy.orm import aliased

from backend.access.consent import consents_hold
from backend.devices import caller_pins
from backend.devices.devices import consent_until, living, outlived, same_number
from backend.devices.relatives import same_reach
from notifications.events import SHORT_LIVED, Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import CallerPin, Code, Device, Message, Recipient, Relative

FOR_GOOD = frozenset({"ended", "protected"})
"""Reasons that close a recipient's relatives with her."""
LISTS = (Kind.MORNING, Kind.EVENING, Kind.DAY_CALL)
_LEAVE = {"synchronize_session": False}


def one(device_id: int, why: str, user_id: int | None = None) -> bool:
    """End one device or feed, with its owner's open codes and letters about it; False where it had ended.

    With a browser its owner's calendar ends. A relative who signs out of one herself (`relatives.sign_out`) keeps hers.

    The caller commits.
    """
    device = db.session.get(Device, device_id)
    if device is None or device.revoked_at is not None:
        return False
    _end(Device.id == device_id, why, user_id)
    if device.kind == "browser":  # whoever had it may have turned the calendar on: it is turned on again by one press
        _end(and_(Device.kind == "feed", _owned_by(Device, device.recipient_id, device.relative_id)), why, user_id)
    _kill_codes(_owned_by(Code, device.recipient_id, device.relative_id))
    _drop(and_(Message.kind.in_(SHORT_LIVED), _owned_by(Message, device.recipient_id, device.relative_id)), why)
    return True


def own_of(recipient_id: int, why: str) -> int:
    """End her own devices and feeds, with her open codes; how many were open. What tells her of visits still goes.

    The caller commits.
    """
    ended = _end(Device.recipient_id == recipient_id, why, None)
    _kill_codes(Code.recipient_id == recipient_id)
    _drop(and_(Message.kind.in_(SHORT_LIVED), Message.recipient_id == recipient_id), why)
    return ended


def of_recipient(recipient_id: int, why: str, user_id: int | None = None) -> int:
    """End all that is paired with a recipient; where it is for good, all of her relatives' for her too.

    How many devices and feeds were open. The caller commits.
    """
    row = db.session.get_one(Recipient, recipient_id)
    ended = _end(Device.recipient_id == recipient_id, why, user_id)
    _kill_codes(Code.recipient_id == recipient_id)
    mine = Message.recipient_id == recipient_id
    numbers = [number for number in (row.phone_hash, row.landline_hash) if number]
    if why in FOR_GOOD and numbers:  # a list for the number that names nobody may be about her
        mine = or_(mine, and_(Message.recipient_id.is_(None), Message.number_hash.in_(numbers)))
    _drop(mine, why)
    if why in FOR_GOOD:
        caller_pins.end(recipient_id)
        for relative_id in db.session.scalars(_relatives_of(recipient_id)):
            ended += of_relative(relative_id, why, user_id)
    return ended


def of_relative(relative_id: int, why: str, user_id: int | None = None) -> int:
    """End all that a relative has for her one recipient; how many devices and feeds were open. The caller commits."""
    row = db.session.get_one(Relative, relative_id)
    ended = _end(Device.relative_id == relative_id, why, user_id)
    _kill_codes(Code.relative_id == relative_id)
    _drop(Message.relative_id == relative_id, why)
    lists_to(row.phone_hash, why)
    return ended


def lists_to(number_hash: str | None, why: str) -> None:
    """Drop the lists that wait for a number: they say as much as whoever reads it might know when they were written.

    The caller commits.
    """
    if number_hash:
        _drop(and_(Message.kind.in_(LISTS), Message.number_hash == number_hash), why)


def groundless() -> int:
    """End every device that has lost its ground: care ended, protected, consent over, number changed.

    Reading asks the same each time, so nothing is shown meanwhile; this also ends codes and messages, and puts it on
    record. Called after each import, in its transaction, and by the minute. How many people it was for.
    """
    found = 0
    for recipient_id, why in _gone_recipients():
        of_recipient(recipient_id, why)
        found += 1
    for recipient_id in list(db.session.scalars(_with_devices(not_(same_number())))):
        of_recipient(recipient_id, "number_changed")
        found += 1
    for device_id in _outlived():
        one(device_id, "consent_ended")
        found += 1
    for relative_id, why in _gone_relatives():
        of_relative(relative_id, why)
        found += 1
    return found


def _gone_recipients() -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Recipient.id, Recipient.protected)
        .where(not_(living()), or_(_has(Device.recipient_id == Recipient.id), _has_kin_device(), _has_pin()))
        .order_by(Recipient.id)
    )
    return [(recipient_id, "protected" if protected else "ended") for recipient_id, protected in rows]


def _has(owner: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Device.id).where(owner, Device.revoked_at.is_(None)).exists()


def _has_kin_device() -> ColumnElement[bool]:
    kin = aliased(Relative)
    query = select(Device.id).join(kin, kin.id == Device.relative_id)
    return query.where(kin.recipient_id == Recipient.id, Device.revoked_at.is_(None)).exists()


def _has_pin() -> ColumnElement[bool]:
    return select(CallerPin.id).where(CallerPin.recipient_id == Recipient.id, CallerPin.ended_at.is_(None)).exists()


def _with_devices(*conditions: ColumnElement[bool]) -> Any:
    query = select(Recipient.id).join(Device, Device.recipient_id == Recipient.id)
    return query.where(Device.revoked_at.is_(None), *conditions).distinct().order_by(Recipient.id)


def _outlived() -> list[int]:
    """The devices whose consent was given until a day that has passed."""
    until = consent_until()
    query = select(Device.id, Device.paired_at, until).join(Recipient, Recipient.id == Device.recipient_id)
    rows = db.session.execute(query.where(Device.revoked_at.is_(None), until < clock.today()).order_by(Device.id))
    return [device_id for device_id, paired_at, last in rows if outlived(paired_at, last)]


def _gone_relatives() -> list[tuple[int, str]]:
    query = (
        select(Relative.id, consents_hold().label("holds"))
        .join(Device, Device.relative_id == Relative.id)
        .where(Device.revoked_at.is_(None), or_(not_(consents_hold()), not_(same_reach())))
        .distinct()
        .order_by(Relative.id)
    )
    rows = db.session.execute(query)
    return [(relative_id, "number_changed" if holds else "consent_ended") for relative_id, holds in rows]


def _relatives_of(recipient_id: int) -> Any:
    return select(Relative.id).where(Relative.recipient_id == recipient_id).order_by(Relative.id)


def _owned_by(table: Any, recipient_id: int | None, relative_id: int | None) -> Any:
    return table.relative_id == relative_id if relative_id is not None else table.recipient_id == recipient_id


def _end(which: ColumnElement[bool], why: str, user_id: int | None) -> int:
    gone = {"revoked_at": clock.now(), "revoked_why": why, "revoked_by_user_id": user_id}
    live = update(Device).where(which, Device.revoked_at.is_(None)).values(**gone)
    return len(db.session.execute(live.returning(Device.id), execution_options=_LEAVE).all())


def _kill_codes(whose: ColumnElement[bool]) -> None:
    alive = Code.used_at.is_(None), Code.expires_at > clock.now()
    db.session.execute(update(Code).where(whose, *alive).values(expires_at=clock.now()), execution_options=_LEAVE)


def _drop(which: ColumnElement[bool], why: str) -> None:
    """A queued message goes no further; one that is being handed over just now is not tried again."""
    now = clock.now()
    queued = update(Message).where(which, Message.state == State.QUEUED)
    gone = {"state": State.SUPPRESSED, "reason": why, "settled_at": now}
    db.session.execute(queued.values(**gone), execution_options=_LEAVE)
    doubtful = update(Message).where(which, Message.state.in_((State.SENDING, State.UNKNOWN)))
    db.session.execute(doubtful.where(Message.expires_at > now).values(expires_at=now), execution_options=_LEAVE)
