"""Paired devices: found by the token that a browser keeps, and asked anew at each request what they may show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, not_, or_, select, update

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import new_token, ring
from schema.tables import Consent, Device, Recipient

KIND = "device"


@dataclass(frozen=True)
class Held:
    """A recipient whose day a device may show. `pending`: paired by a worker, not yet approved and told."""

    device_id: int
    recipient_id: int
    home_id: int
    name: str
    language: str
    pending: bool

    @property
    def scope(self) -> Scope:
        """Who looks, for the trail. It reaches nobody by a query: what is shown is bound to `recipient_id`."""
        return Scope(role="recipient", unit_ids=frozenset(), device_id=self.device_id)


def hash_of(token: str) -> str:
    """The keyed hash under which a device's token is found."""
    return ring().look_up(KIND, token)


def open_now() -> ColumnElement[bool]:
    """The condition that a device is neither revoked nor past its end."""
    return and_(Device.revoked_at.is_(None), or_(Device.expires_at.is_(None), Device.expires_at > clock.now()))


def living() -> ColumnElement[bool]:
    """The condition on `recipient` that she may have devices at all: here, not ended, not protected."""
    not_ended = or_(Recipient.ended_on.is_(None), Recipient.ended_on >= clock.today())
    return and_(Recipient.revision > 0, Recipient.protected.is_(False), not_ended)


def same_number() -> ColumnElement[bool]:
    """The condition on `device` and `recipient` that the number it was paired by is still hers, and ever was.

    A call went to the landline, or where there was none to the other number. Who answers that it is the wrong number
    (`phone_closed_at`) has paired nothing of hers.
    """
    called = case((Recipient.landline.is_(None), Recipient.phone_since_at), else_=Recipient.landline_since_at)
    since = case((Device.way == "sms", Recipient.phone_since_at), (Device.way == "call", called), else_=None)
    by_phone = or_(Device.way == "sms", and_(Device.way == "call", Recipient.landline.is_(None)))
    never_hers = and_(by_phone, Recipient.phone_closed_at.is_not(None))
    return and_(or_(since.is_(None), Device.paired_at >= since), not_(never_hers))


def consent_until() -> ScalarSelect[date | None]:
    """In a query over `recipient`: the last day of the last consent to a device of her own that was recorded here."""
    given = select(Consent.until_on).where(Consent.what == "device", Consent.recipient_id == Recipient.id)
    return given.correlate(Recipient).order_by(Consent.id.desc()).limit(1).scalar_subquery()


def outlived(paired_at: datetime, until: date | None) -> bool:
    """Whether the consent that a device was paired under is over: one paired after its last day rests on none."""
    return until is not None and clock.local_date(paired_at) <= until < clock.today()


def held(token: str | None, kind: str = "browser") -> tuple[Held, ...]:
    """Whose days a browser (or a feed) may show: one person's, or several's; empty for a token that opens nothing."""
    if not token:
        return ()
    query = (
        select(Device, Recipient, consent_until().label("until"))
        .join(Recipient, Recipient.id == Device.recipient_id)
        .where(Device.token_hash == hash_of(token), Device.kind == kind, open_now(), living(), same_number())
        .order_by(Recipient.id, Device.id)
    )
    found = {
        row.Recipient.id: _held(row.Device, row.Recipient)
        for row in db.session.execute(query)
        if not outlived(row.Device.paired_at, row.until)
    }
    return tuple(found.values())


def _held(device: Device, one: Recipient) -> Held:
    return Held(device.id, one.id, one.home_id, one.name, one.language, is_pending(device))


def is_pending(device: Device) -> bool:
    """Whether a worker's pairing still waits for the manager, or for word to the recipient by another channel."""
    return device.way == "worker" and (device.seen_at is None or device.told_at is None)


def pair(
    recipient_id: int, way: str, label: str | None, *, before: str | None = None, by_user_id: int | None = None
) -> str:  # fmt: skip
    """Pair a browser with a recipient: the new token that it keeps from now on. The caller commits.

    `before` is the token that it kept until now: whom it opened stays open under the new one, and an old token that
    somebody else planted opens nothing.
    """
    token = new_token()
    if before:
        rebind(before, token)
    mine = Device.recipient_id == recipient_id, Device.token_hash == hash_of(token), Device.revoked_at.is_(None)
    db.session.execute(update(Device).where(*mine).values(revoked_at=clock.now(), revoked_why="by_owner"))
    db.session.add(
        Device(
            recipient_id=recipient_id, kind="browser", token_hash=hash_of(token), label=label, way=way,
            paired_at=clock.now(), paired_by_user_id=by_user_id,
        )
    )  # fmt: skip
    db.session.flush()
    return token


def rebind(before: str, token: str) -> None:
    """Let what one token opened be opened by another alone."""
    live = Device.token_hash == hash_of(before), Device.revoked_at.is_(None)
    db.session.execute(update(Device).where(*live).values(token_hash=hash_of(token)))
