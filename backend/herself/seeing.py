"""Who sees who comes, when and for which service: asked for in sets, a few queries for so many people at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, not_, or_, select

from backend.access.scope import Scope
from backend.cards.facts import level_of
from backend.devices.devices import living, open_now, same_number
from backend.followup.seeing import ALL, NOTHING, Sees, Share, as_far_as_said, shares
from backend.telling import units
from backend.telling.readers import readers
from notifications.policy import Level
from schema import clock
from schema.db import db
from schema.tables import Card, Device, Recipient, Service, Unit, Visit

AT_ONCE = 500
NURSING = "nursing"
LOOKS_AHEAD = timedelta(days=7)
"""So far ahead are services looked at: which of them have a word."""


class Words(NamedTuple):
    """Services that have no word: on the card neither a label nor a category, in a text no label; nursing, nowhere.

    Whoever has one of them does not see by that channel which service comes.
    """

    card: frozenset[int]
    texts: frozenset[int]


def by_unit(scope: Scope, card_level: str, *, sends: bool) -> list[tuple[str, Share]]:
    """The units of the scope by name, each with its share. `card_level`: the municipality's; `sends`: texts leave."""
    query = select(Unit.id, Unit.name).where(scope.units(Unit.id), Unit.revision > 0).order_by(Unit.name, Unit.id)
    names: dict[int, str] = {unit_id: name for unit_id, name in db.session.execute(query)}
    chosen: Any = select(
        Recipient.id, Recipient.unit_id, Recipient.home_id, Recipient.card_detail, Recipient.card_consent_on
    )
    people = db.session.execute(scope.people(chosen).where(living()).order_by(Recipient.id)).all()
    wordless, held = _wordless(), units.standing()
    seen: list[Sees] = []
    for start in range(0, len(people), AT_ONCE):
        seen += _seen(people[start : start + AT_ONCE], card_level, wordless, held if sends else None)
    found = shares(seen, names)
    return [(name, found[unit_id]) for unit_id, name in names.items()]


def _seen(people: Any, card_level: str, wordless: Words, sending: units.Units | None) -> Iterator[Sees]:
    today, ids = clock.today(), [one.id for one in people]
    homes, paired = _with_card({one.home_id for one in people}), _paired(ids)
    texts, planned = (_texts(ids) if sending else {}), _services(ids)
    for one in people:
        services = planned.get(one.id, frozenset())
        card = level_of(card_level, one.card_detail, one.card_consent_on, today) + 1 if one.home_id in homes else 0
        told = texts.get(one.id, NOTHING) if sending and sending.held(one.unit_id) is None else NOTHING
        yield Sees(
            one.unit_id, as_far_as_said(card, sayable=not services & wordless.card),
            ALL if one.id in paired else NOTHING, as_far_as_said(told, sayable=not services & wordless.texts),
        )  # fmt: skip


def _wordless() -> Words:
    rows = db.session.execute(
        select(Service.id, Service.category).where(or_(Service.category == NURSING, Service.public_label.is_(None)))
    ).all()
    return Words(
        frozenset(row.id for row in rows if not row.category or row.category == NURSING),
        frozenset(row.id for row in rows),
    )


def _with_card(home_ids: Collection[int]) -> set[int]:
    """The homes where a card hangs that shows something: nobody there is protected."""
    some = sorted(home_ids)
    hidden = select(Recipient.home_id).where(
        Recipient.home_id.in_(some), Recipient.revision > 0, Recipient.protected.is_(True)
    )
    query = select(Card.home_id).where(
        Card.home_id.in_(some), Card.revoked_at.is_(None), Card.home_id.not_in(hidden)
    )  # fmt: skip
    return set(db.session.scalars(query))


def _paired(recipient_ids: Collection[int]) -> set[int]:
    """Those with a browser of their own that shows everything: open, and not waiting for the manager."""
    waits = and_(Device.way == "worker", or_(Device.seen_at.is_(None), Device.told_at.is_(None)))
    query = (
        select(Recipient.id)
        .join(Device, Device.recipient_id == Recipient.id)
        .where(Recipient.id.in_(recipient_ids), Device.kind == "browser", open_now(), same_number(), not_(waits))
    )
    return set(db.session.scalars(query))


def _texts(recipient_ids: Collection[int]) -> dict[int, int]:
    """Recipient → how much a text or a call to her own number tells; a number that nobody has confirmed tells nothing.

    The levels are those of the steps: times, names, services.
    """
    assert int(Level.SERVICES) == ALL
    return {
        id_: max((int(one.level) for one in some if one.relative_id is None and one.confirmed and not one.closed),
                 default=NOTHING)
        for id_, some in readers(recipient_ids, clock.today()).items()
    }  # fmt: skip


def _services(recipient_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Recipient → the services planned for her in the coming week."""
    today = clock.today()
    query = select(Visit.recipient_id, Visit.service_ids).where(
        Visit.recipient_id.in_(recipient_ids), Visit.date.between(today, today + LOOKS_AHEAD), Visit.revision > 0,
        Visit.cancelled.is_(False),
    )  # fmt: skip
    found: dict[int, frozenset[int]] = {}
    for recipient_id, services in db.session.execute(query.distinct()):
        found[recipient_id] = found.get(recipient_id, frozenset()) | frozenset(services)
    return found
