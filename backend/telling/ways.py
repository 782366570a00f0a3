"""By which way somebody is told of her day: by a text, or by a call to who has only a landline, or wished for it.

A number is told by one way: where one of those who are told there is called, all of them are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import exists, func, literal, or_, select

from backend.telling import quiet
from backend.telling.numbers import LISTS, PAGE, Number, living, prefix, with_roles
from backend.telling.windows import still_to_come
from notifications.events import Kind, Way
from schema import clock
from schema.db import db
from schema.phone import fixed_line
from schema.tables import MessageLedger, NoticeWish, Recipient, Visit


@dataclass(frozen=True)
class Chosen:
    """Where and how one recipient is told; `at`: from which local time on, where she wished for one.

    `rests`: she has asked to be left in peace just now.
    """

    way: Way
    number_hash: str
    at: time | None = None
    rests: bool = False


@dataclass(frozen=True)
class Here:
    """Who is told of her day on one number, and by which way. `at`: the latest time that any of them wished for.

    `rests`: one of them is to be left in peace just now.
    """

    way: Way | None = None
    owners: frozenset[int] = frozenset()
    at: time | None = None
    rests: bool = False


def by_call(wish: str | None, phone: str | None, landline: str | None) -> bool:
    """Whether somebody is called: by her wish, else when none of her numbers takes a text. Pure."""
    if wish == Way.SMS and phone:
        return False
    return wish == Way.CALL or phone is None or fixed_line(phone)


def here(numbers: Iterable[Number]) -> dict[str, Here]:
    """Number → who is told there, and how."""
    page = list(numbers)
    ways = chosen({owner for number in page for owner in number.owners})
    return {number.hash: _here(number, ways) for number in page}


def _here(number: Number, ways: dict[int, Chosen]) -> Here:
    mine = {owner: ways[owner] for owner in number.owners if owner in ways}
    told = {owner: one for owner, one in mine.items() if one.number_hash == number.hash}
    if not told:
        return Here()
    way = Way.CALL if any(one.way is Way.CALL for one in told.values()) else Way.SMS
    at = max((one.at for one in told.values() if one.at), default=None)
    return Here(way, frozenset(told), at, any(one.rests for one in told.values()))


def chosen(people: Collection[int]) -> dict[int, Chosen]:
    """Recipient → where and how she is told; who has no number is not there."""
    wishes, resting = _wishes(people), quiet.rest_now(people)
    query = select(
        Recipient.id, Recipient.phone, Recipient.phone_hash, Recipient.landline, Recipient.landline_hash
    ).where(Recipient.id.in_(sorted(people)))  # fmt: skip
    found = {}
    for row in db.session.execute(query):
        wish, at = wishes.get(row.id, (None, None))
        called = by_call(wish, row.phone, row.landline)
        to = (row.landline_hash or row.phone_hash) if called else row.phone_hash
        if to:
            found[row.id] = Chosen(Way.CALL if called else Way.SMS, to, at, row.id in resting)
    return found


def _wishes(people: Collection[int]) -> dict[int, tuple[str | None, time | None]]:
    last = select(func.max(NoticeWish.id)).where(NoticeWish.recipient_id.in_(sorted(people)))
    query = select(NoticeWish.recipient_id, NoticeWish.way, NoticeWish.list_at)
    rows = db.session.execute(query.where(NoticeWish.id.in_(last.group_by(NoticeWish.recipient_id))))
    return {row.recipient_id: (row.way, row.list_at) for row in rows if row.recipient_id is not None}


def call_pages(day: date) -> Iterator[list[Number]]:
    """The numbers of the willing who have a visit to come and were told neither by a text nor by a call of the day.

    Who of them is called is not decided here. The caller ends the transaction between two pages.
    """
    last = 0
    while rows := _untold(day, last):
        last = rows[-1][0]
        hashes = {number for _, *both in rows for number in both if number}
        yield with_roles(day, sorted(hashes))


def _untold(day: date, after: int) -> list[tuple[int, str | None, str | None]]:
    texts = [literal(prefix(one, day)) + Recipient.phone_hash for one in LISTS]
    calls = [
        literal(prefix(one, day)) + number
        for one in (Kind.DAY_CALL, Kind.WELCOME)
        for number in (Recipient.phone_hash, Recipient.landline_hash)
    ]
    visited = exists().where(Visit.recipient_id == Recipient.id, *still_to_come(day, clock.now()))
    query = (
        select(Recipient.id, Recipient.phone_hash, Recipient.landline_hash)
        .where(*living(day), Recipient.protected.is_(False), Recipient.sms_detail != "none", Recipient.id > after)
        .where(or_(Recipient.phone_hash.is_not(None), Recipient.landline_hash.is_not(None)), visited)
        .where(~exists().where(MessageLedger.dedupe_key.in_([*texts, *calls])))
        .order_by(Recipient.id)
        .limit(PAGE)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]
