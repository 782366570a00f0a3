"""Whether a number or address may pair a device or sign somebody in: verified first, and a day after it came.

A number that is new or changed may be a slip of the pen or somebody's trick: she has a day to say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schema import clock
from schema.db import db
from schema.reach import confirmed, hashed_address, hashed_number
from schema.tables import Code, Recipient, Relative

WAIT = timedelta(hours=24)


@dataclass(frozen=True)
class Ready:
    """A code sent there opens at once."""


@dataclass(frozen=True)
class NeedsCode:
    """A code that was sent there has to come back first (purpose `verify`); then ask again."""


@dataclass(frozen=True)
class Waits:
    """It is verified, and opens from an instant on."""

    until: datetime


@dataclass(frozen=True)
class Closed:
    """There is nothing to send to, or somebody answered from it that it is the wrong number."""


Verdict = Ready | NeedsCode | Waits | Closed


@dataclass(frozen=True)
class Reach:
    """A number or an address as somebody has it: since when, when a code came back from it, whether it is closed."""

    to: str
    since_at: datetime | None = None
    verified_at: datetime | None = None
    confirmed_on: date | None = None
    """The date on which the municipality confirmed a telephone number, by the plan package."""
    closed: bool = False


def rule(reach: Reach | None, now: datetime) -> Verdict:
    """Pure: what may be done with a number or address at an instant.

    One that was there before this was recorded (`since_at` None) need not wait. What the municipality has confirmed
    since the number came is as good as a code that came back, and needs no day: `reach.since_at` tells how (see
    `planning.reach`).
    """
    if reach is None or reach.closed:
        return Closed()
    if confirmed(reach.since_at, reach.confirmed_on):
        return Ready()
    if reach.verified_at is None:
        return NeedsCode()
    until = (reach.since_at or now - WAIT) + WAIT
    return Waits(until) if now < until else Ready()


def reach_of(person: Recipient | Relative, way: str) -> Reach | None:
    """Where somebody is reached by a way (sms, call or email); None where she has none.

    A call goes to the landline; to the other number where there is none.
    """
    if isinstance(person, Relative):
        return _of_relative(person, way)
    if way == "call" and person.landline:
        return Reach(person.landline, person.landline_since_at, person.landline_verified_at)
    if way == "email" or not person.phone:
        return None
    closed = person.phone_closed_at is not None
    return Reach(person.phone, person.phone_since_at, person.phone_verified_at, person.phone_confirmed_on, closed)


def _of_relative(person: Relative, way: str) -> Reach | None:
    if way == "email":
        return Reach(person.email, person.reach_since_at, person.email_verified_at) if person.email else None
    closed = person.phone_closed_at is not None
    reach = Reach(person.phone or "", person.reach_since_at, person.phone_verified_at, closed=closed)
    return reach if person.phone else None


def ready(person: Recipient | Relative, way: str) -> Verdict:
    """Whether a code by this way may pair or sign in now: Ready, NeedsCode, Waits(until) or Closed."""
    return rule(reach_of(person, way), clock.now())


def came_back(code: Code) -> bool:
    """Mark the number or address that a code was sent to as verified; False where it is nobody's, or hers no more.

    A code to a user of the staff, or on paper, is hers as long as she is there. The caller commits.
    """
    if code.user_id is not None:
        return True
    if code.recipient_id is not None:
        person: Recipient | Relative | None = db.session.get(Recipient, code.recipient_id)
    else:
        person = db.session.get(Relative, code.relative_id) if code.relative_id is not None else None
    held = _held(person) if person is not None and person.revision > 0 else {}
    name = held.get(code.sent_to_hash or "")
    if name is None:
        return False
    setattr(person, name, clock.now())
    db.session.flush()
    return True


def _held(person: Recipient | Relative) -> dict[str, str]:
    """Keyed hash of each number or address that somebody has now → where it is remembered that it is verified."""
    held = {hashed_number(person.phone): "phone_verified_at"} if person.phone else {}
    if isinstance(person, Recipient) and person.landline:
        held[hashed_number(person.landline)] = "landline_verified_at"
    if isinstance(person, Relative) and person.email:
        held[hashed_address(person.email)] = "email_verified_at"
    return held
