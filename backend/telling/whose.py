"""Whose a number is, as far as a scope reaches: the recipients who have it, and relatives of theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from backend.access.scope import Scope
from schema.db import db
from schema.tables import Recipient, Relative


@dataclass(frozen=True)
class Person:
    """Somebody who has a number. `id` and `name` are the recipient's; `relative` is a relative of hers who has it."""

    id: int
    name: str
    relative: str | None = None


def people(scope: Scope, hashes: Collection[str]) -> dict[str, tuple[Person, ...]]:
    """Number → the recipients of the scope who have it now."""
    chosen: Any = select(Recipient.id, Recipient.name, Recipient.phone_hash, Recipient.landline_hash)
    known = sorted(hashes)
    query = scope.people(chosen.where(or_(Recipient.phone_hash.in_(known), Recipient.landline_hash.in_(known))))
    found: dict[str, tuple[Person, ...]] = {}
    for row in db.session.execute(query.order_by(Recipient.id)):
        for number in {row.phone_hash, row.landline_hash} & set(known):
            found[number] = (*found.get(number, ()), Person(row.id, row.name))
    return found


def everybody(scope: Scope, hashes: Collection[str]) -> dict[str, tuple[Person, ...]]:
    """As `people`, and after them the relatives who have the number."""
    found = people(scope, hashes)
    chosen: Any = select(Relative.phone_hash, Recipient.id, Recipient.name, Relative.name)
    query = scope.people(chosen.join(Recipient, Recipient.id == Relative.recipient_id))
    kin = query.where(Relative.phone_hash.in_(sorted(hashes)), Relative.revision > 0)
    for number, *row in db.session.execute(kin.order_by(Relative.id)):
        found[number] = (*found.get(number, ()), Person(*row))
    return found
