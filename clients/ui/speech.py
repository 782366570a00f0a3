"""The three languages: catalogues resolved once, dates and times in words. Msgids are the Swedish texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.support import Translations

from schema import clock

CATALOGUES = Path(__file__).parent / "translations"
Say = Callable[[str], str]
_DAY = {"sv": "EEEE d MMMM", "fi": "EEEE d. MMMM", "en": "EEEE d MMMM"}


@cache
def say_in(language: str) -> Say:
    """The function that says a Swedish text in `language` (sv, fi or en); untranslated texts stay Swedish."""
    if language == "sv":
        return str
    known: dict[str, str] = {}
    catalogue = Translations.load(str(CATALOGUES), [language])

    def say(text: str) -> str:
        if text not in known:
            known[text] = catalogue.gettext(text)
        return known[text]

    return say


@lru_cache(maxsize=64)
def day_in_words(day: date, language: str) -> str:
    """A date as it is said: tisdag 24 november."""
    return format_date(day, _DAY.get(language, _DAY["sv"]), locale=language)


@lru_cache(maxsize=8192)
def clock_in_words(instant: datetime, language: str) -> str:
    """A wall-clock time as it is said after "klockan": 8, 8.05, 12.30, at midnight 0.00; in English 8:05."""
    local = clock.local(instant)
    if language == "en":
        return f"{local.hour}:{local.minute:02d}"
    return f"{local.hour}.{local.minute:02d}" if local.minute or not local.hour else str(local.hour)


def moment_in_words(instant: datetime) -> str:
    """Date and time, in Swedish: tisdag 24 november klockan 9.05."""
    return f"{day_in_words(clock.local_date(instant), 'sv')} klockan {clock_in_words(instant, 'sv')}"


def date_in_words(day: date) -> str:
    """A date with its year, in Swedish: 24 november 2026."""
    return format_date(day, "d MMMM y", locale="sv")


def dates_in_words(first: date, last: date) -> str:
    """A span of dates, both in, in Swedish: 22 november till 28 november 2026."""
    if first == last:
        return date_in_words(last)
    began = format_date(first, "d MMMM", locale="sv") if first.year == last.year else date_in_words(first)
    return f"{began} till {date_in_words(last)}"


def moment_in_a_list(instant: datetime) -> str:
    """Date and time where many stand below each other, in Swedish: 24 november klockan 9.05; another year's with it."""
    day = clock.local_date(instant)
    this_year = day.year == clock.today().year
    on = format_date(day, "d MMMM", locale="sv") if this_year else date_in_words(day)
    return f"{on} klockan {clock_in_words(instant, 'sv')}"


def opening_in_words(instant: datetime, language: str) -> str:
    """A moment to come as it is said in a sentence: onsdag 25 november klockan 9.05."""
    day, time = day_in_words(clock.local_date(instant), language), clock_in_words(instant, language)
    say = say_in(language)
    return say("{day} klockan {time}").format(day=day, time=time)


def is_midnight(instant: datetime) -> bool:
    """Whether a day ends at this instant on the wall clock: "mellan klockan 23.30 och midnatt"."""
    local = clock.local(instant)
    return not (local.hour or local.minute)


def window_in_words(start: datetime, end: datetime) -> str:
    """When a visit may begin, in Swedish within a sentence: mellan klockan 9 och 10, klockan 8."""
    begins = f"klockan {clock_in_words(start, 'sv')}"
    if start == end:
        return begins
    return f"mellan {begins} och {'midnatt' if is_midnight(end) else clock_in_words(end, 'sv')}"


def large(words: str) -> str:
    """Words with a capital letter first, and the rest as it is."""
    return words[:1].upper() + words[1:]


def listed(names: list[str], say: Say) -> str:
    """Names as they are said together: Ali, Lena och Sara."""
    if len(names) < 2:
        return "".join(names)
    return say("{first} och {last}").format(first=", ".join(names[:-1]), last=names[-1])
