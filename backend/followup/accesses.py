"""Accesses as a checker reads them: who, in which role, what, when and why; whom only once she has said why."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from backend.access.scope import Scope
from backend.followup.reach import checkable
from schema import clock
from schema.db import db
from schema.tables import ApiKey, Recipient, Trail, Unit, User

PAGE = 100
SAMPLE = 20
MOST_EXPORTED = 10_000
_DRAWS = 4
"""Draws for each row wanted: the ids of other units' rows and of rows removed lead to a neighbour, often the same."""


@dataclass(frozen=True)
class Wanted:
    """Which accesses: both dates in; None: all. `before` is a row id, for the next page."""

    from_on: date
    until_on: date
    unit_id: int | None = None
    user_id: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Access:
    """One row of the trail. `number` stands for the person looked at; `whom` is her name, where it was asked for."""

    id: int
    at: datetime
    user_id: int | None
    who: str | None
    """Somebody of the staff, or another system by its key's name; None for a card, a device or nobody."""
    role: str
    action: str
    what: str
    number: int | None
    whom: str | None
    unit: str | None
    gap_id: int | None
    reason: str | None


def listing(scope: Scope, wanted: Wanted, limit: int = PAGE) -> list[Access]:
    """The accesses inside the scope that fit, newest first, at most `limit`."""
    query = _query(scope, *_conditions(wanted)).order_by(Trail.id.desc()).limit(limit)
    return [_access(row) for row in db.session.execute(query)]


def sample(scope: Scope, wanted: Wanted, size: int = SAMPLE) -> list[Access]:
    """A random sample (stickprov) of the accesses that fit, newest first: all of them where they are few."""
    fits = _conditions(wanted)
    ids = select(Trail.id).outerjoin(Recipient, Recipient.id == Trail.recipient_id).where(checkable(scope), *fits)
    few = list(db.session.scalars(ids.order_by(Trail.id).limit(size + 1)))
    if len(few) > size:
        last = db.session.scalar(ids.order_by(Trail.id.desc()).limit(1)) or few[-1]
        few = _drawn(ids, few[0], last, size)
    rows = db.session.execute(_query(scope, Trail.id.in_(few)).order_by(Trail.id.desc()))
    return [_access(row) for row in rows]


def _drawn(ids: Select[int], first: int, last: int, size: int) -> list[int]:
    """Drawn row by row: sorting a year's trail by chance would take minutes."""
    drawn: set[int] = set()
    for _ in range(_DRAWS * size):
        chance = first + secrets.randbelow(last - first + 1)
        found = db.session.scalar(ids.where(Trail.id >= chance).order_by(Trail.id).limit(1))
        if found is not None:
            drawn.add(found)
        if len(drawn) == size:
            break
    return sorted(drawn)


def named(scope: Scope, trail_ids: Collection[int]) -> list[Access]:
    """These accesses with the names of whom they were about, but for people outside the scope's units."""
    chosen = sorted(set(trail_ids))[:PAGE]
    rows = db.session.execute(_query(scope, Trail.id.in_(chosen), names=True).order_by(Trail.id.desc()))
    return [_access(row, row.name if row.name and scope.covers(row.home_unit_id) else None) for row in rows]


def _query(scope: Scope, *conditions: ColumnElement[bool], names: bool = False) -> Any:
    name = [Recipient.name.label("name"), Recipient.unit_id.label("home_unit_id")] if names else []
    return (
        select(Trail, User.name.label("user"), ApiKey.name.label("system"), Unit.name.label("unit"), *name)
        .outerjoin(Recipient, Recipient.id == Trail.recipient_id)
        .outerjoin(User, User.id == Trail.user_id)
        .outerjoin(ApiKey, ApiKey.id == Trail.api_key_id)
        .outerjoin(Unit, Unit.id == Trail.unit_id)
        .where(checkable(scope), *conditions)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    begin, end = clock.day_bounds(wanted.from_on)[0], clock.day_bounds(wanted.until_on)[1]
    found = [Trail.at >= begin, Trail.at < end]
    if wanted.unit_id is not None:
        found.append((Recipient.unit_id == wanted.unit_id) | (Trail.unit_id == wanted.unit_id))
    if wanted.user_id is not None:
        found.append(Trail.user_id == wanted.user_id)
    if wanted.before is not None:
        found.append(Trail.id < wanted.before)
    return found


def _access(row: Any, whom: str | None = None) -> Access:
    one = row.Trail
    return Access(
        one.id, one.at, one.user_id, row.user or row.system, one.role, one.action, one.what, one.recipient_id, whom,
        row.unit, one.gap_id, one.reason,
    )  # fmt: skip
