"""What the provider's claims mean here: an administrator's table of claim, value, role and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.access.audience import STAFF_ROLES
from backend.access.discretion import HIGHEST_ID
from backend.identity.person import values
from schema.db import db
from schema.tables import ClaimMap, Unit

Held = tuple[str, int | None]
"""A role, and the unit that it holds in: None for the whole municipality."""


class ClaimFault(Exception):
    """Why a line of the table cannot be added, and how to mend it."""


@dataclass(frozen=True)
class Line:
    """One line: who has `value` in `claim` holds `role` in `unit` (its name; None: the whole municipality)."""

    id: int
    claim: str
    value: str
    role: str
    unit: str | None


def listing() -> list[Line]:
    """The whole table, by claim and value."""
    query = (
        select(ClaimMap.id, ClaimMap.claim, ClaimMap.value, ClaimMap.role, Unit.name)
        .outerjoin(Unit, Unit.id == ClaimMap.unit_id)
        .order_by(ClaimMap.claim, ClaimMap.value, ClaimMap.role, ClaimMap.id)
    )
    return [Line(*row) for row in db.session.execute(query)]


def units() -> list[tuple[int, str]]:
    """The units that a line can name: id and name."""
    return [(row.id, row.name) for row in db.session.execute(select(Unit.id, Unit.name).order_by(Unit.name, Unit.id))]


def unit_of(source: str, outside_id: str) -> int:
    """The unit of an outside id. Raises ClaimFault when there is none."""
    found = db.session.scalar(select(Unit.id).where(Unit.source == source, Unit.outside_id == outside_id))
    if found is None:
        raise ClaimFault(f"no unit {outside_id!r} in source {source!r}: import the plan first")
    return found


def add(claim: str, value: str, role: str, unit_id: int | None) -> int:
    """Add a line; its id. Raises ClaimFault. The caller commits."""
    claim, value = claim.strip(), value.strip()
    if not claim or not value:
        raise ClaimFault("a claim and a value are needed")
    if role not in STAFF_ROLES:
        raise ClaimFault(f"no role {role!r}: choose {', '.join(STAFF_ROLES)}")
    if unit_id is not None and (unit_id > HIGHEST_ID or db.session.get(Unit, unit_id) is None):
        raise ClaimFault("no such unit")
    line = {"claim": claim, "value": value, "role": role, "unit_id": unit_id}
    if db.session.scalar(select(ClaimMap.id).filter_by(**line)):
        raise ClaimFault("that line is there already")
    row = ClaimMap(**line)
    db.session.add(row)
    db.session.flush()
    return row.id


def remove(line_id: int) -> bool:
    """Take a line away; False where there is none. Who holds a role by it loses it at her next sign-in."""
    row = db.session.get(ClaimMap, line_id)
    if row is None:
        return False
    db.session.delete(row)
    return True


def meant_by(told: Mapping[str, Any]) -> frozenset[Held]:
    """The roles and units that somebody's claims mean. A claim or a value outside the table means nothing."""
    lines = db.session.scalars(select(ClaimMap).order_by(ClaimMap.id))
    return frozenset((line.role, line.unit_id) for line in lines if line.value in values(told, line.claim))
