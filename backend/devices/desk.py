"""A unit's shared phones and its workers' PINs at the manager's desk. What is outside her units is not there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, update

from backend.access import sessions
from backend.access.scope import Scope
from backend.devices import names, phones
from backend.devices.pins import START, WRONG_CODES, WRONG_PINS, code_hash
from schema import clock
from schema.db import db
from schema.tables import Code, Grant, Phone, SignIn, Unit, User, Worker

START_LIVES = timedelta(hours=24)
START_DIGITS = 8
LONGEST_LABEL = 40
SHOWN_CUT = 20


class Taken(Exception):
    """The unit has a phone of that name already."""


@dataclass(frozen=True)
class Line:
    """A phone as the desk lists it. `state`: new, waiting (a code is out), enrolled, locked or cut."""

    id: int
    label: str
    state: str
    enrolled_at: datetime | None
    used_at: datetime | None
    used_by: str | None
    cut_at: datetime | None


@dataclass(frozen=True)
class Pin:
    """A worker of the desk's. `state`: none, waiting (a start code is out), chosen or locked."""

    user_id: int
    name: str
    state: str


@dataclass(frozen=True)
class Enrolment:
    """A phone with the one-time code that enrols it: shown once."""

    phone: Phone
    unit: str
    code: str
    until: datetime


@dataclass(frozen=True)
class StartCode:
    """A worker's one-time code to choose a PIN with: shown once."""

    name: str
    worker_id: int | None
    code: str
    until: datetime


def listing(scope: Scope) -> list[Line]:
    """The phones of the scope's units: those in use by name, then the last ones that were cut off."""
    last = select(SignIn.phone_id, func.max(SignIn.id).label("id")).group_by(SignIn.phone_id).subquery()
    query = (
        select(Phone, User.name)
        .outerjoin(last, last.c.phone_id == Phone.id)
        .outerjoin(SignIn, SignIn.id == last.c.id)
        .outerjoin(User, User.id == SignIn.user_id)
        .where(scope.units(Phone.unit_id))
    )
    used = db.session.execute(query.where(Phone.cut_at.is_(None)).order_by(Phone.label, Phone.id))
    cut = query.where(Phone.cut_at.is_not(None)).order_by(Phone.cut_at.desc(), Phone.id.desc()).limit(SHOWN_CUT)
    return [_line(*row) for row in (*used, *db.session.execute(cut))]


def pins(scope: Scope) -> list[Pin]:
    """The workers of the scope's units and how their PINs stand, by name."""
    waiting = set(db.session.scalars(select(Code.user_id).where(*_open_codes())))
    users = {row.id: row for row in db.session.scalars(select(User).where(User.id.in_(_workers(scope))))}
    found = [Pin(user.id, user.name, _pin_state(user, user.id in waiting)) for user in users.values()]
    return sorted(found, key=lambda pin: (names.in_order(pin.name), pin.user_id))


def add(scope: Scope, unit_id: int, label: str) -> Enrolment | None:
    """A new phone of a unit, with its code; None for a unit outside the scope or no label. Raises Taken."""
    label = " ".join(label.split())[:LONGEST_LABEL]
    if not label or not scope.covers(unit_id) or db.session.get(Unit, unit_id) is None:
        return None
    alike = (Phone.unit_id == unit_id, func.lower(Phone.label) == label.lower(), Phone.cut_at.is_(None))
    if db.session.scalar(select(Phone.id).where(*alike).limit(1)) is not None:
        raise Taken
    phone = Phone(unit_id=unit_id, label=label, made_by_user_id=scope.user_id, made_at=clock.now())
    db.session.add(phone)
    db.session.flush()
    return _coded(phone)


def new_code(scope: Scope, phone_id: int) -> Enrolment | None:
    """A new code in place of an older one, also for a phone that lost its cookie; None where there is no such phone."""
    phone = _found(scope, phone_id)
    return _coded(phone) if phone else None


def withdraw_code(scope: Scope, phone_id: int) -> Phone | None:
    """Take back a code that nobody has used."""
    phone = _found(scope, phone_id)
    if phone:
        phone.code_hash = phone.code_expires_at = None
    return phone


def cut(scope: Scope, phone_id: int) -> Phone | None:
    """Cut a lost phone off: its sessions end in this transaction, and what it keeps opens nothing."""
    phone = _found(scope, phone_id)
    if phone:
        phone.cut_at, phone.cut_by_user_id = clock.now(), scope.user_id
        phone.code_hash = phone.code_expires_at = None
        sessions.end_phone(phone.id, "phone_cut")
    return phone


def unlock(scope: Scope, phone_id: int) -> Phone | None:
    """Open a phone that ten wrong PINs in a row have locked."""
    phone = _found(scope, phone_id)
    if phone:
        phone.locked_at, phone.wrong = None, 0
    return phone


def start_code(scope: Scope, user_id: int) -> StartCode | None:
    """A worker's new start code; None where the scope has no such worker.

    Her PIN and her older start codes stop working, and her sessions by PIN end: somebody may have seen it.
    """
    user = db.session.scalar(select(User).where(User.id == user_id, User.id.in_(_workers(scope))))
    if user is None:
        return None
    older = update(Code).where(Code.user_id == user.id, Code.purpose == START, Code.used_at.is_(None))
    db.session.execute(older.values(used_at=clock.now()), execution_options={"synchronize_session": False})
    user.pin_hash, user.pin_wrong = None, 0
    sessions.end_pin(user.id, "password_changed")
    code = "".join(secrets.choice("0123456789") for _ in range(START_DIGITS))
    row = Code(
        purpose=START, user_id=user.id, way="paper", code_hash=code_hash(user.id, code), made_at=clock.now(),
        made_by_user_id=scope.user_id, expires_at=clock.now() + START_LIVES,
    )  # fmt: skip
    db.session.add(row)
    return StartCode(user.name, user.worker_id, code, row.expires_at)


def _found(scope: Scope, phone_id: int) -> Phone | None:
    query = select(Phone).where(Phone.id == phone_id, Phone.cut_at.is_(None), scope.units(Phone.unit_id))
    return db.session.scalars(query.with_for_update()).one_or_none()


def _coded(phone: Phone) -> Enrolment:
    code = phones.new_code()
    phone.code_hash, phone.code_expires_at = phones.code_hash(code), clock.now() + phones.CODE_LIVES
    return Enrolment(phone, db.session.get_one(Unit, phone.unit_id).name, code, phone.code_expires_at)


def _workers(scope: Scope) -> Select[int]:
    inside = names.of_unit(scope.units(Grant.unit_id), scope.units(Worker.unit_id))
    return inside.with_only_columns(User.id).order_by(None)


def _open_codes() -> tuple[ColumnElement[bool], ...]:
    return (Code.purpose == START, Code.used_at.is_(None), Code.expires_at > clock.now(), Code.wrong < WRONG_CODES)


def _pin_state(user: User, waiting: bool) -> str:
    if user.pin_hash is None:
        return "waiting" if waiting else "none"
    return "locked" if user.pin_wrong >= WRONG_PINS else "chosen"


def _line(phone: Phone, used_by: str | None) -> Line:
    return Line(
        phone.id, phone.label, _state(phone), phone.enrolled_at, phone.used_at,
        used_by if phone.used_at else None, phone.cut_at,
    )  # fmt: skip


def _state(phone: Phone) -> str:
    if phone.cut_at:
        return "cut"
    if phone.code_expires_at and phone.code_expires_at > clock.now():
        return "waiting"
    if phone.enrolled_at is None:
        return "new"
    return "locked" if phone.locked_at else "enrolled"
