"""Roles of the staff: given in units for a span of days, and ended. A change ends the sessions that it is about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select

from backend.access import sessions
from backend.access.audience import STAFF_ROLES
from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Grant, Unit, User, Worker


class GrantFault(ValueError):
    """What cannot be granted; `code` says why: own, role, units, span, worker, there, email."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Held:
    """A role as somebody holds it. `unit` None: the whole municipality. `open`: it can still be ended."""

    id: int
    role: str
    unit: str | None
    from_on: date
    until_on: date | None
    from_claims: bool
    open: bool


@dataclass(frozen=True)
class Account:
    """An account with its roles, ended ones too."""

    id: int
    email: str
    name: str
    active: bool
    worker: str | None
    held: tuple[Held, ...]


@dataclass(frozen=True)
class New:
    """A role to be given. No units: the whole municipality. Both dates in; `until_on` None: until further notice."""

    role: str
    unit_ids: tuple[int, ...] = ()
    from_on: date | None = None
    until_on: date | None = None


def accounts(by: Scope) -> list[Account]:
    """The accounts that the scope administers, open ones first: all, or those with roles in its units alone."""
    units = {unit_id: name for unit_id, name in db.session.execute(select(Unit.id, Unit.name))}
    query = select(User, Worker.name).outerjoin(Worker, Worker.id == User.worker_id)
    if by.unit_ids is not None:
        inside, beyond = by.units(Grant.unit_id), or_(Grant.unit_id.is_(None), ~by.units(Grant.unit_id))
        query = query.where(User.id.in_(select(Grant.user_id).where(inside)))
        query = query.where(User.id.not_in(select(Grant.user_id).where(beyond, _open(clock.today()))))
    rows = db.session.execute(query.order_by(User.active.desc(), User.name, User.id)).unique()
    return [
        Account(user.id, user.email, user.name, user.active, worker, tuple(_held(one, units) for one in user.grants))
        for user, worker in rows
    ]


def units() -> list[tuple[int, str]]:
    """Every unit that a role can be given in, by name."""
    query = select(Unit.id, Unit.name).where(Unit.revision > 0).order_by(Unit.name, Unit.id)
    return [(unit_id, name) for unit_id, name in db.session.execute(query)]


def outside(unit_ids: Collection[int]) -> tuple[str, tuple[str, ...]]:
    """The source of some units and their ids in it, as accounts are made of them. Raises GrantFault."""
    query = select(Unit.source, Unit.outside_id).where(Unit.id.in_(sorted(unit_ids)), Unit.revision > 0)
    rows = db.session.execute(query.order_by(Unit.id)).all()
    sources = {row.source for row in rows}
    if len(rows) != len(set(unit_ids)) or len(sources) > 1:
        raise GrantFault("units")
    return next(iter(sources), "plan"), tuple(row.outside_id for row in rows)


def grant(by: Scope, user_id: int, new: New) -> None:
    """Give an account a role. The caller commits. Raises GrantFault; nobody gives herself anything."""
    user, start = _administered(by, user_id), new.from_on or clock.today()
    if new.role not in STAFF_ROLES:
        raise GrantFault("role")
    if new.role == "worker" and user.worker_id is None:
        raise GrantFault("worker")
    if new.until_on is not None and new.until_on < start:
        raise GrantFault("span")
    if set(new.unit_ids) - {unit_id for unit_id, _ in units()}:
        raise GrantFault("units")
    wanted: Collection[int | None] = new.unit_ids or (None,)
    if not all(_within(by, unit_id) for unit_id in wanted):
        raise GrantFault("units")
    for unit_id in wanted:
        if any(_overlaps(one, new.role, unit_id, start, new.until_on) for one in user.grants):
            raise GrantFault("there")
        user.grants.append(Grant(role=new.role, unit_id=unit_id, from_on=start, until_on=new.until_on))
    db.session.flush()
    sessions.end_all(user.id, "roles_changed")


def revoke(by: Scope, grant_id: int) -> int:
    """End a role now, or before it began; whose it was. The caller commits. Raises GrantFault."""
    row = db.session.scalar(select(Grant).where(Grant.id == grant_id, _open(clock.today())))
    if row is None:
        raise GrantFault("there")
    user = _other(by, row.user_id)
    if not _within(by, row.unit_id):
        raise GrantFault("there")
    row.until_on = clock.today() - timedelta(days=1)
    db.session.flush()
    sessions.end_all(user.id, "roles_changed")
    return user.id


def revoke_role(by: Scope, user_id: int, role: str, unit_id: int | None = None) -> int:
    """End a role in one unit, or wherever the account holds it; how many grants. The caller commits.

    Raises GrantFault.
    """
    _other(by, user_id)
    query = select(Grant.id).where(Grant.user_id == user_id, Grant.role == role, _open(clock.today()))
    if unit_id is not None:
        query = query.where(Grant.unit_id == unit_id)
    ids = list(db.session.scalars(query.order_by(Grant.id)))
    for grant_id in ids:
        revoke(by, grant_id)
    return len(ids)


def user_of(email: str) -> int | None:
    """The row of an account by its address."""
    return db.session.scalar(select(User.id).where(User.email == email.strip().lower()))


def within(by: Scope, unit_ids: Collection[int]) -> bool:
    """Whether an account may be made for these units (none: the whole municipality) by the scope."""
    return all(_within(by, unit_id) for unit_id in unit_ids or (None,))


def _within(by: Scope, unit_id: int | None) -> bool:
    """Nobody gives or takes more than she administers: the whole municipality is more than a unit."""
    return by.unit_ids is None or (unit_id is not None and by.covers(unit_id))


def _other(by: Scope, user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise GrantFault("email")
    if by.user_id == user.id:
        raise GrantFault("own")
    return user


def _administered(by: Scope, user_id: int) -> User:
    """Another's account that the scope administers: a new role ends the sessions of whoever gets it."""
    user = _other(by, user_id)
    if by.unit_ids is not None and user_id not in {one.id for one in accounts(by)}:
        raise GrantFault("email")  # the same answer as for nobody
    return user


def _open(today: date) -> ColumnElement[bool]:
    return or_(Grant.until_on.is_(None), Grant.until_on >= today)


def _overlaps(one: Grant, role: str, unit_id: int | None, start: date, until: date | None) -> bool:
    same = one.role == role and one.unit_id == unit_id
    return same and (one.until_on is None or one.until_on >= start) and (until is None or one.from_on <= until)


def _held(one: Grant, units: dict[int, str]) -> Held:
    still = one.until_on is None or one.until_on >= clock.today()
    unit = units.get(one.unit_id, "") if one.unit_id is not None else None
    return Held(one.id, one.role, unit, one.from_on, one.until_on, one.from_claims, still)
