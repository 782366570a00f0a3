"""The days beside today on a paired device: which are shown, what they are called, and the way between them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from flask import request

from backend.cards.paired import within
from clients.ui import LANGUAGES
from clients.ui.day.page import Page
from clients.ui.speech import day_in_words, say_in

ONE = timedelta(days=1)
Way = tuple[str, str]


class Turn(NamedTuple):
    """A day's name and the ways from it: address and words of the day before, the day after, and today."""

    near: str
    day: str
    said: str
    before: Way | None
    after: Way | None
    home: str


class Person(NamedTuple):
    """One person's day on a page that may show several. `name` is empty where nobody need be told apart."""

    page: Page
    name: str = ""
    prefix: str = ""
    hidden: bool = False


def day_of(text: str | None, today: date) -> date | None:
    """The date of an address (YYYY-MM-DD) when a paired device shows it; today for none."""
    if text is None:
        return today
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and within(day, today) else None


def asked() -> str:
    """The language that this request's address asks for, "" for none."""
    found = request.args.get("lang", "")
    return found if found in LANGUAGES else ""


def turn(day: date, today: date, language: str, base: str, home: str) -> Turn:
    """The ways from a day. Addresses are `base`/date; today's is `home`."""
    lang = f"?lang={asked()}" if asked() else ""

    def way(other: date) -> Way | None:
        if not within(other, today):
            return None
        address = home if other == today else f"{base}/{other.isoformat()}"
        return address + lang, _near(other, today, language) or day_in_words(other, language)

    near, words = _near(day, today, language), day_in_words(day, language)
    said = f"{near} {words}".strip()
    return Turn(near, words, said, way(day - ONE), way(day + ONE), "" if day == today else home + lang)


def _near(day: date, today: date, language: str) -> str:
    say = say_in(language)
    return {-1: say("I går"), 0: say("I dag"), 1: say("I morgon")}.get((day - today).days, "")
