"""Numbers that somebody has confirmed, or that were welcomed and let it stand (domain.md, "SMS in clear").

A number that is new or changed and not confirmed first gets a welcome, and lists from the next morning on, unless the
welcome came back or was answered STOPP or FEL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, not_, select, true

from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.reach import confirmed
from schema.settings import Settings
from schema.tables import Message, Recipient, Relative

CAME_BACK = (State.UNDELIVERED, State.FAILED, State.EXPIRED, State.SUPPRESSED)
REHEARSED = "shadow"
NEVER_LEFT = frozenset({REHEARSED, "budget", "not_on_allowlist", "no_provider", "too_late"})
"""Why a welcome stayed in the house: it welcomed nobody, and is written again the next day."""
NOBODY_LIFTED = ("busy", "no-answer", "not_heard", "canceled")
"""A call that nobody took says nothing of the number: it is welcomed again the next day."""


@dataclass(frozen=True)
class Standing:
    """How some numbers stand: which may be told of visits now, and which are to be welcomed first."""

    proven: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    rehearsed: frozenset[str] = frozenset()
    """Of the fresh ones: welcomed on an earlier day by a unit in shadow mode, where nothing left the house."""


def standing(hashes: Collection[str]) -> Standing:
    """How each of these numbers stands; in neither set are those that wait for the morning, or came back."""
    known, since, proven = sorted(hashes), dict[str, datetime](), set[str]()
    hers = select(
        Recipient.phone_hash, Recipient.phone_since_at, Recipient.phone_verified_at, Recipient.phone_confirmed_on
    ).where(Recipient.phone_hash.in_(known), Recipient.revision > 0)
    lines = select(Recipient.landline_hash, Recipient.landline_since_at, Recipient.landline_verified_at).where(
        Recipient.landline_hash.in_(known), Recipient.revision > 0
    )
    kin = select(Relative.phone_hash, Relative.reach_since_at, Relative.phone_verified_at).where(
        Relative.phone_hash.in_(known), Relative.revision > 0
    )
    for number, since_at, verified_at, *confirmed_on in [
        row for one in (hers, lines, kin) for row in db.session.execute(one)
    ]:
        if since_at is None or verified_at is not None or (confirmed_on and confirmed(since_at, confirmed_on[0])):
            proven.add(number)  # None: it was there before this was asked
        else:
            since[number] = max(since_at, since.get(number, since_at))
    welcomed = _welcomed(sorted(since.keys() - proven))
    today = clock.day_bounds(clock.today())[0]
    fresh, rehearsed = set(), set()
    for number in since.keys() - proven:
        told = [one for one in welcomed[number] if one.at >= since[number]]
        if any(one.at < today and one.reason == REHEARSED for one in told):
            rehearsed.add(number)
        left = [one for one in told if one.reason not in NEVER_LEFT]
        if not left:
            fresh.add(number)
        elif any(one.at < today and one.state not in CAME_BACK for one in left):
            proven.add(number)
    return Standing(frozenset(proven), frozenset(fresh), frozenset(rehearsed & fresh))


class _Welcome(NamedTuple):
    at: datetime
    state: str
    reason: str | None


def _left_the_house() -> ColumnElement[bool]:
    """Once texts really leave, what an installation had written before, and kept, welcomed nobody."""
    settings: Settings = current_app.extensions["settings"]
    return true() if settings.sms_mode == "console" else Message.channel != "console"


def _welcomed(hashes: Collection[str]) -> dict[str, list[_Welcome]]:
    """Number → when it was welcomed, and what became of that."""
    found: dict[str, list[_Welcome]] = defaultdict(list)
    earlier = Message.created_at < clock.day_bounds(clock.today())[0]
    query = select(Message.number_hash, Message.created_at, Message.state, Message.reason).where(
        Message.number_hash.in_(hashes), Message.kind == Kind.WELCOME,
        not_(and_(earlier, func.coalesce(Message.reason, "").in_(NOBODY_LIFTED))), _left_the_house(),
    )  # fmt: skip
    for number, at, state, reason in db.session.execute(query):
        found[number].append(_Welcome(at, state, reason))
    return found
