"""The gaps of a period in figures and as cases without names: for who audits, and need not know whom it was about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from backend.access.scope import Scope
from backend.gaps.listing import STATE, in_scope
from schema.db import db
from schema.tables import Gap, Unit


@dataclass(frozen=True)
class Figure:
    """How many gaps of a kind a unit had, and how many of them are explained or closed."""

    unit_id: int
    unit: str
    kind: str
    gaps: int
    followed: int


@dataclass(frozen=True)
class Case:
    """One gap, by its number and never by whose it is."""

    id: int
    unit: str
    kind: str
    date: date
    state: str


def figures(scope: Scope, first: date, last: date) -> list[Figure]:
    """The gaps inside the scope from `first` to `last`, both in, by unit and kind."""
    followed = func.count().filter(STATE.in_(("explained", "closed")))
    columns = (Gap.unit_id, Unit.name, Gap.kind, func.count(), followed)
    query = in_scope(scope, Gap.date.between(first, last), columns=columns)
    rows = db.session.execute(query.group_by(*columns[:3]).order_by(Unit.name, Gap.unit_id, Gap.kind))
    return [Figure(*row) for row in rows]


def cases(scope: Scope, first: date, last: date, unit_id: int, kind: str, limit: int = 200) -> list[Case]:
    """The gaps of one unit and kind inside the scope, newest first."""
    columns = (Gap.id, Unit.name, Gap.kind, Gap.date, STATE)
    query = in_scope(scope, Gap.date.between(first, last), Gap.unit_id == unit_id, Gap.kind == kind, columns=columns)
    return [Case(*row) for row in db.session.execute(query.order_by(Gap.date.desc(), Gap.id.desc()).limit(limit))]
