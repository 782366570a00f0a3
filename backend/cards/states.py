"""What state a visit is in at an instant, and when time alone will change it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from backend.cards.facts import Visit

NO_WORD_AFTER = timedelta(minutes=15)  # as for the gap not_started (contract section 6)
LEFT_OPEN_AFTER = timedelta(minutes=60)  # as for the gap no_check_out
STEP = timedelta(minutes=5)

PLANNED, DELAYED, NO_WORD, HERE = "planned", "delayed", "no_word", "here"
LEFT_OPEN, DONE, MISSED, CANCELLED, MOVED = "left_open", "done", "missed", "cancelled", "moved"
ABSENT, DECLINED, UNSAID = "absent", "declined", "unsaid"
PENDING = frozenset({PLANNED, DELAYED, NO_WORD})
NOT_COME = frozenset({MISSED, UNSAID})
"""Nobody is pointed out for not having come."""
AWAY = frozenset({ABSENT, DECLINED})
OFF = frozenset({CANCELLED, MOVED})
"""Nobody comes at that time, and the card says so as long as somebody might be expected."""


def state_of(visit: Visit, now: datetime) -> str:
    """The state to show. A check-out that never came is not shown as somebody being here for ever."""
    if visit.moved_to is not None:
        return CANCELLED if visit.moved_to.cancelled else MOVED
    if visit.status == "in_progress":
        return LEFT_OPEN if now >= _open_until(visit) else HERE
    if visit.status != "planned":
        return visit.status
    if visit.plan.cancelled:
        return CANCELLED
    if now >= _word_until(visit):
        return NO_WORD
    return DELAYED if minutes_late(visit) else PLANNED


def state_for_relatives(visit: Visit, now: datetime) -> str:
    """What a relative is told. No word is not yet news for her; that somebody was out or declined is not hers to read.

    A missed visit is one of a confirmed gap here: others come as planned (`backend.cards.paired`).
    """
    state = state_of(visit, now)
    if state in AWAY and visit.plan.end_at > now:
        return CANCELLED  # nobody comes, and why is not hers to read
    return UNSAID if state in (NO_WORD, *AWAY) else state


def minutes_late(visit: Visit) -> int:
    """How late the visit is expected to begin, in minutes after its window, rounded up to fives; 0 for in time."""
    if visit.expected_at is None or visit.expected_at <= visit.plan.end_at:
        return 0
    late = visit.expected_at - visit.plan.end_at
    return -(-late // STEP) * 5


def _word_until(visit: Visit) -> datetime:
    """Until when no word is no news: a while after the window, or after the delay that was told."""
    return max(visit.plan.end_at, visit.expected_at or visit.plan.end_at) + NO_WORD_AFTER


def _open_until(visit: Visit) -> datetime:
    begun = visit.started_at or visit.plan.start_at
    return begun + timedelta(minutes=visit.plan.minutes) + LEFT_OPEN_AFTER


def next_turn(visits: Iterable[Visit], now: datetime, midnight: datetime) -> datetime:
    """The next instant at which time alone changes what is shown; at the latest `midnight`."""
    turns = [midnight]
    for visit in visits:
        if visit.moved_to is not None:
            turns.append(visit.plan.end_at)
        elif visit.status == "in_progress":
            turns.append(_open_until(visit))
        elif visit.status == "planned" and not visit.plan.cancelled:
            turns.append(_word_until(visit))
        else:
            turns.append(visit.plan.end_at)  # a cancelled one moves down once its time is over
    return min(turn for turn in turns if turn > now)
