"""The days beside today on a paired device: which are shown, what they are called, and the way between them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from flask import request

from backend.cards.paired import within
from clients.ui.catalogues import offered
from clients.ui.day.page import Page
from clients.ui.speech import day_in_words, large, say_in

ONE, YEAR = timedelta(days=1), timedelta(days=366)


class Way(NamedTuple):
    """The way to a day: its address, what it is called, and its date where that is not all said by the name."""

    address: str
    called: str
    date: str


class Turn(NamedTuple):
    """A day's name and the ways from it: to the day before, the day after, and today."""

    near: str
    day: str
    said: str
    before: Way | None
    after: Way | None
    home: str


class Person(NamedTuple):
    """One person's day on a page that may show several. `name` is empty where nobody need be told apart.

    `ways`: pages about this person alone, each with its address and what it is called.
    """

    page: Page
    name: str = ""
    prefix: str = ""
    hidden: bool = False
    ways: tuple[tuple[str, str], ...] = ()
    word_lang: str = "sv"
    """In which language the word of the day is: her own, whatever the page's."""
    askable: frozenset[int] = frozenset()
    """The visits (row ids) that can be declined, or asked for at another time, as yet."""
    waiting: frozenset[int] = frozenset()
    """The visits of which she has asked something that nobody has answered."""
    answered: bool = False
    """Whether what she said or asked was answered in the last days."""
    question: tuple[int, str] | None = None
    """The visit (row id) whose question stands to her now, and when it was, in words."""


def day_of(text: str | None, today: date) -> date | None:
    """The date of an address (YYYY-MM-DD) when a paired device shows it; today for none."""
    if text is None:
        return today
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and within(day, today) else None


def is_past(text: str | None, today: date) -> bool:
    """Whether an address names a day of the last year: one that was near when somebody kept the address."""
    try:
        return text is not None and len(text) == 10 and today - YEAR < date.fromisoformat(text) < today
    except ValueError:
        return False


def asked() -> str:
    """The language that this request's address asks for, "" for none."""
    found = request.args.get("lang", "")
    return found if found in offered() else ""


def lang() -> str:
    """The end of an address that keeps the language asked for."""
    return f"?lang={asked()}" if asked() else ""


def turn(day: date, today: date, language: str, base: str, home: str) -> Turn:
    """The ways from a day. Addresses are `base`/date; today's is `home`."""

    def way(other: date) -> Way | None:
        if not within(other, today):
            return None
        address = home if other == today else f"{base}/{other.isoformat()}"
        return Way(address + lang(), *_called(other, today, language))

    near, words = called(day, today, language), day_in_words(day, language)
    said = f"{near} {words}".strip()
    return Turn(near, words, said, way(day - ONE), way(day + ONE), "" if day == today else home + lang())


def _called(day: date, today: date, language: str) -> tuple[str, str]:
    """The name of a day beside today; of one further away its weekday, and the rest of its date."""
    if name := called(day, today, language):
        return name, ""
    weekday, _, rest = day_in_words(day, language).partition(" ")
    return large(weekday), rest


def called(day: date, today: date, language: str) -> str:
    """What a day beside today is called: I går, I dag, I morgon; "" for any other."""
    say = say_in(language)
    return {-1: say("I går"), 0: say("I dag"), 1: say("I morgon")}.get((day - today).days, "")
