"""Pure: notices beside the lists, facts and language in, text out. What no text says is said in `compose`.

None where there is nothing that the reader may know at her level: other workers are no news to who reads only times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifications.compose import WindowFact, for_reader, introduced, named, purposes
from notifications.policy import Level
from notifications.sms_text import plain
from notifications.texts import Catalogue


@dataclass(frozen=True)
class Reader:
    """For whom it is worded: how much she may know, whether a relative reads along, whom she may ring."""

    municipality: str
    level: Level
    phone: str | None
    relative_reads: bool = False
    answerable: bool = True
    """Whether what she answers reaches us."""


@dataclass(frozen=True)
class Changed:
    """One visit before and after. `was` is None for one added, `now` for one cancelled."""

    was: WindowFact | None
    now: WindowFact | None


def change(changes: Sequence[Changed], today: date, reader: Reader, words: Catalogue) -> str | None:
    """Several changes in one text, by day and time, each once."""
    by_day: dict[date, list[str]] = {}
    for one in sorted(changes, key=_begins):
        line = _line(one, reader, words)
        if line:
            by_day.setdefault(_begins(one)[0].date(), []).append(line)
    parts = [
        part
        for day, lines in by_day.items()
        for part in (words.say("change", "day", day=words.day(day, today)), *dict.fromkeys(lines))
    ]
    return _signed(parts, reader, words) if parts else None


def _begins(one: Changed) -> tuple[datetime, bool]:
    known = one.now or one.was
    assert known is not None
    return known.begins, one.now is None


def _line(one: Changed, reader: Reader, words: Catalogue) -> str | None:
    was, now = (for_reader(side, reader.relative_reads) if side else None for side in (one.was, one.now))
    if now is None:
        gone = one.was is not None and one.now is None and was is not None
        return words.say("change", "cancelled", window=_window(was, words)) if gone and was else None
    when = _window(now, words)
    if was is None:
        who = _who(now, reader, words)
        return None if one.was is not None else words.say("change", "added", window=when) + who
    if _window(was, words) != when or was.begins.date() != now.begins.date():
        return words.say("change", "moved", old=_window(was, words), window=when) + _who(now, reader, words)
    if _who(was, reader, words) != _who(now, reader, words):
        return words.say("change", "other", window=when) + _who(now, reader, words)
    return None


def _who(window: WindowFact, reader: Reader, words: Catalogue) -> str:
    """Who comes and what for, as far as the level goes: " Nils, hjälp hemma"."""
    said = [words.listed(introduced(window, words))] if reader.level >= Level.NAMES else []
    said += [words.listed(purposes(window))] if reader.level >= Level.SERVICES else []
    text = ", ".join(part for part in said if part)
    return f" {text}" if text else ""


def delay(window: WindowFact, expected: datetime, reader: Reader, words: Catalogue) -> str | None:
    """A visit is expected later than it was said."""
    if for_reader(window, reader.relative_reads) is None:
        return None
    said = words.say("delay", "sms", window=_window(window, words), time=words.moment(expected.time()))
    return _signed([said], reader, words)


def came(part: str, window: WindowFact | None, at: datetime, reader: Reader, words: Catalogue) -> str | None:
    """Somebody came (`arrived`), went (`done`), or came unplanned (`unplanned`), and when; who, where names may be."""
    known = for_reader(window, reader.relative_reads) if window else None
    if window is not None and known is None:
        return None
    names = words.listed(named(known)) if known and reader.level >= Level.NAMES else ""
    who = words.say("came", "who", names=names) if names else ""
    said = words.say("came", part, time=words.moment(at.time()))
    return _signed([f"{said} {who}".rstrip()], reader, words)


def not_come(window: WindowFact, part: str, reader: Reader, words: Catalogue) -> str | None:
    """No word of a visit: `not_come` to her, `missed` to relatives."""
    if for_reader(window, reader.relative_reads) is None:
        return None
    return _signed([words.say("not_come", part, window=_window(window, words))], reader, words)


def alert(municipality: str, unit: str, window: WindowFact, words: Catalogue, answerable: bool = True) -> str:
    """To the staff on call: a unit and a time, and nobody's name."""
    said = words.say("alert", "sms" if answerable else "look", unit=unit, window=_window(window, words))
    return plain(f"{municipality}: {said}")


def welcome(reader: Reader, words: Catalogue) -> str:
    """Who sends, how to stop, how to say that the number is wrong. Nothing of any visit, nor that there are any."""
    return _signed([words.say("welcome", "sms" if reader.answerable else "ring")], reader, words)


def question(window: WindowFact, reader: Reader, words: Catalogue) -> str:
    """Whether somebody came to a visit; asked of her alone."""
    return _signed([words.say("question", "sms", window=_window(window, words))], reader, words)


def answered(reader: Reader, words: Catalogue) -> str:
    """To whoever said something: that it is answered. Neither what was said nor what is answered."""
    here = "ring" if reader.phone else "page"
    return plain(f"{reader.municipality}: {words.say('answered', here, phone=reader.phone)}")


def outcome(part: str, window: WindowFact, today: date, reader: Reader, words: Catalogue) -> str | None:
    """What became of what she asked of a visit: `part` is the answer and what was asked, as the catalogues name it."""
    if for_reader(window, reader.relative_reads) is None:
        return None
    when = f"{words.day(window.begins.date(), today)} {_window(window, words)}"
    return _signed([words.say("outcome", part, when=when)], reader, words)


def survey(window: WindowFact, reader: Reader, words: Catalogue) -> str:
    """How a visit was; asked of her alone."""
    return _signed([words.say("survey", "sms", window=_window(window, words))], reader, words)


def wrong_card(municipality: str, unit: str, window: WindowFact, words: Catalogue) -> str:
    """To the staff on call: a card of another home was read at a visit. Nobody's name."""
    return plain(f"{municipality}: {words.say('alert', 'wrong_card', unit=unit, window=_window(window, words))}")


def _window(window: WindowFact, words: Catalogue) -> str:
    return words.window(window.begins.time(), window.ends.time())


def _signed(parts: Sequence[str], reader: Reader, words: Catalogue) -> str:
    """Who says it, then the parts a line each, then whom to ring."""
    first, *rest = parts
    tail = [words.say("morning", "phone", phone=reader.phone)] if reader.phone else []
    return plain("\n".join([f"{reader.municipality}: {first}", *rest, *tail]))
