"""Dates and times in words, in each language."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from clients.ui.catalogues import Say, many_in, say_in
from schema import clock, languages

_DAY, _DAY_IN = "EEEE d MMMM", {"fi": "EEEE d. MMMM"}
"""A day with its weekday as it stands in a sentence, which CLDR's own forms are not made for."""


def locale_of(language: str) -> str:
    """The CLDR locale whose dates and numbers a language has."""
    return languages.known(language).locale


@lru_cache(maxsize=64)
def day_in_words(day: date, language: str) -> str:
    """A date as it is said: tisdag 24 november."""
    locale = locale_of(language)
    said = format_date(day, _DAY_IN.get(locale, _DAY), locale=locale)
    return (
        said.replace("sunnuntai ", "sunnuntaina ") if locale == "fi" else said
    )  # the one day without its ending in CLDR


@lru_cache(maxsize=64)
def date_said(day: date, language: str) -> str:
    """A date with its year, in a language: 24 november 2026."""
    return format_date(day, "long", locale=locale_of(language))


def month_said(day: date, language: str) -> str:
    """The month of a date with its year: november 2026."""
    return format_skeleton("yMMMM", day, locale=locale_of(language))


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


__all__ = [
    "Say", "clock_in_words", "date_in_words", "date_said", "dates_in_words", "day_in_words", "is_midnight", "large",
    "listed", "locale_of", "many_in", "moment_in_a_list", "moment_in_words", "month_said", "opening_in_words",
    "say_in", "window_in_words",
]  # fmt: skip
