"""The numbers that a morning list may go to, page by page, with everybody who has a role on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from backend.telling import quiet
from backend.telling.windows import still_to_come
from notifications.events import Kind
from notifications.policy import Kin, Owner
from schema import clock
from schema.db import db
from schema.tables import MessageLedger, NoticeWish, Recipient, Relative, Visit

PAGE = 300
"""Numbers in one transaction: short enough that nobody waits for the lock, long enough to ask in sets."""

_wish, _later = aliased(NoticeWish), aliased(NoticeWish)
_newer = exists().where(_later.recipient_id == _wish.recipient_id, _later.id > _wish.id)
_last_wish = select(_wish.id).where(_wish.recipient_id == Recipient.id, ~_newer).correlate(Recipient)


@dataclass
class Number:
    """A number and the people whom the plan gives it to."""

    hash: str
    owners: dict[int, Owner] = field(default_factory=dict)
    kin: list[Kin] = field(default_factory=list)
    units: dict[int, int] = field(default_factory=dict)
    """Owner → unit."""
    languages: dict[int, str] = field(default_factory=dict)
    phone: str = ""


LISTS = (Kind.MORNING, Kind.EVENING)
"""The texts that tell of a day."""


def key_of(kind: str, day: date, number_hash: str) -> str:
    """One message of a kind to a number and day."""
    return f"{prefix(kind, day)}{number_hash}"


def prefix(kind: str, day: date) -> str:
    """What the keys of a kind and day begin with."""
    return f"{kind}:{day.isoformat()}:"


def living(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a recipient is here on a local date."""
    return Recipient.revision > 0, or_(Recipient.ended_on.is_(None), Recipient.ended_on >= day)


def pages(kind: str, day: date) -> Iterator[list[Number]]:
    """The numbers not told by a list of the day of which somebody willing has a visit to come, `PAGE` at a time.

    The caller ends the transaction between two pages.
    """
    last = ""
    while hashes := _untold(kind, day, last):
        last = hashes[-1]
        yield with_roles(day, hashes)


def waiting(kind: str, day: date, unit_ids: Collection[int]) -> Counter[int]:
    """Unit → how many numbers of its people a list of the day is to be written to now."""
    query = select(Recipient.unit_id, func.count(Recipient.phone_hash.distinct())).where(
        *_to_tell(kind, day), Recipient.unit_id.in_(sorted(unit_ids))
    )
    return Counter(dict(db.session.execute(query.group_by(Recipient.unit_id)).all()))


def _untold(kind: str, day: date, after: str) -> list[str]:
    query = (
        select(Recipient.phone_hash)
        .where(*_to_tell(kind, day), Recipient.phone_hash > after)
        .distinct()
        .order_by(Recipient.phone_hash)
        .limit(PAGE)
    )
    return [number for number in db.session.scalars(query) if number]


def _to_tell(kind: str, day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a recipient's number is to get a list of the day now, and got none."""
    lists = [literal(prefix(one, day)) + Recipient.phone_hash for one in (*LISTS, Kind.DAY_CALL, Kind.WELCOME)]
    told = exists().where(MessageLedger.dedupe_key.in_(lists))
    visited = exists().where(Visit.recipient_id == Recipient.id, *still_to_come(day, clock.now()))
    return (
        *living(day), Recipient.protected.is_(False), Recipient.sms_detail != "none",
        Recipient.phone_hash.is_not(None), _wished_now(kind), ~quiet.rests(), visited, ~told,
    )  # fmt: skip


def _wished_now(kind: str) -> ColumnElement[bool]:
    """The evening list for those who wished for it; the morning list not before the hour that she wished."""
    if kind == Kind.EVENING:
        return exists(_last_wish.where(_wish.evening_before.is_(True)))
    return ~exists(_last_wish.where(_wish.list_at > clock.local(clock.now()).time()))


def with_roles(day: date, hashes: list[str]) -> list[Number]:
    """These numbers with everybody who has a role on each, of those who are here on a local date."""
    numbers = {number: Number(number) for number in hashes}
    owners = (
        select(Recipient.id, Recipient.unit_id, Recipient.phone, Recipient.phone_hash, Recipient.landline,
               Recipient.landline_hash, Recipient.language, Recipient.sms_detail, Recipient.protected,
               Recipient.ended_on)
        .where(*living(day), or_(Recipient.phone_hash.in_(hashes), Recipient.landline_hash.in_(hashes)))
        .order_by(Recipient.id)
    )  # fmt: skip
    for row in db.session.execute(owners):
        for number_hash, phone in ((row.landline_hash, row.landline), (row.phone_hash, row.phone)):
            number = numbers.get(str(number_hash))
            if number is not None:
                number.owners[row.id] = Owner(row.id, row.sms_detail, row.protected, row.ended_on)
                number.units[row.id], number.languages[row.id], number.phone = row.unit_id, row.language, phone or ""
    kin = (
        select(Relative.phone_hash, Relative.recipient_id, Relative.may_see, Relative.secrecy_consent_on,
               Relative.data_consent_on, Relative.consent_basis, Relative.consent_until)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(*living(day), Relative.revision > 0, Relative.phone_hash.in_(hashes))
        .order_by(Relative.id)
    )  # fmt: skip
    for relative in db.session.execute(kin):
        numbers[str(relative.phone_hash)].kin.append(Kin(*relative[1:]))
    return list(numbers.values())
