"""Facts in, and all that follows from them: recorded, linked, judged, settled. Composes the slices; owns nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from backend.gaps import detect
from backend.telling import arose
from backend.visits import derive, record, unsettled
from schema.wire.facts import FactIn, Origin, Outcome, Touched


def receive(facts: Iterable[FactIn], origin: Origin) -> list[Outcome]:
    """Store facts and bring everything that rests on them up to date; one outcome a fact, in the order given.

    The caller owns the transaction.
    """
    outcomes, touched = record.record(facts, origin)
    rederive(touched)
    return outcomes


def rederive(touched: Touched) -> None:
    """Derive anew executions, states, forecasts and gaps of what was touched, and announce what is news in it.

    The caller owns the transaction.
    """
    if not touched:
        return
    derive.refresh(touched)
    found = detect.refresh(touched)
    derive.settle(found.missed, found.merged, touched)
    arose.live(touched)


def watch() -> None:
    """Each minute: find what did *not* happen (not started, no check-out, missed) and what is now expected later.

    The caller owns the transaction.
    """
    rederive(unsettled.overdue(timedelta(days=1)))
