"""Pure: whether a notice goes to a reader, when, and if not why.

The rules are ours where no source is named; each reason is said in a sentence on the message's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum

from notifications.events import Kind
from notifications.policy import Level
from schema import clock

QUIET = (time(21), time(6, 30))
"""Local hours in which only what is urgent leaves."""
SOON = timedelta(hours=2)
"""A change of a visit that begins within this time cannot wait for the morning."""
LATE = timedelta(minutes=15)
"""A delay is told when it passes this, and again when it has grown by as much."""
Hours = tuple[time, time]
"""A span of the clock on the wall, from one time to another; over midnight where the second is the earlier."""
MOST_A_DAY = 6
"""Notices to one number and local day, besides lists and what is urgent."""


FUSE_LEAST, FUSE_TIMES = 50, 3
"""A run that writes more messages of a kind for one unit than this, and than so many times its busiest day lately, is
more likely a mistake than news."""
FUSE_LOOKS_BACK = timedelta(days=14)


class Notices(IntEnum):
    """How much somebody wishes to hear. Each includes the ones below."""

    NONE = 0
    CHANGES = 1
    ALL = 2

    @classmethod
    def of(cls, word: str | None) -> Notices:
        """The wish of a recorded word; an unknown or missing one is none."""
        return cls.__members__.get((word or "none").upper(), cls.NONE)


@dataclass(frozen=True)
class Rule:
    """Who hears of a kind, by her wish (None: nobody in that role), and whether it passes quiet hours."""

    recipient: Notices | None
    relative: Notices | None
    urgent: bool = False
    waits_for_morning: bool = False
    """Worth telling after a quiet night; else it is let go."""


RULES: Mapping[Kind, Rule] = {
    Kind.CHANGE: Rule(Notices.CHANGES, Notices.CHANGES, waits_for_morning=True),
    Kind.DELAY: Rule(Notices.CHANGES, Notices.CHANGES, urgent=True),
    Kind.ARRIVED: Rule(None, Notices.ALL),
    Kind.DONE: Rule(None, Notices.ALL),
    Kind.NOT_COME: Rule(Notices.CHANGES, None, urgent=True),
    Kind.MISSED: Rule(None, Notices.CHANGES, waits_for_morning=True),
    Kind.OUTCOME: Rule(Notices.CHANGES, None, waits_for_morning=True),
    Kind.UNPLANNED: Rule(Notices.CHANGES, Notices.ALL, waits_for_morning=True),
}
"""What is told of visits beside the lists."""


@dataclass(frozen=True)
class Asked:
    """One notice to one reader. Instants are aware; `begins_at` is when the visit it is about begins, if it is one."""

    kind: Kind
    now: datetime
    expires_at: datetime
    begins_at: datetime | None
    level: Level
    notices: Notices
    relative: bool = False
    """Whether it goes to a relative alone."""
    confirmed: bool = True
    """Whether the number was confirmed, or has been welcomed on an earlier day."""
    closed: str | None = None
    """Why nothing may go to the number, or to this person, at all: a code."""
    shadow: bool = False
    rings: bool = False
    """Whether it goes by a call, which would wake her: nothing is so urgent."""
    told_today: int = 0
    quiet: tuple[Hours, ...] = ()
    """The reader's own quiet hours, beside the night: only what can wait until they are over is kept back in them."""


@dataclass(frozen=True)
class Goes:
    """It leaves, at once or after a quiet night."""

    at: datetime
    urgent: bool


@dataclass(frozen=True)
class Stays:
    """It does not leave: a code for why."""

    why: str


def decide(asked: Asked) -> Goes | Stays:
    """Whether a notice goes; the first reason that keeps it is the one that is said."""
    rule = RULES[asked.kind]
    wanted = rule.relative if asked.relative else rule.recipient
    urgent = rule.urgent or _cannot_wait(asked)
    leaves_at = asked.now if urgent and not asked.rings else _after_quiet(asked)
    kept = (
        (asked.closed, asked.closed is not None),
        ("level_none", asked.level is Level.NONE),
        ("not_wished", wanted is None or asked.notices < wanted),
        ("unconfirmed", not asked.confirmed),
        ("too_late", asked.now >= asked.expires_at),
        ("quiet", leaves_at > asked.now and (not rule.waits_for_morning or leaves_at >= asked.expires_at)),
        ("capped", not urgent and asked.told_today >= MOST_A_DAY),
        ("shadow", asked.shadow),
    )
    why = next((reason for reason, holds in kept if holds and reason), None)
    return Stays(why) if why else Goes(leaves_at, urgent)


def _after_quiet(asked: Asked) -> datetime:
    """When the night and her own hours are over. What is worthless by then waits for the night alone."""
    own = after_quiet(asked.now, asked.quiet)
    return own if own < asked.expires_at else after_quiet(asked.now)


def _cannot_wait(asked: Asked) -> bool:
    """A change, or an answer, that the morning would find already there."""
    soon = asked.begins_at is not None and asked.begins_at - asked.now <= SOON
    return asked.kind in (Kind.CHANGE, Kind.OUTCOME) and soon


def after_quiet(now: datetime, own: Iterable[Hours] = ()) -> datetime:
    """The instant itself, or the end of the quiet hours that it lies in: the night's, and somebody's own."""
    spans = (QUIET, *own)
    for _ in spans:  # the end of one may lie in another
        now = max(_end_of(now, span) for span in spans)
    return now


def _end_of(now: datetime, span: Hours) -> datetime:
    here = clock.local(now)
    if not covers(span, here.time()):
        return now
    day = here.date() + timedelta(days=1) if here.time() >= span[1] else here.date()
    return clock.instant(day, span[1])


def covers(span: Hours, at: time) -> bool:
    """Whether a time on the wall lies in a span: its first minute does, its last does not."""
    begins, ends = span
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def hours(value: str | None) -> Hours | None:
    """The span of a recorded word, 21:00-08:00; None for "none" and for anything else."""
    begins, _, ends = (value or "").partition("-")
    try:
        return time.fromisoformat(begins), time.fromisoformat(ends)
    except ValueError:
        return None


def untrue(kind: Kind, told_at: datetime, window_end_at: datetime, started_at: datetime | None) -> bool:
    """Whether something worrying that was told of a visit was not so, by all that is known of it now.

    A delay that was caught up; a visit that nobody had come to, where somebody had: only the word of it was late.
    """
    if started_at is None:
        return False
    if kind is Kind.DELAY:
        return started_at < window_end_at + LATE
    return started_at <= told_at


def blows(messages: int, by_day: Iterable[int]) -> bool:
    """Whether a run's messages of a kind for one unit are held until somebody has looked. `by_day`: of days before."""
    return messages > FUSE_LEAST and messages > FUSE_TIMES * max(by_day, default=0)
