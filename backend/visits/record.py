"""Facts in: each stored once, whatever order they come in and however often.

The small ledger of event ids decides which facts are new: a row goes in only where its id is free, and what stands
there afterwards tells who won, also when the same batch arrives twice at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from backend.access import turn
from schema import clock
from schema.chains import sealed
from schema.db import db
from schema.keyring import ring
from schema.tables import Event, EventLedger, Visit
from schema.wire.facts import FactIn, Origin, Outcome, Touched

CHUNK = 5_000
RESERVE = {
    "postgresql": postgresql.insert(EventLedger).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(EventLedger).on_conflict_do_nothing(),
}
"""Takes an event id where it is free, by the database's name."""
CONFLICT = "Samma event_id har redan kommit med ett annat innehåll."


def record(facts: Iterable[FactIn], origin: Origin) -> tuple[list[Outcome], Touched]:
    """Store facts that are new; say of each whether it was accepted, replayed or in conflict, in the order given.

    Touched names whose days must be derived anew. The caller owns the transaction and the turn (`turn`): parallel
    batches come one after the other, each seeing all facts before it.
    """
    turn.take()
    outcomes: list[Outcome] = []
    touched = Touched()
    given = list(facts)
    for start in range(0, len(given), CHUNK):
        part = given[start : start + CHUNK]
        outcomes += _record(part, origin, touched)
    return outcomes, touched


def _record(facts: Sequence[FactIn], origin: Origin, touched: Touched) -> list[Outcome]:
    first: dict[str, FactIn] = {}
    for fact in facts:
        first.setdefault(fact.event_id, fact)
    ids = dict(zip(first, _new_ids(len(first)), strict=True))
    bodies = {event_id: _body(fact) for event_id, fact in first.items()}
    _reserve([{"event_id": one, "body_digest": bodies[one], "fact_id": ids[one]} for one in sorted(first)])
    held = _held(list(first))
    new = [fact for event_id, fact in first.items() if held[event_id][0] == ids[event_id]]
    _store(new, ids, origin)
    _touch(new, touched)
    accepted = {fact.event_id for fact in new}
    outcomes = []
    for fact in facts:
        outcomes.append(_outcome(fact, fact.event_id in accepted, held[fact.event_id][1]))
        accepted.discard(fact.event_id)
    return outcomes


def _outcome(fact: FactIn, accepted: bool, body_digest: str) -> Outcome:
    if accepted:
        return Outcome(fact.event_id, "accepted")
    if _body(fact) == body_digest:
        return Outcome(fact.event_id, "replayed")
    return Outcome(fact.event_id, "conflict", "event_id_reused", CONFLICT)


def _new_ids(count: int) -> Sequence[int]:
    """Ids for new facts, taken ahead so that the ledger can name them."""
    if db.session.get_bind().dialect.name == "postgresql":
        taken = text("SELECT nextval(pg_get_serial_sequence('event', 'id')) FROM generate_series(1, :count)")
        return list(db.session.execute(taken, {"count": count}).scalars())
    last = db.session.execute(select(func.coalesce(func.max(Event.id), 0))).scalar_one()
    return range(last + 1, last + 1 + count)


def _reserve(rows: list[dict[str, object]]) -> None:
    """Put rows into the ledger where their id is free."""
    if not rows:
        return
    db.session.connection().execute(RESERVE[db.session.get_bind().dialect.name], rows)


def _held(event_ids: list[str]) -> dict[str, tuple[int, str]]:
    """What the ledger holds under each id: the fact's id and the body's digest."""
    rows = db.session.execute(
        select(EventLedger.event_id, EventLedger.fact_id, EventLedger.body_digest).where(
            EventLedger.event_id.in_(event_ids)
        )
    )
    return {event_id: (fact_id, digest) for event_id, fact_id, digest in rows}


def _body(fact: FactIn) -> str:
    """A keyed digest of what was reported: a note is personal, and must not be guessed from the ledger."""
    content = (
        fact.kind, fact.visit_id, fact.recipient_id, fact.worker_id, clock.utc(fact.occurred_at).isoformat(),
        fact.method, fact.card_home_id, fact.reason, fact.note, fact.corrects_id,
    )  # fmt: skip
    return ring().look_up("event", "\x1f".join("" if part is None else str(part) for part in content))


def _store(facts: Sequence[FactIn], ids: dict[str, int], origin: Origin) -> None:
    received_at = clock.now()
    rows = [_row(fact, ids[fact.event_id], received_at, origin) for fact in facts]
    if rows:
        db.session.connection().execute(insert(Event), rows)


def _row(fact: FactIn, fact_id: int, received_at: datetime, origin: Origin) -> dict[str, object]:
    """The event row of a fact, with its digest."""
    content: dict[str, object] = {
        "kind": fact.kind,
        "visit_id": fact.visit_id,
        "recipient_id": fact.recipient_id,
        "worker_id": fact.worker_id,
        "occurred_at": clock.utc(fact.occurred_at),
        "received_at": received_at,
        "method": fact.method,
        "card_home_id": fact.card_home_id,
        "reason": fact.reason,
        "note": fact.note,
        "corrects_id": fact.corrects_id,
        "run_id": origin.run_id,
        "user_id": origin.user_id,
        "api_key_id": origin.api_key_id,
    }
    return {"id": fact_id, **sealed("event", content)}


def _touch(facts: Sequence[FactIn], touched: Touched) -> None:
    """Note whom and which days new facts touch, with the days of what they correct and of the visits they name."""
    for fact in facts:
        touched.add(fact.recipient_id, fact.worker_id, clock.local_date(fact.occurred_at))
    corrected = [fact.corrects_id for fact in facts if fact.corrects_id is not None]
    if corrected:
        rows = select(Event.recipient_id, Event.worker_id, Event.occurred_at).where(Event.id.in_(corrected))
        for recipient_id, worker_id, occurred_at in db.session.execute(rows):
            touched.add(recipient_id, worker_id, clock.local_date(occurred_at))
    named = {fact.visit_id for fact in facts if fact.visit_id is not None}
    if named:
        touched.days.update(db.session.execute(select(Visit.date).where(Visit.id.in_(named)).distinct()).scalars())
