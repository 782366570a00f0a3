"""A recipient pairs her device herself: a code to a number of hers, asked for by somebody who holds her home's card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.devices import codes, devices, numbers
from schema.db import db
from schema.keyring import ring
from schema.tables import Recipient

PURPOSES = ("pair", "verify")


@dataclass(frozen=True)
class Choice:
    """A number that a code may go to. `digits`: its last two, where a home has several to choose from.

    `letter`: the first of its owner's name, where another in the home has the same digits: the choice would be blind.
    """

    key: str
    way: str
    digits: str
    letter: str = ""


@dataclass(frozen=True)
class Asked:
    """A code is on its way, by sms or call: what the browser keeps until it comes back."""

    purpose: str
    ticket: str
    way: str


@dataclass(frozen=True)
class Wait:
    """The number is verified but new: it opens from an instant on."""

    until: datetime


@dataclass(frozen=True)
class Paired:
    """Done: the token that the browser keeps."""

    recipient_id: int
    token: str


def choices(home_id: int, ways: Collection[str]) -> list[Choice]:
    """The numbers of a home that a code may go to, nobody named.

    Digits are told only where somebody must choose between two people's.
    """
    found = [(one, way, reach.to) for one, way, reach in _reaches(home_id, ways)]
    several = len({one.id for one, _, _ in found}) > 1
    alike = Counter(digits for _, digits in {(one.id, _last_two(to)) for one, _, to in found})
    return [
        Choice(
            _key(one.id, way), way, _last_two(to) if several else "", one.name[:1] if alike[_last_two(to)] > 1 else ""
        )
        for one, way, to in found
    ]


def ask(home_id: int, key: str, ways: Collection[str]) -> Asked | Wait | None:
    """Send a code to the chosen number; `Wait` for one that opens later; None for no such choice.

    Raises limit.TooMany. The caller commits.
    """
    chosen = next((found for found in _reaches(home_id, ways) if _key(found[0].id, found[1]) == key), None)
    if chosen is None:
        return None
    one, way, reach = chosen
    verdict = numbers.ready(one, way)
    if isinstance(verdict, numbers.Waits):
        return Wait(verdict.until)
    purpose = "pair" if isinstance(verdict, numbers.Ready) else "verify"
    ticket = codes.ask(
        purpose, way=way, to=reach.to, asked_for=reach.to, language=one.language, recipient_id=one.id,
        unit_id=one.unit_id,
    )  # fmt: skip
    return Asked(purpose, ticket, way)


def finish(purpose: str, ticket: str, typed: str, label: str | None, before: str | None) -> Paired | Wait | None:
    """Pair the browser that asked, when the code is right and the number may: `Wait` for one that is new.

    None for a wrong, used or old code. Raises limit.TooMany. The caller commits.
    """
    code = codes.redeem(purpose, ticket, typed) if purpose in PURPOSES else None
    if code is None or code.recipient_id is None:
        return None
    one = db.session.scalar(select(Recipient).where(Recipient.id == code.recipient_id, devices.living()))
    if one is None:
        return None
    db.session.refresh(one)  # the code that came back has verified the number
    verdict = numbers.ready(one, code.way)
    if isinstance(verdict, numbers.Waits):
        return Wait(verdict.until)
    if not isinstance(verdict, numbers.Ready):
        return None
    return Paired(one.id, devices.pair(one.id, code.way, label, before=before))


def _reaches(home_id: int, ways: Collection[str]) -> list[tuple[Recipient, str, numbers.Reach]]:
    people = db.session.scalars(
        select(Recipient).where(Recipient.home_id == home_id, devices.living()).order_by(Recipient.id)
    )
    found = []
    for one in people:
        for way in ("sms", "call"):
            reach = numbers.reach_of(one, way) if way in ways else None
            if reach is not None and not reach.closed:
                found.append((one, way, reach))
    return found


def _key(recipient_id: int, way: str) -> str:
    return ring().look_up("pairing_choice", f"{recipient_id}\0{way}")[:20]


def _last_two(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-2:]


def language_of(home_id: int) -> str:
    """The language of a home's first recipient; Swedish where nobody is there."""
    query = select(Recipient.language).where(Recipient.home_id == home_id, devices.living()).order_by(Recipient.id)
    return db.session.scalar(query.limit(1)) or "sv"
