"""The visits that a call goes through one by one. A mark names one to this call alone: the address names nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select

from backend.access.callers import Caller
from backend.hearing.remarks import begun
from backend.menu.keys import Place
from backend.requests import asking
from backend.survey import due
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Visit

LENGTH = 12
"""Of a mark: to tell a few visits apart, and to tell an outsider nothing."""


def past(caller: Caller) -> list[int]:
    """What something can be said of: her visits of today and yesterday that were to begin by now, the newest first."""
    query = select(Visit.id).where(
        Visit.recipient_id == caller.recipient_id, Visit.cancelled.is_(False), begun(),
        Visit.date >= clock.today() - timedelta(days=1),
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Visit.window_start_at.desc(), Visit.id)))


def to_come(caller: Caller) -> list[int]:
    """What can be asked of: her visits of the coming week, the next one first."""
    return asking.to_come(caller.scope, caller.recipient_id)


def asked_about(caller: Caller) -> list[int]:
    """The visit that she is asked about, if she is."""
    question = due.question(caller.recipient_id)
    return [question.visit_id] if question else []


LISTS: Mapping[str, Callable[[Caller], list[int]]] = {
    "say": past, "change": to_come, "late": to_come, "waits": to_come, "sure": to_come, "survey": asked_about,
}  # fmt: skip
"""Level → the visits that it goes through."""


def mark_of(caller: Caller, visit_id: int) -> str:
    """A visit's mark in a call."""
    return ring().look_up("menu", f"{caller.message_id}:{visit_id}")[:LENGTH]


def marked(caller: Caller, level: str, mark: str) -> int | None:
    """The visit of a mark; None for one that is no more among those of the level."""
    return next((one for one in LISTS[level](caller) if mark_of(caller, one) == mark), None)


def led_to(caller: Caller, level: str, mark: str, place: Place) -> int | None:
    """The visit that a key leads to, seen from the marked one; None after the last, or where there is none."""
    known = LISTS[level](caller)
    here = next((number for number, one in enumerate(known) if mark_of(caller, one) == mark), None)
    if place is Place.FIRST or here is None:
        return known[0] if known else None
    there = here + (place is Place.NEXT)
    return known[there] if there < len(known) else None


def row(caller: Caller, visit_id: int) -> Visit:
    """A visit of hers, of one of the lists above."""
    return db.session.scalars(
        select(Visit).where(Visit.id == visit_id, Visit.recipient_id == caller.recipient_id)
    ).one()
