"""A worker at home pairs the recipient's device: on her recorded consent, by a code that opens once, for ten minutes.

What is paired so waits until a manager has seen it and the recipient was told by another channel.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update

from backend.access.scope import Scope
from backend.devices import devices
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Code, Consent, Recipient

BASES = ("self", "guardian", "future_power")
WAYS_GIVEN = ("spoken", "written", "telephone")
OPEN_FOR = timedelta(minutes=10)
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are read as one another."""
LENGTH = 12  # 59 bits: nobody guesses it in ten minutes at any rate that the limits allow
PURPOSE, WAY = "pair", "paper"


@dataclass(frozen=True)
class Consented:
    """The recipient's consent to a paired device: on whose behalf it was given, how, and by whom if not herself."""

    basis: str
    how: str
    given_by: str | None = None

    def sound(self) -> bool:
        """Whether it says what must be on record: a consent by another names who that is."""
        named = self.basis == "self" or bool(self.given_by)
        return self.basis in BASES and self.how in WAYS_GIVEN and named


@dataclass(frozen=True)
class Offer:
    """The code to show, as it is read aloud, and until when it opens."""

    code: str
    until: datetime


def offer(scope: Scope, recipient_id: int, consented: Consented) -> Offer | None:
    """Record the consent and make a code; None where she may have no devices. The caller has checked the worker's
    visit, and commits."""
    here = select(Recipient.id).where(Recipient.id == recipient_id, devices.living())
    if scope.user_id is None or not consented.sound() or db.session.scalar(here) is None:
        return None
    now, code = clock.now(), "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    _kill_earlier(recipient_id, now)
    db.session.add(
        Consent(
            what="device", recipient_id=recipient_id, basis=consented.basis, how=consented.how, given_on=clock.today(),
            given_by=consented.given_by, recorded_by_user_id=scope.user_id, recorded_at=now,
        )
    )  # fmt: skip
    db.session.add(
        Code(
            purpose=PURPOSE, recipient_id=recipient_id, way=WAY, code_hash=_hash(code), made_at=now,
            made_by_user_id=scope.user_id, expires_at=now + OPEN_FOR,
        )
    )  # fmt: skip
    db.session.flush()
    return Offer(code, now + OPEN_FOR)


def is_open(code: str) -> bool:
    """Whether a code may still be used; asking changes nothing."""
    return db.session.scalar(_open(code)) is not None


def accept(code: str, label: str | None, before: str | None) -> tuple[int, str] | None:
    """Use a code, once: the recipient, and the token that the device keeps; None for a code that opens nothing.

    The caller commits.
    """
    row = db.session.execute(
        update(Code)
        .where(Code.id.in_(_open(code)), Code.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(Code.recipient_id, Code.made_by_user_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None or row.recipient_id is None:
        return None
    token = devices.pair(row.recipient_id, "worker", label, before=before, by_user_id=row.made_by_user_id)
    return row.recipient_id, token


def _open(code: str) -> Select[int]:
    return (
        select(Code.id)
        .join(Recipient, Recipient.id == Code.recipient_id)
        .where(Code.purpose == PURPOSE, Code.way == WAY, Code.code_hash == _hash(code), Code.used_at.is_(None))
        .where(Code.expires_at > clock.now(), devices.living())
    )


def _kill_earlier(recipient_id: int, now: datetime) -> None:
    mine = Code.recipient_id == recipient_id, Code.purpose == PURPOSE, Code.way == WAY, Code.used_at.is_(None)
    db.session.execute(update(Code).where(*mine, Code.expires_at > now).values(expires_at=now))


def _hash(code: str) -> str:
    return ring().look_up("pair_at_home", "".join(sign for sign in code.upper() if sign.isalnum()))
