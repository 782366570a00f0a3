"""What a worker's tap becomes: the fact, the one that takes it back, and times filled in afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from backend.access.scope import Scope
from backend.visits.stops import Stop
from schema import clock
from schema.db import db
from schema.tables import Event
from schema.wire.facts import FactIn

SECOND_THOUGHTS = timedelta(minutes=2)
"""How long a tap can be taken back by the one who made it (ours); later it takes a correction."""
GRACE = timedelta(minutes=1)
"""For a page that was open while the time ran out."""


@dataclass(frozen=True)
class Tap:
    """One press of a button. `event_id` was made with the form, so that a double press is one fact."""

    event_id: str
    kind: str
    card_home_id: int | None = None


@dataclass(frozen=True)
class Regrettable:
    """The worker's last fact, while she may still take it back."""

    fact_id: int
    kind: str
    until: datetime


class NotYet(ValueError):
    """A time filled in afterwards that has not been yet, or an end without a beginning before it."""


def sound_id(text: str) -> str | None:
    """An event id from a form, or None when it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def tapped(scope: Scope, stop: Stop, tap: Tap) -> FactIn:
    """The fact of a press of a button at a visit, now."""
    return FactIn(
        event_id=tap.event_id,
        kind=tap.kind,
        visit_id=stop.visit_id,
        recipient_id=stop.recipient_id,
        worker_id=_me(scope),
        occurred_at=clock.now(),
        method="qr" if tap.card_home_id is not None else "app",
        card_home_id=tap.card_home_id,
        reason=tap.kind if tap.kind in ("absent", "declined") else None,
    )


def walked_in(scope: Scope, recipient_id: int, tap: Tap) -> FactIn:
    """The fact of a press at somebody's home without a planned visit; which visit it is, the linking finds."""
    return FactIn(
        event_id=tap.event_id,
        kind=tap.kind,
        visit_id=None,
        recipient_id=recipient_id,
        worker_id=_me(scope),
        occurred_at=clock.now(),
        method="qr",
        card_home_id=tap.card_home_id,
    )


def afterwards(
    scope: Scope, stop: Stop, event_id: str, came: time | None, went: time | None, note: str
) -> list[FactIn]:  # fmt: skip
    """The facts of times filled in by hand; one that stands already is corrected. Raises NotYet.

    A wall time is taken on the day, and in the doubled hour on the side, where it lies nearest to the window.
    """
    near = stop.window_start_at or stop.check_in_at or clock.now()
    came_at = min(_instants(near, came), key=lambda moment: abs(moment - near)) if came else None
    begun = came_at or stop.check_in_at or near
    went_at = min((moment for moment in _instants(near, went) if moment > begun), default=None) if went else None
    now = clock.now()
    if (went and went_at is None) or any(moment and moment > now for moment in (came_at, went_at)):
        raise NotYet
    facts = []
    for kind, moment, standing in (
        ("check_in", came_at, stop.check_in_id), ("check_out", went_at, stop.check_out_id)
    ):  # fmt: skip
        if moment is not None:
            facts.append(
                FactIn(
                    event_id=str(uuid.uuid5(uuid.UUID(event_id), kind)), kind=kind, visit_id=stop.visit_id,
                    recipient_id=stop.recipient_id, worker_id=_me(scope), occurred_at=moment, method="manual",
                    reason="forgot_to_register", note=note or None, corrects_id=standing,
                )
            )  # fmt: skip
    return facts


def regrettable(scope: Scope) -> Regrettable | None:
    """The worker's last fact, if she made it just now and it stands."""
    correction = aliased(Event)
    last = db.session.execute(
        select(Event.id, Event.kind, Event.received_at)
        .outerjoin(correction, (correction.recipient_id == Event.recipient_id) & (correction.corrects_id == Event.id))
        .where(Event.worker_id == scope.worker_id, Event.user_id == scope.user_id, Event.kind != "note")
        .where(Event.occurred_at > clock.now() - timedelta(days=2), correction.id.is_(None))
        .order_by(Event.received_at.desc(), Event.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.received_at < clock.now() - SECOND_THOUGHTS:
        return None
    return Regrettable(last.id, last.kind, last.received_at + SECOND_THOUGHTS)


def taken_back(scope: Scope, fact_id: int, event_id: str) -> FactIn | None:
    """The fact that takes one of the worker's own back: a correcting note. None when it is too late or not hers."""
    row = db.session.scalar(
        select(Event).where(
            Event.id == fact_id, Event.user_id == scope.user_id, Event.worker_id == scope.worker_id,
            Event.kind != "note", Event.received_at >= clock.now() - SECOND_THOUGHTS - GRACE,
        )
    )  # fmt: skip
    if row is None:
        return None
    return FactIn(
        event_id=event_id,
        kind="note",
        visit_id=row.visit_id,
        recipient_id=row.recipient_id,
        worker_id=row.worker_id,
        occurred_at=row.occurred_at,
        method="app",
        reason="other",
        note="Ångrad",
        corrects_id=row.id,
    )


def _me(scope: Scope) -> int:
    if scope.worker_id is None:
        raise ValueError("only a worker registers")
    return scope.worker_id


def _instants(near: datetime, at: time) -> Iterator[datetime]:
    """The instants of a wall time on the day before, of and after another instant; twice in a doubled hour."""
    day = clock.local_date(near)
    for away in (-1, 0, 1):
        for fold in (0, 1):
            yield clock.instant(day + timedelta(days=away), at, fold)
