"""A unit's shared phones as the phone itself meets us: enrolled once by a one-time code, then known by its cookie."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from flask import current_app, g, request
from sqlalchemy import ColumnElement, select, update

from backend.access import sessions
from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import new_token, ring
from schema.tables import Phone, Unit

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What a code is made of: nothing that is read as something else."""
CODE_LENGTH = 10
CODE_LIVES = timedelta(minutes=15)
COOKIE_LIVES = timedelta(days=400)
"""As long as browsers keep one; it begins anew with each sign-in."""
LONGEST_BROWSER = 300


def cookie_name() -> str:
    """The cookie that an enrolled phone keeps; over https no other host of ours can set or read it."""
    return "__Host-telefon" if current_app.extensions["settings"].https else "telefon"


def presented() -> str | None:
    """What the browser shows as an enrolled phone's, sound or not."""
    return request.cookies.get(cookie_name()) or None


def current_phone() -> Phone | None:
    """The phone that this request comes from: enrolled, neither locked nor cut off; else None."""
    phone = known_phone()
    return phone if phone is not None and phone.cut_at is None and phone.locked_at is None else None


def current_phone_id() -> int | None:
    """The row id of `current_phone()`."""
    phone = current_phone()
    return phone.id if phone else None


def known_phone() -> Phone | None:
    """The phone whose cookie this request shows, be it locked or cut off: for the trail."""
    token = presented()
    if token is None:
        return None
    if "phone" not in g:
        g.phone = db.session.scalars(select(Phone).where(Phone.token_hash == _token_hash(token))).one_or_none()
    found: Phone | None = g.phone
    return found


def unit_name(phone: Phone) -> str:
    """The unit whose phone it is."""
    return db.session.scalars(select(Unit.name).where(Unit.id == phone.unit_id)).one()


def scope_of(phone: Phone | None) -> Scope:
    """Who the trail says it was, while nobody is signed in on the phone. It reaches nobody."""
    if phone is None:
        return Scope("nobody", frozenset())
    return Scope("phone", frozenset({phone.unit_id}), phone_id=phone.id)


def new_code() -> str:
    """A one-time code that enrols a phone, of 49 bits."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def spoken(code: str) -> str:
    """A code in groups, as it is read and typed: ABCD-EFGH-JK."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def code_hash(code: str) -> str:
    """The keyed hash under which a code is found, however it was typed."""
    return ring().look_up("phone_code", re.sub(r"[\s-]", "", code).upper())


def of_code(code: str) -> Phone | None:
    """The phone that a code would enrol; None for a wrong, used, old or withdrawn one. Changes nothing."""
    return db.session.scalars(select(Phone).where(*_open(code))).one_or_none()


def enrol(code: str) -> tuple[Phone, str] | None:
    """Use up a code: the phone enrolled by it and what its cookie holds; None where the code opens nothing.

    Sessions on the phone as it was before end, and what this browser was enrolled as before is cut off. The caller
    commits, and notes the trail.
    """
    token = new_token()
    browser = (request.user_agent.string or "")[:LONGEST_BROWSER] or None
    took = (
        update(Phone)
        .where(*_open(code))
        .values(token_hash=_token_hash(token), code_hash=None, code_expires_at=None, enrolled_at=clock.now(),
                browser=browser, wrong=0, locked_at=None)
        .returning(Phone.id)
    )  # fmt: skip
    phone_id = db.session.execute(took, execution_options={"synchronize_session": False}).scalar_one_or_none()
    if phone_id is None:
        return None
    before = known_phone()
    if before is not None and before.id != phone_id and before.cut_at is None:
        before.cut_at = clock.now()
        sessions.end_phone(before.id, "phone_cut")
    sessions.end_phone(phone_id, "phone_cut")
    phone = db.session.get_one(Phone, phone_id, populate_existing=True)
    g.phone = phone
    return phone, token


def _open(code: str) -> tuple[ColumnElement[bool], ...]:
    return (Phone.code_hash == code_hash(code), Phone.code_expires_at > clock.now(), Phone.cut_at.is_(None))


def _token_hash(token: str) -> str:
    return ring().look_up("phone", token)
