"""Pure: what a call reads out, composed for the ear: a line is said, then there is a pause. Clock times are in words.

Never in it what no text says (`compose`). Whoever lifts the telephone hears it: it says no more than a text would.
"""

from __future__ import annotations

from datetime import date, time

from notifications.compose import MorningFacts, WindowFact, named, purposes, shown
from notifications.policy import Level
from notifications.texts import Catalogue

PART = "spoken"


class Aloud(Catalogue):
    """A catalogue whose clock times are words: what is worded for a text is read out with it."""

    def window(self, begins: time, ends: time) -> str:
        """A window in words: "mellan klockan åtta och nio"."""
        if begins == ends:
            return self.moment(begins)
        return _inside(self.say(PART, "window", begins=moment(begins, self), ends=moment(ends, self)))

    def moment(self, at: time) -> str:
        """A time in words: "klockan åtta noll fem"."""
        return _inside(self.say(PART, "moment", begins=moment(at, self), ends=""))


def _inside(said: str) -> str:
    """What begins a sentence elsewhere, in the middle of one."""
    return said[:1].lower() + said[1:]


def aloud(words: Catalogue) -> Catalogue:
    """The same words, for the ear."""
    return Aloud(words.language, words.words)


def day(facts: MorningFacts, words: Catalogue) -> str | None:
    """The visits of a day, a line each; None when there is nothing that the listener may know."""
    lines = list(dict.fromkeys(visit(window, facts.level, words) for window in shown(facts)))
    return "\n".join([head(facts.day, facts.today, words), *lines]) if lines else None


def head(on: date, today: date | None, words: Catalogue) -> str:
    """What the lines of a day begin with."""
    return words.say(PART, "head", day=words.day(on, today))


def nothing(on: date, today: date, words: Catalogue) -> str:
    """That there is nothing to read out of a day, be it that nobody comes or that nothing may be said."""
    return words.say(PART, "nothing", day=words.day(on, today))


def moment(at: time, words: Catalogue) -> str:
    """A clock time in words: "åtta trettio", "åtta noll fem"."""
    form = "hour" if at.minute == 0 else "first_minutes" if at.minute < 10 else "minute"
    return words.say(PART, form, hour=spelled(at.hour, words), minute=spelled(at.minute, words))


def visit(window: WindowFact, level: Level, words: Catalogue) -> str:
    """One visit: who, when and what, as far as a level goes."""
    names = words.listed(named(window)) if level >= Level.NAMES else ""
    labels = words.listed(purposes(window)) if level >= Level.SERVICES else ""
    when = _when(window, words)
    said = words.say(PART, "comes", when=when, names=names) if names else words.say(PART, "comes_we", when=when)
    return f"{said} {words.say(PART, 'purpose', services=labels)}" if labels else said


def _when(window: WindowFact, words: Catalogue) -> str:
    begins, ends = (moment(at.time(), words) for at in (window.begins, window.ends))
    return words.say(PART, "moment" if begins == ends else "window", begins=begins, ends=ends)


def spelled(number: int, words: Catalogue) -> str:
    """A number under sixty in words."""
    known = words.words[PART]
    if number < 20:
        return str(known["ones"][number])
    ten, one = divmod(number, 10)
    first = str(known["tens"][ten - 2])
    return f"{first}{known['joint']}{known['ones'][one]}" if one else first
