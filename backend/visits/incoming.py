"""Another system's events, in its own ids: understood, looked up, and handed on as facts or rejected one by one.

What really happened is stored: a card that nobody knows, one of another home, a visit and a recipient that disagree
are no reason to refuse. Rejected is what cannot be understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from backend.visits.wire_event import NotUnderstood, WireEvent, read_event
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Card, Recipient, Visit, VisitAlias, Worker
from schema.wire.facts import FactIn, Outcome

MISMATCH = ("recipient_mismatch", "Besöket är en annan mottagares; händelsen är sparad på besöket.")


@dataclass
class Known:
    """The inside ids behind the outside ids of a batch."""

    workers: dict[str, int] = field(default_factory=dict)
    recipients: dict[str, int] = field(default_factory=dict)
    visits: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Visit and its recipient."""
    cards: dict[str, int] = field(default_factory=dict)
    """Home by token."""


@dataclass
class Understood:
    """A batch, place by place: a fact, or the outcome of what was rejected."""

    facts: list[FactIn] = field(default_factory=list)
    places: list[FactIn | Outcome] = field(default_factory=list)
    noted: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Code and message by event id, of facts that are stored but flagged."""

    def answer(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """One outcome a place, given those of `facts` in order."""
        of_facts = iter(outcomes)
        return [place if isinstance(place, Outcome) else self._noted(next(of_facts)) for place in self.places]

    def _noted(self, outcome: Outcome) -> Outcome:
        note = self.noted.get(outcome.event_id) if outcome.code is None else None
        return Outcome(outcome.event_id, outcome.outcome, *note) if note else outcome


def understand(given: Sequence[object], source: str) -> Understood:
    """Read a batch of events whose ids are those of `source`."""
    now = clock.now()
    read: list[WireEvent | Outcome] = []
    for one in given:
        try:
            read.append(read_event(one, now))
        except NotUnderstood as fault:
            read.append(_rejected(fault.event_id, fault))
    known = _look_up([event for event in read if isinstance(event, WireEvent)], source)
    batch = Understood()
    for place in read:
        batch.places.append(_place(place, known, batch) if isinstance(place, WireEvent) else place)
    return batch


def _place(event: WireEvent, known: Known, batch: Understood) -> FactIn | Outcome:
    try:
        fact = _fact(event, known)
    except NotUnderstood as fault:
        return _rejected(event.event_id, fault)
    batch.facts.append(fact)
    if event.recipient_id is not None and known.recipients.get(event.recipient_id) != fact.recipient_id:
        batch.noted[event.event_id] = MISMATCH
    return fact


def _rejected(event_id: str | None, fault: NotUnderstood) -> Outcome:
    return Outcome(event_id or "", "rejected", fault.code, fault.message)


def _fact(event: WireEvent, known: Known) -> FactIn:
    worker_id = known.workers.get(event.worker_id)
    if worker_id is None:
        raise NotUnderstood("unknown_worker", "Medarbetaren finns inte.")
    visit_id, recipient_id = _whose(event, known)
    return FactIn(
        event_id=event.event_id,
        kind=event.kind,
        visit_id=visit_id,
        recipient_id=recipient_id,
        worker_id=worker_id,
        occurred_at=event.occurred_at,
        method=event.method,
        card_home_id=known.cards.get(token_of(event.card)) if event.card else None,
        reason=event.reason,
        note=event.note,
    )


def _whose(event: WireEvent, known: Known) -> tuple[int | None, int]:
    if event.visit_id is not None:
        if event.visit_id not in known.visits:
            raise NotUnderstood("unknown_visit", "Besöket finns inte.")
        return known.visits[event.visit_id]
    recipient_id = known.recipients.get(event.recipient_id or "")
    if recipient_id is None:
        raise NotUnderstood("unknown_recipient", "Mottagaren finns inte.")
    return None, recipient_id


def token_of(card: str) -> str:
    """The token of a card as it was read: bare, or as the address that the card shows."""
    return card.rstrip("/").rsplit("/", 1)[-1]


def _look_up(events: list[WireEvent], source: str) -> Known:
    visits = {event.visit_id for event in events if event.visit_id}
    known = Known(
        workers=_ids(Worker, {event.worker_id for event in events}, source),
        recipients=_ids(Recipient, {event.recipient_id for event in events if event.recipient_id}, source),
    )
    if visits:
        known.visits = _visits(visits, source)
    if tokens := {token_of(event.card) for event in events if event.card}:
        known.cards = _homes(tokens)
    return known


def _ids(table: Any, outside_ids: set[str], source: str) -> dict[str, int]:
    if not outside_ids:
        return {}
    rows = db.session.execute(
        select(table.outside_id, table.id).where(
            table.source == source, table.outside_id.in_(outside_ids), table.revision > 0
        )
    )
    return {outside_id: row_id for outside_id, row_id in rows}


def _visits(outside_ids: set[str], source: str) -> dict[str, tuple[int, int]]:
    """Visits by their outside id of now, else by an earlier one."""
    rows = db.session.execute(
        select(Visit.outside_id, Visit.id, Visit.recipient_id).where(
            Visit.source == source, Visit.outside_id.in_(outside_ids), Visit.revision > 0
        )
    )
    found = {outside_id: (visit_id, recipient_id) for outside_id, visit_id, recipient_id in rows}
    if earlier := outside_ids - found.keys():
        aliases = db.session.execute(
            select(VisitAlias.outside_id, Visit.id, Visit.recipient_id)
            .join(Visit, Visit.id == VisitAlias.visit_id)
            .where(VisitAlias.source == source, VisitAlias.outside_id.in_(earlier), Visit.revision > 0)
        )
        found.update({outside_id: (visit_id, recipient_id) for outside_id, visit_id, recipient_id in aliases})
    return found


def _homes(tokens: set[str]) -> dict[str, int]:
    """The homes of cards, revoked ones too: where a worker stood does not hang on which print she read."""
    hashes = {ring().look_up("card", token): token for token in tokens}
    rows = db.session.execute(select(Card.token_hash, Card.home_id).where(Card.token_hash.in_(hashes)))
    return {hashes[token_hash]: home_id for token_hash, home_id in rows}
