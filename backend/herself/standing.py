"""What a recipient has chosen, as it stands: by her choices here, else by the plan; with who said it, when and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.cards.facts import LEVELS, level_of
from backend.herself.by import OWN, By
from backend.herself.offer import NONE, ON, Offer, coded
from backend.telling import ways
from backend.telling.wishes import Chosen
from schema import clock
from schema.db import db
from schema.reach import masked
from schema.tables import Consent, NoticeWish, OwnChoice, Recipient, User, Withdrawal

OWN_CHOICES = {"quiet": NONE, "survey": ON}
"""Choices that the plan knows nothing of, and what stands until one is made."""
BY_LEVEL = {level: word for word, level in LEVELS.items()}


@dataclass(frozen=True)
class Mark:
    """Who recorded a choice here, when and how. `how`: own, spoken, telephone, written, sms, or None: not said.

    `by` names who of the staff; None: herself.
    """

    at: datetime
    how: str | None
    by: str | None


@dataclass(frozen=True)
class Standing:
    """What stands for somebody: each choice's word, and the mark of each that was made here."""

    recipient_id: int
    name: str
    protected: bool
    number: str | None
    """Where texts and calls go, masked; None: nowhere."""
    values: dict[str, str]
    marks: dict[str, Mark]


def standing(who: By, offer: Offer) -> Standing:
    """What somebody has chosen."""
    person = who.person
    values = {what: value_of(who, what, offer) for what in ("sms_detail", "card_detail", "language", "notices")}
    values |= {what: value_of(who, what, offer) for what in OWN_CHOICES}
    told = ways.chosen([person.id]).get(person.id)
    number = next((one for one, its in _numbers(person) if told and its == told.number_hash), None)
    return Standing(
        person.id, person.name, person.protected, masked(number) if number else None, values, dict(_marks(person.id))
    )  # fmt: skip


def value_of(who: By, what: str, offer: Offer) -> str:
    """The word of one choice as it stands. Raises KeyError for what cannot be chosen."""
    person = who.person
    if what == "sms_detail":
        return person.sms_detail
    if what == "card_detail":
        return BY_LEVEL[level_of(offer.card_level, person.card_detail, person.card_consent_on, clock.today())]
    if what == "language":
        return person.language if person.language in offer.languages else offer.languages[0]
    if what == "notices":
        wish = _last(NoticeWish, person.id)
        return coded(
            Chosen(wish.notices, wish.list_at, wish.evening_before, wish.way) if wish is not None else Chosen()
        )  # fmt: skip
    row = _last(OwnChoice, person.id, what)
    return OWN_CHOICES[what] if row is None else str(row.value)


def _last(table: Any, recipient_id: int, what: str | None = None) -> Any:
    query = select(table).where(table.recipient_id == recipient_id)
    query = query.where(table.what == what) if what is not None else query
    return db.session.scalars(query.order_by(table.id.desc()).limit(1)).first()


def _numbers(person: Recipient) -> list[tuple[str | None, str | None]]:
    return [(person.landline, person.landline_hash), (person.phone, person.phone_hash)]


def _marks(recipient_id: int) -> Iterator[tuple[str, Mark]]:
    """The mark of the last word of each kind; of a consent and a withdrawal the later one."""
    found = [
        *_rows(Consent, Consent.recorded_by_user_id, Consent.recorded_at, recipient_id),
        *_rows(Withdrawal, Withdrawal.user_id, Withdrawal.withdrawn_at, recipient_id),
        *_rows(OwnChoice, OwnChoice.user_id, OwnChoice.recorded_at, recipient_id),
        *_rows(NoticeWish, NoticeWish.recorded_by_user_id, NoticeWish.recorded_at, recipient_id),
    ]
    return iter(sorted(found, key=lambda one: one[1].at))


def _rows(table: Any, user: Any, at: Any, recipient_id: int) -> Iterator[tuple[str, Mark]]:
    query = select(table, at.label("at"), User.name).outerjoin(User, User.id == user)
    for row, when, by in db.session.execute(query.where(table.recipient_id == recipient_id).order_by(table.id)):
        how = row.how if by or row.device_id is None else OWN
        yield getattr(row, "what", "notices"), Mark(when, how, by)
