"""PINs: tried on an enrolled phone, chosen there with a start code. Every try is counted before it is looked at.

A PIN is short, so it is kept under argon2 over a keyed hash: the database alone, without the installation's key, says
nothing of it. The counts are conditional updates: twenty tries at once are no more than five.
"""

from __future__ import annotations

from functools import cache

from flask_security import current_user, hash_password, logout_user, verify_password
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.engine import CursorResult

from backend.access import sessions
from backend.devices import names, pin_choice
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Code, Phone, User, Worker

START = "start_pin"
WRONG_PINS = 5
"""In a row they lock a worker's PIN, on whichever phones."""
WRONG_ON_PHONE = 10
"""In a row, by any names, they lock the phone."""
WRONG_CODES = 5
QUIETLY = {"synchronize_session": False}


def sign_in(phone: Phone, user_id: int, pin: str) -> bool:
    """Sign a worker of the phone in by her PIN; False for anything else: wrong, locked, none chosen, no such worker.

    A wrong one is counted on her and on the phone. The caller commits, also when the answer refuses.
    """
    counted = _count_on(phone)
    name = names.one(phone, user_id)
    if name is not None:
        counted &= _counts(update(User).where(User.id == user_id, User.pin_wrong < WRONG_PINS)
                           .values(pin_wrong=User.pin_wrong + 1))  # fmt: skip
    user = db.session.get(User, user_id, populate_existing=True) if name is not None else None
    right = _verify(user_id, pin, user.pin_hash if user is not None else None)
    if user is None or not counted or not right:
        _lock_when_full(phone)
        return False
    user.pin_wrong = 0
    _succeeded(phone, user)
    return True


def choose(phone: Phone, user_id: int, code: str, pin: str) -> str | None:
    """Let a worker choose her PIN with the start code from her manager, and sign her in; None when it is done.

    Else why not: `code` where the start code opens nothing, or the fault of the PIN (`pin_choice.fault`, or `own`), by
    which no start code is used up. Her other sessions by PIN end. The caller commits, also when the answer refuses.
    """
    fault = pin_choice.fault(pin)
    if fault:
        return fault
    counted, name = _count_on(phone), names.one(phone, user_id)
    if name is None or not counted or not _is_code(user_id, code):
        _lock_when_full(phone)
        return "code"
    if pin_choice.is_own(pin, _number(name)):
        return "own"  # said only to who has the code: it tells of her number
    if not _use_code(user_id, code):
        return "code"
    user = db.session.get_one(User, user_id, populate_existing=True)
    user.pin_hash, user.pin_wrong = hash_password(_keyed(user_id, pin)), 0
    sessions.end_pin(user_id, "password_changed")
    _succeeded(phone, user)
    return None


def code_hash(user_id: int, code: str) -> str:
    """The keyed hash of somebody's start code."""
    return ring().look_up(START, f"{user_id}\0{''.join(sign for sign in code if sign.isdigit())}")


def _is_code(user_id: int, code: str) -> bool:
    """Whether it is her start code; counted first."""
    tries = update(Code).where(*_open_code(user_id), Code.wrong < WRONG_CODES).values(wrong=Code.wrong + 1)
    right = select(Code.id).where(*_open_code(user_id), Code.code_hash == code_hash(user_id, code))
    return _counts(tries) and db.session.scalar(right) is not None


def _use_code(user_id: int, code: str) -> bool:
    mine = (*_open_code(user_id), Code.code_hash == code_hash(user_id, code))
    return _counts(update(Code).where(*mine).values(used_at=clock.now()))


def _open_code(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Code.purpose == START, Code.user_id == user_id, Code.used_at.is_(None), Code.expires_at > clock.now())


def _number(name: names.Name) -> str | None:
    """The worker's own telephone number: nothing to take a PIN from."""
    worker = db.session.get(Worker, name.worker_id) if name.worker_id is not None else None
    return worker.phone if worker is not None else None


def _verify(user_id: int, pin: str, kept: str | None) -> bool:
    """Whether it is the PIN. It takes as long where there is none."""
    right: bool = verify_password(_keyed(user_id, pin), kept or _nobodys())
    return right and kept is not None


@cache
def _nobodys() -> str:
    """A hash that no PIN fits, of the same price as the others."""
    kept: str = hash_password("")
    return kept


def _keyed(user_id: int, pin: str) -> str:
    return ring().look_up("pin", f"{user_id}\0{pin}")


def _count_on(phone: Phone) -> bool:
    return _counts(
        update(Phone)
        .where(Phone.id == phone.id, Phone.cut_at.is_(None), Phone.locked_at.is_(None), Phone.wrong < WRONG_ON_PHONE)
        .values(wrong=Phone.wrong + 1)
    )


def _lock_when_full(phone: Phone) -> None:
    full = (Phone.id == phone.id, Phone.wrong >= WRONG_ON_PHONE, Phone.locked_at.is_(None))
    db.session.execute(update(Phone).where(*full).values(locked_at=clock.now()), execution_options=QUIETLY)


def _succeeded(phone: Phone, user: User) -> None:
    """The row of wrong ones is broken, and her day is open: a worker's, whatever else she may be elsewhere."""
    done = update(Phone).where(Phone.id == phone.id).values(wrong=0, used_at=clock.now())
    db.session.execute(done, execution_options=QUIETLY)
    if current_user.is_authenticated:
        logout_user()  # who had her day open here has left
    sessions.begin(user, "pin", phone_id=phone.id)


def _counts(change: object) -> bool:
    result: CursorResult[object] = db.session.execute(change, execution_options=QUIETLY)  # type: ignore[call-overload]
    return result.rowcount > 0
