"""The rest of a day's visits, as a text may tell of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select

from backend.telling.facts import Windows
from backend.telling.newcomers import newcomers
from notifications.compose import WindowFact
from notifications.drafts import Told
from schema import clock
from schema.db import db
from schema.tables import Absence, Visit

ANSWERED = ("absent", "declined")


@dataclass(frozen=True)
class Coming:
    """One visit to come: what a text says of it, and what is then promised."""

    window: WindowFact
    ends_at: datetime
    told: Told


def still_to_come(day: date, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a visit of a local date has yet to begin at an instant, whatever was recorded since.

    A day of a recorded absence, both its ends included, has none.
    """
    away = exists().where(
        Absence.recipient_id == Visit.recipient_id, Absence.revision > 0, Absence.from_on <= day, Absence.to_on >= day
    )
    return (
        ~away,
        Visit.date == day,
        Visit.revision > 0,
        Visit.cancelled.is_(False),
        Visit.window_end_at > now,
        Visit.status.not_in(ANSWERED),
        or_(Visit.started_at.is_(None), Visit.started_at > now),
    )


def coming(recipient_ids: Iterable[int], day: date) -> dict[int, list[Coming]]:
    """Recipient → her visits to come on a local date, in order."""
    visits = db.session.execute(
        select(Visit.id, Visit.recipient_id, Visit.revision, Visit.window_start_at, Visit.window_end_at,
               Visit.worker_ids, Visit.service_ids)
        .where(Visit.recipient_id.in_(sorted(recipient_ids)), *still_to_come(day, clock.now()))
        .order_by(Visit.window_start_at, Visit.id)
    ).all()  # fmt: skip
    windows, found, planned = Windows(visits), defaultdict[int, list[Coming]](list), defaultdict[int, set[int]](set)
    for visit in visits:
        planned[visit.recipient_id].update(visit.worker_ids)
    new = newcomers(planned)
    for visit in visits:
        window = windows.of(visit, new.get(visit.recipient_id, ()))
        found[visit.recipient_id].append(Coming(window, visit.window_end_at, Told(visit.id, visit.revision)))
    return found
