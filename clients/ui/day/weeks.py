"""Several days of one person, one below the other: the week to come, and what was planned and done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from backend.cards import states
from backend.cards.facts import NAMES, Visit
from clients.ui.day import near
from clients.ui.day.words import Words, words_in
from clients.ui.speech import day_in_words, large, say_in
from schema import clock

ONE, WEEK = timedelta(days=1), timedelta(days=7)
CAME = frozenset({states.HERE, states.LEFT_OPEN, states.DONE})


class Line(NamedTuple):
    """A visit as shown. `done` is when somebody was there, "" where that is not known or not to be told."""

    state: str
    when: str
    minutes: str
    done: str
    took: str
    who: str
    what: tuple[str, ...]
    outcome: str


class Section(NamedTuple):
    """A day with its visits in order. `near` is what it is called today, which paper must not say tomorrow."""

    name: str
    near: str
    lines: tuple[Line, ...]


class Way(NamedTuple):
    """The way to another week."""

    address: str
    called: str


def sections(days: Iterable[date], visits: Sequence[Visit], language: str, now: datetime) -> tuple[Section, ...]:
    """A section for each day, also for one without visits."""
    words = words_in(language, of_another=True)
    return tuple(
        Section(
            large(day_in_words(day, language)),
            near.called(day, clock.local_date(now), language).lower(),
            tuple(_line(one, words, now) for one in visits if one.date == day),
        )
        for day in days
    )


def beside(language: str) -> tuple[str, str]:
    """What the week before and the week after another are called."""
    say = say_in(language)
    return say("Veckan före"), say("Veckan efter")


def begun(visits: Iterable[Visit], now: datetime) -> tuple[Visit, ...]:
    """The visits that are no longer only to come."""
    return tuple(one for one in visits if one.started_at is not None or one.plan.end_at <= now)


def _line(visit: Visit, words: Words, now: datetime) -> Line:
    state = states.state_for_relatives(visit, now)
    off = state in states.OFF
    named = () if off or visit.level < NAMES or state in states.NOT_COME else visit.came or visit.plan.who
    what = () if off else dict.fromkeys(word for _, word in map(words.what, visit.plan.what))
    return Line(
        state,
        words.window(visit.plan),
        "" if off else words.minutes(visit.plan.minutes),
        _done(visit, state, words),
        _took(visit, state, words),
        words.everybody(named) if named else "",
        tuple(what),
        _outcome(visit, state, words),
    )


def _done(visit: Visit, state: str, words: Words) -> str:
    if visit.started_at is None or state not in CAME:
        return ""
    if visit.ended_at is None:
        return words.say("Kom klockan {time}").format(time=words.at(visit.started_at))
    text = words.say("Klockan {start}–{end}")
    return text.format(start=words.at(visit.started_at), end=words.at(visit.ended_at))


def _took(visit: Visit, state: str, words: Words) -> str:
    if visit.started_at is None or visit.ended_at is None or state not in CAME:
        return ""
    minutes = round((visit.ended_at - visit.started_at) / timedelta(minutes=1))
    return words.minutes(minutes)


def _outcome(visit: Visit, state: str, words: Words) -> str:
    """What is to be said of how it went, where the times do not say it."""
    if state == states.DONE:
        return "" if visit.started_at else words.outcome(visit, state)
    return words.outcome(visit, state) if state in (states.CANCELLED, states.MISSED, states.DELAYED) else ""
