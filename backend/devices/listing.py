"""Who can see a recipient's visits, and who has looked: for her own page and for the manager's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from backend.access.consent import consents_hold
from backend.devices import devices
from schema import clock
from schema.db import db
from schema.tables import Device, Recipient, Relative, Trail, Unit

MOST_LOOKS = 500
SEEN = ("read", "print", "export", "change", "break_glass")


@dataclass(frozen=True)
class Listed:
    """A paired device or feed as listed. `looked_on`: the last local date on which it showed something."""

    device_id: int
    kind: str
    label: str | None
    way: str
    paired_at: datetime
    paired_on: date
    pending: bool
    looked_on: date | None


@dataclass(frozen=True)
class Kin:
    """A relative as listed: what she may see now ("" for nothing), until when, and what she is signed in on."""

    relative_id: int
    name: str
    relation: str | None
    may_see: str
    until: date | None
    devices: tuple[Listed, ...]


@dataclass(frozen=True)
class Looks:
    """How often somebody of a role, from a unit (None: no unit of its own), did something on a local date."""

    day: date
    role: str
    unit: str | None
    action: str
    times: int


def paired_with(recipient_id: int) -> list[Listed]:
    """Her own devices and feeds that are open."""
    return _open(Device.recipient_id == recipient_id, recipient_id)


def relatives_of(recipient_id: int) -> list[Kin]:
    """Her relatives who may see something, or still have a device."""
    rows = db.session.execute(
        select(Relative, consents_hold().label("holds"))
        .where(Relative.recipient_id == recipient_id, Relative.revision > 0)
        .order_by(Relative.id)
    ).all()
    found = []
    for row, holds in rows:
        own = _open(Device.relative_id == row.id, recipient_id)
        if holds or own:
            level = row.may_see if holds else ""
            found.append(Kin(row.id, row.name, row.relation, level, row.consent_until, tuple(own)))
    return found


def belongs_to(device_id: int, recipient_id: int) -> bool:
    """Whether a device is this recipient's own, or a relative's for her."""
    kin = select(Relative.id).where(Relative.recipient_id == recipient_id)
    hers = (Device.recipient_id == recipient_id) | Device.relative_id.in_(kin)
    return db.session.scalar(select(Device.id).where(Device.id == device_id, hers)) is not None


def looks(recipient_id: int, since: datetime, until: datetime) -> list[Looks]:
    """Who has looked at or changed what is about her between two instants, by role and unit, the newest day first."""
    rows = db.session.execute(
        select(Trail.at, Trail.role, Unit.name, Trail.action)
        .outerjoin(Unit, Unit.id == Trail.from_unit_id)
        .where(Trail.recipient_id == recipient_id, Trail.at >= since, Trail.at < until, Trail.action.in_(SEEN))
        .order_by(Trail.at.desc(), Trail.id.desc())
    )
    counted: dict[tuple[date, str, str | None, str], int] = {}
    for at, role, unit, action in rows:
        key = (clock.local_date(at), role, unit, action)
        counted[key] = counted.get(key, 0) + 1
    return [Looks(*key, times) for key, times in list(counted.items())[:MOST_LOOKS]]


def looked_before(recipient_id: int, instant: datetime) -> bool:
    """Whether anybody had looked at or changed what is about her before an instant."""
    earlier = Trail.recipient_id == recipient_id, Trail.at < instant, Trail.action.in_(SEEN)
    return db.session.scalar(select(Trail.id).where(*earlier).limit(1)) is not None


def is_here(recipient_id: int) -> bool:
    """Whether she may have devices at all."""
    return db.session.scalar(select(Recipient.id).where(Recipient.id == recipient_id, devices.living())) is not None


def _open(owner: ColumnElement[bool], recipient_id: int) -> list[Listed]:
    rows = db.session.scalars(select(Device).where(owner, devices.open_now()).order_by(Device.id)).all()
    looked = (
        select(Trail.device_id, func.max(Trail.at))
        .where(Trail.recipient_id == recipient_id, Trail.device_id.in_([row.id for row in rows]))
        .group_by(Trail.device_id)
    )
    last = {device_id: at for device_id, at in db.session.execute(looked)}
    return [
        Listed(
            row.id, row.kind, row.label, row.way, row.paired_at, clock.local_date(row.paired_at),
            devices.is_pending(row), clock.local_date(last[row.id]) if row.id in last else None,
        )
        for row in rows
    ]  # fmt: skip
