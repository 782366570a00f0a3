"""The PIN by which somebody who calls the service hears her day. A calling number can be forged: a PIN cannot.

It is kept under argon2 over a keyed hash, as the workers' are. The number only says whose PIN is compared, and every
try is counted before it is looked at, for the number and for the person.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask_security import hash_password, verify_password
from sqlalchemy import ColumnElement, and_, or_, select, update

from backend.access import limit, trail
from backend.access.scope import NOBODY, Scope
from backend.devices import pin_choice
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import CallerPin, Recipient

DIGITS = 6
COMPARED = 2
"""How many PINs are compared at least: it takes as long for a number that nobody has."""
RULES = ("caller_pin_person", "caller_pin_month")
QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True)
class Given:
    """A PIN that was just set: shown once."""

    name: str
    pin: str


def standing(recipient_id: int) -> datetime | None:
    """Since when somebody has a PIN; None where she has none."""
    return db.session.scalar(select(CallerPin.set_at).where(*_open(recipient_id)))


def give(scope: Scope, recipient_id: int, chosen: str | None) -> Given | str | None:
    """Set a recipient's PIN, in place of the one before: the one she chose, or (None) one made here.

    Why not, where the chosen one will not do: as `pin_choice.fault`, `own`, or `taken` (somebody else on her number
    has it). None where she is not inside the scope, is protected or has ended. The caller commits.
    """
    row = db.session.scalar(scope.people(select(Recipient)).where(Recipient.id == recipient_id, *_may()))
    if row is None or scope.user_id is None:
        return None
    fault = _fault(row, chosen) if chosen is not None else None
    if fault:
        return fault
    pin = chosen if chosen is not None else _made()
    end(recipient_id)
    kept = hash_password(_keyed(recipient_id, pin))
    db.session.add(
        CallerPin(recipient_id=recipient_id, pin_hash=kept, set_at=clock.now(), set_by_user_id=scope.user_id)
    )
    db.session.flush()
    return Given(row.name, pin)


def _fault(row: Recipient, chosen: str) -> str | None:
    own = any(pin_choice.is_own(chosen, number) for number in (row.phone, row.landline))
    fault = pin_choice.fault(chosen) or ("own" if own else None)
    if fault:
        return fault
    others = {pair for number in (row.phone_hash, row.landline_hash) if number for pair in _candidates(number)}
    taken = any(id_ != row.id and verify_password(_keyed(id_, chosen), kept) for id_, kept in sorted(others))
    return "taken" if taken else None


def take_away(scope: Scope, recipient_id: int) -> bool:
    """End a recipient's PIN; False where there is none inside the scope. The caller commits."""
    row = db.session.scalar(scope.people(select(Recipient.id)).where(Recipient.id == recipient_id))
    return row is not None and end(recipient_id) > 0


def end(recipient_id: int) -> int:
    """End what PIN somebody has; how many. The caller commits."""
    ended = update(CallerPin).where(*_open(recipient_id)).values(ended_at=clock.now())
    result = db.session.execute(ended, execution_options=QUIETLY)
    return int(result.rowcount)  # type: ignore[attr-defined]  # an update has a rowcount


def who(number_hash: str, code: str) -> int | None:
    """The recipient with this number whose PIN the code is; None for anything else, with a row in the trail.

    Raises limit.TooMany, after such a row. The caller commits.
    """
    candidates = _candidates(number_hash)
    try:
        limit.attempt("caller_pin_number", number_hash)
        for recipient_id, _ in candidates:
            for rule in RULES:
                limit.attempt(rule, recipient_id)
    except limit.TooMany:
        _refused(candidates, "caller_pin_too_often")
        raise
    padded = [*candidates, *[(0, _nobodys())] * (COMPARED - len(candidates))]
    right = [id_ for id_, kept in padded if verify_password(_keyed(id_, code), kept) and id_]
    if len(right) != 1:
        _refused(candidates, "caller_pin_wrong")
        return None
    limit.give_back("caller_pin_number", number_hash)
    for recipient_id, _ in candidates:
        for rule in RULES:
            limit.give_back(rule, recipient_id)
    return right[0]


def _refused(candidates: list[tuple[int, str]], reason: str) -> None:
    known: list[int | None] = [recipient_id for recipient_id, _ in candidates]
    for recipient_id in known or [None]:
        trail.note(NOBODY, "refused", recipient_id=recipient_id, reason=reason)


def _candidates(number_hash: str) -> list[tuple[int, str]]:
    """Who has a PIN and this number: protected people and those who have ended are nobody."""
    open_number = and_(Recipient.phone_hash == number_hash, Recipient.phone_closed_at.is_(None))
    query = (
        select(Recipient.id, CallerPin.pin_hash)
        .join(CallerPin, and_(CallerPin.recipient_id == Recipient.id, CallerPin.ended_at.is_(None)))
        .where(or_(open_number, Recipient.landline_hash == number_hash), *_may())
        .order_by(Recipient.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _may() -> tuple[ColumnElement[bool], ...]:
    today = clock.today()
    here = or_(Recipient.ended_on.is_(None), Recipient.ended_on >= today)
    return Recipient.revision > 0, here, Recipient.protected.is_(False)


def _open(recipient_id: int) -> tuple[ColumnElement[bool], ...]:
    return CallerPin.recipient_id == recipient_id, CallerPin.ended_at.is_(None)


def _made() -> str:
    """One that anybody may choose."""
    while pin_choice.fault(pin := f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"):
        pass
    return pin


def _keyed(recipient_id: int, pin: str) -> str:
    return ring().look_up("caller_pin", f"{recipient_id}\0{pin}")


@cache
def _nobodys() -> str:
    """A hash that no PIN fits, of the same price as the others."""
    kept: str = hash_password("")
    return kept
