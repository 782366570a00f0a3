"""The texts, one catalogue per language, and what differs between the languages in saying days and times.

Swedish, Finnish and English are complete, and easy Swedish says what differs. Any other language is a file of its
code beside theirs (se.toml, fit.toml, rom.toml, yi.toml, ar.toml …): who has that language hears what it says, and the
rest in Swedish. It is offered for choice once it says everything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from schema import languages

LANGUAGES = languages.WHOLE
"""Those that say everything themselves."""
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Catalogue:
    """One language's words."""

    language: str
    words: dict[str, Any]

    def say(self, part: str, name: str, **values: object) -> str:
        """A text of the catalogue with its values. Raises KeyError when the catalogue lacks it."""
        text: str = self.words[part][name]
        return text.format(**values)

    def day(self, day: date, today: date | None = None) -> str:
        """A day in words: "i dag tisdag 24 november"; tomorrow as such; another by its date. `today` None: it is."""
        dates = self.words["dates"]
        away = (day - (today or day)).days
        return self.say(
            "dates",
            {0: "today", 1: "tomorrow"}.get(away, "other"),
            weekday=dates["weekdays"][day.weekday()],
            day=day.day,
            month=dates["months"][day.month - 1],
        )

    def window(self, begins: time, ends: time) -> str:
        """A window on the wall clock: "kl 8-8.30"; one time when it has no length."""
        if begins == ends:
            return self.moment(begins)
        return self.say("dates", "window", begins=self._clock(begins), ends=self._clock(ends))

    def moment(self, at: time) -> str:
        """A time on the wall clock: "kl 8.05"."""
        return self.say("dates", "moment", time=self._clock(at))

    def listed(self, texts: Sequence[str]) -> str:
        """Several texts in one: "Anna, Bo och Eva"."""
        if len(texts) < 2:
            return "".join(texts)
        return f"{', '.join(texts[:-1])} {self.words['dates']['and']} {texts[-1]}"

    def _clock(self, at: time) -> str:
        dates = self.words["dates"]
        form = "hour" if at.minute == 0 else "minute"
        return str(dates[form]).format(hour=at.hour, minute=at.minute)


def offered() -> tuple[str, ...]:
    """The languages that may be chosen: ours, and each other whose file says everything."""
    others = sorted(_files() - languages.COMPLETE.keys())
    return (*languages.COMPLETE, *(one for one in others if _shape(_read(one)) == _shape(_read(LANGUAGES[0]))))


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, Swedish text by text where it lacks one; Swedish for one that we have none of."""
    base, known = _read(LANGUAGES[0]), language if language in _files() else LANGUAGES[0]
    own = _read(known)
    return Catalogue(known, {part: {**said, **own.get(part, {})} for part, said in base.items()})


def _files() -> set[str]:
    return {path.stem for path in HERE.glob("*.toml")}


def _shape(said: object) -> object:
    """The names of a catalogue with the places in each text, and how many texts a list has."""
    if isinstance(said, dict):
        return {name: _shape(one) for name, one in said.items()}
    if isinstance(said, list):
        return len(said)
    return {place for _, place, _, _ in Formatter().parse(str(said)) if place is not None}


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8"))
