"""Staff accounts as operators see them: made with a role in some units, listed, closed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from backend.access import own_account, reset, sessions
from backend.access.audience import STAFF_ROLES
from backend.access.passwords import SHORTEST, faults
from backend.access.scope import MUNICIPALITY, Scope
from backend.access.signin import create_user
from schema.db import db
from schema.tables import Unit, User, Worker

WRONG = {
    "short": f"the password is too short: at least {SHORTEST} characters",
    "long": "the password is too long",
    "easy": "the password is easy to guess: take three or four words that do not belong together",
}


class AccountFault(Exception):
    """Why an account cannot be made, and how to mend it."""


@dataclass(frozen=True)
class Account:
    """One account: sign-in address, name, roles in force, whether it is open."""

    email: str
    name: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class NewAccount:
    """What an account is made of. Units and worker by outside ids in `source`; no units: the whole municipality."""

    email: str
    name: str
    password: str
    role: str
    unit_ids: tuple[str, ...] = ()
    worker_id: str | None = None
    source: str = "plan"


def create(new: NewAccount, *, published: bool = False, by: Scope = MUNICIPALITY) -> None:
    """Add an account. The caller commits. Raises AccountFault naming what is wrong.

    `published`: its password is known to everybody on purpose, so nothing is asked of it. `by`: in whose units its
    worker must be, since whoever signs in sees that worker's day.
    """
    if new.role not in STAFF_ROLES:
        raise AccountFault(f"no role {new.role!r}: choose {', '.join(STAFF_ROLES)}")
    wrong = [] if published else faults(new.password, (new.email, new.name))
    if wrong:
        raise AccountFault(WRONG[wrong[0]])
    if db.session.scalar(select(User.id).where(User.email == new.email.strip().lower())):
        raise AccountFault(f"{new.email} has an account already")
    units: list[int | None] = [unit_of(new.source, unit_id) for unit_id in new.unit_ids]
    worker = _worker(by, new.source, new.worker_id) if new.worker_id else None
    if new.role == "worker" and worker is None:
        raise AccountFault("a worker's account needs --worker: the worker_id of the plan")
    if worker is not None and not units:
        units = [worker.unit_id]
    create_user(
        new.email, new.name, new.password, new.role, units or [None], worker_id=worker.id if worker else None
    )  # fmt: skip


def unit_of(source: str, outside_id: str) -> int:
    """The row of a unit by its id in a source. Raises AccountFault."""
    found = db.session.scalar(select(Unit.id).where(Unit.source == source, Unit.outside_id == outside_id))
    if found is None:
        raise AccountFault(f"no unit {outside_id!r} in source {source!r}: import the plan first")
    return found


def _worker(by: Scope, source: str, outside_id: str) -> Worker:
    mine = select(Worker).where(by.units(Worker.unit_id))
    found = db.session.scalar(mine.where(Worker.source == source, Worker.outside_id == outside_id))
    if found is None:
        raise AccountFault(f"no worker {outside_id!r} in source {source!r}: import the plan first")
    return found


def listing() -> list[Account]:
    """All accounts by address."""
    users = db.session.scalars(select(User).order_by(User.email)).unique()
    return [Account(user.email, user.name, tuple(role.name for role in user.roles), user.active) for user in users]


def close(email: str) -> None:
    """Close an account: it can no longer sign in, and its sessions end. The caller commits."""
    user = _account(email)
    user.active = False
    sessions.end_all(user.id, "closed")


def reset_link(email: str) -> str:
    """An address at which the owner of an open account chooses a new password, once and within an hour."""
    user = _account(email)
    if not user.active:
        raise AccountFault(f"{email} is closed")
    if not reset.has_one(user):
        raise AccountFault(f"{email} has no password: its owner signs in by the municipality's identity provider")
    return reset.link(user)


def reset_factor(email: str) -> None:
    """Take the second factor of an account away: its owner sets one up at the next sign-in. The caller commits."""
    own_account.reset_factor(_account(email))


def _account(email: str) -> User:
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise AccountFault(f"no account {email!r}")
    return user
