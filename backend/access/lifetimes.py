"""How long a session of the staff's lives: unused, and at all. One table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Lifetime:
    """`idle`: since it was last used. `age`: since the sign-in, however busy it was."""

    idle: timedelta
    age: timedelta


def _of(minutes: int, hours: int) -> Lifetime:
    return Lifetime(timedelta(minutes=minutes), timedelta(hours=hours))


LIFETIMES = {
    "worker": _of(120, 12),
    "planner": _of(60, 10),
    "manager": _of(60, 10),
    "head": _of(30, 10),
    "auditor": _of(30, 8),
    "admin": _of(20, 8),
}
"""By role. Somebody with several has the shortest of each."""
SHARED_PHONE = _of(15, 12)
"""On a phone that others pick up: the PIN is short, and so is the wait."""
WITHOUT_ROLE = _of(15, 1)


def lifetime(roles: Iterable[str], *, shared_phone: bool = False) -> Lifetime:
    """The lifetime of a session of somebody with these roles."""
    held = [LIFETIMES[role] for role in roles if role in LIFETIMES] or [WITHOUT_ROLE]
    if shared_phone:
        held.append(SHARED_PHONE)
    return Lifetime(min(one.idle for one in held), min(one.age for one in held))


def over(span: Lifetime, started_at: datetime, seen_at: datetime, now: datetime) -> str | None:
    """Why a session is over at an instant: `age` or `idle`; None while it lives."""
    if now - started_at > span.age:
        return "age"
    return "idle" if now - seen_at > span.idle else None
