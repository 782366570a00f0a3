"""Told in advance (domain.md): of the visits that were changed, those whose notice left half an hour ahead.

Each visit counts once: it was told in advance where every change of it was. One that nobody was told of, though she
wished to hear of changes, counts as not told. What is no news to her, or held in a unit that only rehearses, is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Announcement, Message, Promise, Recipient, Visit, VisitChange, VisitRevision

AHEAD = timedelta(minutes=30)
NEAR = timedelta(days=2)
AT_ONCE = 1_000
HELD_WITHIN = timedelta(minutes=1)
"""Of a decision: its message is written in the same transaction."""
STAYS_COUNTED = ("too_late", "quiet", "capped", "unconfirmed", "wrong_number", "budget", "fuse")
"""Why a notice was held though she wished for it, as opposed to a rehearsal or a pilot, in which nobody is told."""


def about(day: date) -> ColumnElement[bool]:
    """The condition on `visit` that it may have to do with a local date: wide, and answered by an index."""
    since, until = clock.day_bounds(day)
    return Visit.window_end_at.between(since - NEAR, until + NEAR)


def told_in_advance(day: date, out: ColumnElement[bool]) -> Iterator[bool]:
    """The changed visits of a local date: whether each was told in advance. `out`: which messages count as leaving."""
    changed = _changed(day)
    left, held = _left(changed, out), _held(changed)
    visits: dict[int, list[bool]] = {}
    for one in changed:
        mine = [row for number in one.numbers for row in held.get(number, ())]
        told = _told(one, left.get((one.visit_id, one.revision)), mine)
        if told is not None:
            visits.setdefault(one.visit_id, []).append(told)
    return (all(answers) for answers in visits.values())


@dataclass(frozen=True)
class Changed:
    """One visit's changes that were decided together: to what, and by when it had to be told."""

    visit_id: int
    numbers: tuple[str, ...]
    """The keyed hashes of hers."""
    decided_at: datetime
    revision: int
    due_at: datetime


def _changed(day: date) -> list[Changed]:
    """What was decided of changes of visits, the earlier of whose old and new start lies on the date."""
    since, until = clock.day_bounds(day)
    was, became = aliased(VisitRevision), aliased(VisitRevision)
    first, last = func.min(VisitChange.from_number), func.max(VisitChange.to_number)
    spans = (
        select(Visit.id.label("visit_id"), Visit.recipient_id, Announcement.decided_at, first.label("first"),
               last.label("last"))
        .join(VisitChange, VisitChange.visit_id == Visit.id)
        .join(Announcement, and_(Announcement.recipient_id == Visit.recipient_id,
                                 Announcement.change_id == VisitChange.id))
        .where(about(day), Announcement.kind == Kind.CHANGE, Announcement.decided_at.is_not(None))
        .group_by(Visit.id, Visit.recipient_id, Announcement.decided_at)
        .subquery()
    )  # fmt: skip
    query = (
        select(
            spans,
            was.window_start_at.label("old"),
            became.window_start_at.label("new"),
            Recipient.phone_hash,
            Recipient.landline_hash,
        )
        .join(Recipient, Recipient.id == spans.c.recipient_id)
        .join(became, and_(became.visit_id == spans.c.visit_id, became.number == spans.c.last))
        .outerjoin(was, and_(was.visit_id == spans.c.visit_id, was.number == spans.c.first))
        .order_by(spans.c.visit_id, spans.c.decided_at)
    )
    found = []
    for row in db.session.execute(query):
        begins_at = min(row.old or row.new, row.new)
        if since <= begins_at < until:
            numbers = tuple(one for one in (row.phone_hash, row.landline_hash) if one)
            found.append(Changed(row.visit_id, numbers, row.decided_at, row.last, begins_at - AHEAD))
    return found


def _left(changed: list[Changed], out: ColumnElement[bool]) -> dict[tuple[int, int], Any]:
    """Visit and revision → the message that told her of it: its state, and when it was handed over."""
    found = {}
    for some in _parts(sorted({one.visit_id for one in changed})):
        query = (
            select(Promise.visit_id, Promise.revision, Message.state, Message.handed_at)
            .join(Message, Message.id == Promise.message_id)
            .where(Promise.visit_id.in_(some), Message.kind == Kind.CHANGE, out)
            .order_by(Message.id.desc())
        )
        found.update({(row.visit_id, row.revision): row for row in db.session.execute(query)})
    return found


def _held(changed: list[Changed]) -> dict[str, list[Any]]:
    """Number → the notices of changes that were written for it and held, though she wished for them."""
    found: dict[str, list[Any]] = {}
    for some in _parts(sorted({number for one in changed for number in one.numbers})):
        query = select(Message.number_hash, Message.visit_id, Message.created_at).where(
            Message.number_hash.in_(some), Message.kind == Kind.CHANGE, Message.relative_id.is_(None),
            Message.state == State.SUPPRESSED, Message.reason.in_(STAYS_COUNTED),
        )  # fmt: skip
        for row in db.session.execute(query):
            found.setdefault(row.number_hash, []).append(row)
    return found


def _told(one: Changed, left: Any, held: Iterable[Any]) -> bool | None:
    """Whether it left in time; None where there was nothing to tell her, or it is too soon to say."""
    if left is None:
        same = (row for row in held if row.visit_id in (one.visit_id, None))
        return False if any(timedelta() <= row.created_at - one.decided_at <= HELD_WITHIN for row in same) else None
    if left.state == State.SUPPRESSED:
        return None
    if left.handed_at is not None:
        return bool(left.handed_at <= one.due_at)
    over = clock.now() > one.due_at or left.state in (State.FAILED, State.EXPIRED)
    return False if over else None


def _parts(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
