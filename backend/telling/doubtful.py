"""Numbers that notices would go to in vain, or to somebody else: foreign, landlines, shared, unconfirmed, closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from backend.access.scope import Scope
from backend.telling import confirmed, wishes
from backend.telling.numbers import living
from schema import clock
from schema.db import db
from schema.phone import fixed_line, foreign
from schema.reach import masked
from schema.tables import Recipient, Relative

FAULTS = ("closed", "foreign", "landline", "shared", "unconfirmed")
"""In the order in which they are said."""


@dataclass(frozen=True)
class Doubtful:
    """A number of somebody who wishes for texts, or did, and what is wrong with it."""

    recipient_id: int
    recipient: str
    number: str
    of_relative: bool
    faults: tuple[str, ...]


def numbers(scope: Scope, unit_id: int) -> list[Doubtful]:
    """The doubtful numbers of a unit's people inside the scope, by name."""
    rows = [*_own(scope, unit_id), *_kin(scope, unit_id)]
    hashes = {row.phone_hash for row in rows}
    holders, proven = _holders(hashes), confirmed.standing(hashes).proven
    found = []
    for row in rows:
        wrong = {
            "closed": row.phone_closed_at is not None, "foreign": foreign(row.phone), "landline": fixed_line(row.phone),
            "shared": len(holders[row.phone_hash]) > 1, "unconfirmed": row.phone_hash not in proven,
        }  # fmt: skip
        faults = tuple(fault for fault in FAULTS if wrong[fault])
        if faults:
            found.append(Doubtful(row.recipient_id, row.recipient, masked(row.phone), row.of_relative, faults))
    return sorted(found, key=lambda one: (one.recipient, one.recipient_id, one.of_relative))


@dataclass(frozen=True)
class _Row:
    recipient_id: int
    recipient: str
    phone: str
    phone_hash: str
    phone_closed_at: Any
    of_relative: bool


def _own(scope: Scope, unit_id: int) -> Iterator[_Row]:
    query: Any = select(
        Recipient.id, Recipient.name, Recipient.phone, Recipient.phone_hash, Recipient.phone_closed_at
    ).where(
        Recipient.unit_id == unit_id, scope.units(Recipient.unit_id), *living(clock.today()),
        Recipient.phone_hash.is_not(None), Recipient.protected.is_(False),
        or_(Recipient.sms_detail != "none", Recipient.phone_closed_at.is_not(None)),
    )  # fmt: skip
    for row in db.session.execute(scope.people(query).order_by(Recipient.id)):
        yield _Row(row.id, row.name, row.phone, row.phone_hash, row.phone_closed_at, of_relative=False)


def _kin(scope: Scope, unit_id: int) -> Iterator[_Row]:
    query: Any = (
        select(Recipient.id, Recipient.name, Relative.phone, Relative.phone_hash, Relative.phone_closed_at)
        .join(Relative, Relative.recipient_id == Recipient.id)
        .where(
            Recipient.unit_id == unit_id, scope.units(Recipient.unit_id), *living(clock.today()), Relative.revision > 0,
            Relative.phone_hash.is_not(None), Recipient.protected.is_(False),
            or_(wishes.BY_RELATIVE, Relative.phone_closed_at.is_not(None)),
        )
    )  # fmt: skip
    for row in db.session.execute(scope.people(query).order_by(Relative.id)):
        yield _Row(row.id, row.name, row.phone, row.phone_hash, row.phone_closed_at, of_relative=True)


def _holders(hashes: set[str]) -> dict[str, set[str]]:
    """Number → the names of everybody in the municipality who has it; one daughter of two parents is one."""
    found = defaultdict[str, set[str]](set)
    hers: Any = select(Recipient.phone_hash, Recipient.name).where(*living(clock.today()))
    kin: Any = (
        select(Relative.phone_hash, Relative.name)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(*living(clock.today()), Relative.revision > 0)
    )
    for query, column in ((hers, Recipient.phone_hash), (kin, Relative.phone_hash)):
        for number, name in db.session.execute(query.where(column.in_(sorted(hashes)))):
            found[number].add(name)
    return found
