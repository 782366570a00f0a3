"""The day call: the day's list by telephone. Unanswered it is tried once more; then it stands on the call list.

Nobody is called twice at once: one call a number, and a number that is called gets no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from backend.telling import lists
from backend.telling.lists import List
from backend.telling.numbers import PAGE, Number, prefix, with_roles
from backend.telling.ways import call_pages
from notifications import policy
from notifications.events import Kind, Way
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import HandCall, Message, MessageLedger

AGAIN_AFTER = timedelta(minutes=15)
NO_RECEIPT_AFTER = timedelta(minutes=20)
"""A call of whose end nothing is heard for so long is over. What was read out is `delivered` already."""
_other = aliased(Message)


def day_calls(municipality: str, waiting: Set[int]) -> dict[str, int]:
    """Write today's calls that are not written yet, and those that are tried once more.

    Commits page by page; asks nobody outside. `waiting` and the counts are as those of `lists.morning_list`, and
    `again` (calls that are tried once more).
    """
    day = clock.today()
    which = List(Kind.DAY_CALL, day, clock.instant(day, policy.MORNING_ENDS), Way.CALL)
    counts = lists.write(municipality, waiting, which, call_pages(day))
    once_more = List(which.kind, day, which.until, Way.CALL, again=True)
    again = lists.write(municipality, waiting, once_more, _unanswered(day))["written"]
    return {**counts, **({"again": again} if again else {})}


def over_by_another(day: date) -> ColumnElement[bool]:
    """The condition that a day call of `Message`, of a local date, is handled by another one to the same number.

    Be it that it was tried once more, or that her day was heard in another one. One of a couple who hears her own, by
    her PIN, answers for nobody else.
    """
    since, until = clock.day_bounds(day)
    same = (_other.kind == Kind.DAY_CALL, _other.number_hash == Message.number_hash, _other.id != Message.id)
    then = (_other.created_at >= since, _other.created_at < until)
    heard = (_other.recipient_id.is_(None), or_(_other.id > Message.id, _other.state == State.DELIVERED))
    found = select(_other.id).where(*same, *then, *heard).correlate(Message)
    return and_(Message.kind == Kind.DAY_CALL, exists(found))


def _unanswered(day: date) -> Iterator[list[Number]]:
    """The numbers whose first call of the day nobody took, a quarter of an hour ago; nobody has called there since."""
    now = clock.now()
    silent = and_(
        Message.state == State.SENT, Message.channel != "console", Message.handed_at <= now - NO_RECEIPT_AFTER
    )
    missed = and_(Message.state == State.UNDELIVERED, Message.settled_at <= now - AGAIN_AFTER)
    first = exists().where(
        MessageLedger.dedupe_key == literal(prefix(Kind.DAY_CALL, day)) + Message.number_hash,
        MessageLedger.message_id == Message.id,
    )
    query = (
        select(Message.number_hash)
        .where(Message.kind == Kind.DAY_CALL, Message.created_at >= clock.day_bounds(day)[0], or_(silent, missed))
        .where(first, ~over_by_another(day), ~exists().where(HandCall.message_id == Message.id))
        .order_by(Message.id)
    )
    hashes = list(dict.fromkeys(db.session.scalars(query)))
    for start in range(0, len(hashes), PAGE):
        yield with_roles(day, hashes[start : start + PAGE])
