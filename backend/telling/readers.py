"""Who reads about a recipient: whoever has her number, and the relatives whom she allowed, each by one number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from backend.telling import confirmed, quiet, ways
from backend.telling.numbers import Number, with_roles
from backend.telling.wishes import by_letter
from notifications.events import Way
from notifications.going import Hours, Notices
from notifications.policy import Kin, Level, verdict
from schema.db import db
from schema.reach import hashed_address
from schema.tables import NoticeWish, Recipient, Relative


@dataclass(frozen=True)
class Reader:
    """One number or address, and what may be told there of one recipient."""

    recipient_id: int
    to: str
    to_hash: str
    way: Way
    language: str
    level: Level
    notices: Notices
    relative_id: int | None = None
    """The relative that it is told to by her own consents; None: whoever has the recipient's own number."""
    relative_reads: bool = False
    confirmed: bool = True
    rehearsed: bool = False
    """Whether a unit in shadow mode has welcomed the number: for what it holds back anyhow, as good as confirmed."""
    closed: str | None = None
    shared: bool = False
    """Whether several recipients have the number."""
    quiet: tuple[Hours, ...] = ()
    """Her own quiet hours, where it is told to herself; of several who have the number all."""


def readers(recipient_ids: Collection[int], day: date) -> dict[int, list[Reader]]:
    """Recipient → her readers on a local date, one for each number or address. Nobody of the protected or gone."""
    people = _people(recipient_ids, day)
    kin = _relatives(people)
    told_by = ways.chosen(people)
    hashes = {one.number_hash for one in told_by.values()} | {one.phone_hash for one in kin}
    numbers = {number.hash: number for number in with_roles(day, sorted(one for one in hashes if one))}
    stands, wishes, hours = confirmed.standing(numbers), _wishes(people, kin), quiet.of(people)
    proven = stands.proven
    found: dict[int, list[Reader]] = defaultdict(list)
    for person in people.values():
        if person.id in told_by:
            by = told_by[person.id]
            found[person.id] += _own(person, by.way, numbers[by.number_hash], day, wishes, proven)
    letters = by_letter([relative.id for relative in kin])
    for relative in kin:
        own = {reader.to_hash for reader in found[relative.recipient_id]}
        found[relative.recipient_id] += _relatives_own(relative, numbers, day, wishes, proven, own, letters)
    return {
        id_: [replace(one, rehearsed=one.to_hash in stands.rehearsed, quiet=_rest(one, hours)) for one in some]
        for id_, some in found.items()
    }


def _rest(one: Reader, hours: dict[int, Hours]) -> tuple[Hours, ...]:
    return (hours[one.recipient_id],) if one.relative_id is None and one.recipient_id in hours else ()


def _people(recipient_ids: Collection[int], day: date) -> dict[int, Any]:
    query = select(
        Recipient.id, Recipient.phone, Recipient.phone_hash, Recipient.language, Recipient.sms_detail,
        Recipient.phone_closed_at, Recipient.landline,
    ).where(
        Recipient.id.in_(sorted(recipient_ids)), Recipient.revision > 0, Recipient.protected.is_(False),
        Recipient.ended_on.is_(None) | (Recipient.ended_on >= day),
    )  # fmt: skip
    return {row.id: row for row in db.session.execute(query)}


def _relatives(people: Collection[int]) -> list[Relative]:
    query = select(Relative).where(Relative.recipient_id.in_(sorted(people)), Relative.revision > 0)
    return list(db.session.scalars(query.order_by(Relative.id)))


def _own(
    person: Any, way: Way, number: Number, day: date, wishes: dict[tuple[str, int], Notices], proven: Collection[str]
) -> Iterable[Reader]:
    """Whoever has her own number, at the lowest level of them all; nobody where a text was never wished for."""
    told, mobile = verdict(number.owners.values(), number.kin, day), person.phone_hash == number.hash
    if person.id in told.owners:
        yield Reader(
            person.id, person.phone if mobile else person.landline, number.hash, way, person.language, told.level,
            wishes.get(("recipient", person.id), Notices.CHANGES), relative_reads=told.relative_reads,
            confirmed=number.hash in proven, closed="wrong_number" if person.phone_closed_at and mobile else None,
            shared=len(number.owners) > 1,
        )  # fmt: skip


def _relatives_own(
    one: Relative, numbers: dict[str, Number], day: date, wishes: dict[tuple[str, int], Notices],
    proven: Collection[str], taken: Collection[str], letters: Collection[int],
) -> Iterable[Reader]:  # fmt: skip
    """A relative by her number, or by her address where she has none or wishes so; nobody by the recipient's number."""
    kin = Kin(one.recipient_id, one.may_see, one.secrecy_consent_on, one.data_consent_on, one.consent_basis,
              one.consent_until)  # fmt: skip
    level = kin.level(day)
    notices = wishes.get(("relative", one.id), Notices.of(one.notices))
    texted = bool(one.phone_hash and one.phone) and one.phone_closed_at is None
    texted = texted and not (one.email and one.id in letters)
    if level is Level.NONE or notices is Notices.NONE or (texted and one.phone_hash in taken):
        return
    if texted and one.phone_hash and one.phone:
        shared = [owner for owner in numbers[one.phone_hash].owners.values() if not owner.gone(day)]
        along = [one_of.level(day) for one_of in numbers[one.phone_hash].kin if one_of.recipient_id == one.recipient_id]
        level = min([level, *along, *(Level.of(owner.sms_detail) for owner in shared)])
        proof = one.phone_hash in proven or one.phone_verified_at is not None
        yield Reader(one.recipient_id, one.phone, one.phone_hash, Way.SMS, one.language, level, notices, one.id,
                     relative_reads=True, confirmed=proof)  # fmt: skip
    elif one.email:
        yield Reader(one.recipient_id, one.email, hashed_address(one.email), Way.EMAIL, one.language, level, notices,
                     one.id, relative_reads=True)  # fmt: skip


def _wishes(people: Collection[int], kin: Iterable[Relative]) -> dict[tuple[str, int], Notices]:
    """What people wished here, last: it stands before what the plan says."""
    found: dict[tuple[str, int], Notices] = {}
    of_kin = [relative.id for relative in kin]
    for who, column, ids in (
        ("recipient", NoticeWish.recipient_id, sorted(people)), ("relative", NoticeWish.relative_id, of_kin),
    ):  # fmt: skip
        last = select(func.max(NoticeWish.id)).where(column.in_(ids)).group_by(column)
        rows = db.session.execute(select(column, NoticeWish.notices).where(NoticeWish.id.in_(last)))
        found |= {(who, id_): Notices.of(word) for id_, word in rows if id_ is not None}
    return found
