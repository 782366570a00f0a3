"""What is said in a call, in her language: the lines in answer to a key, then the choices of where the call stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from backend.access.callers import Caller
from backend.access.scope import Scope
from backend.herself.offer import Offer
from backend.menu.keys import At
from notifications import spoken
from notifications.texts import LANGUAGES, Catalogue, catalogue
from schema import clock

PART = "menu"
_CHOICE = re.compile(r"(?<=[.!])\s+")
"""A choice may be a question and its answer: the line ends where it says which key."""


class Line(NamedTuple):
    """A sentence, and the language whose voice says it."""

    text: str
    language: str


class Said(NamedTuple):
    """What is said, where the call stands then, and whether it ends."""

    at: At
    lines: tuple[str, ...] = ()
    over: bool = False


@dataclass(frozen=True)
class Talk:
    """One call of somebody who has proven herself, and what the installation offers."""

    caller: Caller
    offer: Offer

    @property
    def scope(self) -> Scope:
        """Who looks and asks."""
        return self.caller.scope

    @property
    def recipient_id(self) -> int:
        """Whose call it is."""
        return self.caller.recipient_id

    @cached_property
    def words(self) -> Catalogue:
        """The words, for the ear."""
        return spoken.aloud(catalogue(self.caller.language))

    def say(self, name: str, **values: object) -> str:
        """A text of the menu."""
        return self.words.say(PART, name, **values)

    def window(self, begins: datetime, ends: datetime) -> str:
        """A window on the wall clock, in words."""
        return self.words.window(clock.local(begins).time(), clock.local(ends).time())

    def day(self, at: datetime) -> str:
        """The day of an instant, in words."""
        return self.words.day(clock.local_date(at), clock.today())


def choices(at: At, language: str) -> tuple[Line, ...]:
    """What the keys do at a place, a line each: first what, then which key. Languages are each said in their own."""
    words = catalogue(language)
    if at.level == "language":
        own = [_pick(place, one) for place, one in enumerate(LANGUAGES, 1)]
        own.append(Line(words.say(PART, "back"), language))
    else:
        own = [Line(one, language) for one in _CHOICE.split(words.say(PART, at.level))]
    return (*own, Line(words.say(PART, "unit"), language))


def _pick(place: int, language: str) -> Line:
    words = catalogue(language)
    return Line(words.say(PART, "pick", key=spoken.spelled(place, words)), language)
