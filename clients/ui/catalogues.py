"""The pages' catalogues: a text in a language, a text by number, and which languages are offered.

Msgids are the Swedish texts. What a catalogue lacks stays Swedish; so easy Swedish holds only what differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Protocol

from babel.messages.mofile import read_mo
from babel.numbers import format_decimal
from babel.support import Translations

from schema import languages

CATALOGUES = Path(__file__).parent / "translations"
REFERENCE = "fi"
"""The catalogue that holds every text: what a slot must hold too."""
HOLES = re.compile(r"{\w+}|%\(\w+\)s")
Say = Callable[[str], str]


class SayMany(Protocol):
    """Says a text by a number: the first for one, the second for several, as many forms as the language has.

    `{n}` in it is the number as the language writes it, other places are filled by name.
    """

    def __call__(self, one: str, many: str, n: int, **values: object) -> str: ...


@cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language; one that says everything in Swedish where there is none."""
    path = compiled(language)
    if language not in languages.ALL or not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        return Translations(file)


def compiled(language: str) -> Path:
    """Where the catalogue of a language has its place."""
    return CATALOGUES / language.replace("-", "_") / "LC_MESSAGES" / "messages.mo"


@cache
def say_in(language: str) -> Say:
    """The function that says a Swedish text in `language`; untranslated texts stay Swedish."""
    if language == languages.SWEDISH:
        return str
    known: dict[str, str] = {}
    texts = catalogue(language)

    def say(text: str) -> str:
        if text not in known:
            known[text] = texts.gettext(text)
        return known[text]

    return say


@cache
def many_in(language: str) -> SayMany:
    """The function that says a Swedish text by a number in `language`."""
    texts, locale = catalogue(language), languages.known(language).locale

    @lru_cache(maxsize=4096)
    def formed(one: str, many: str, n: int) -> tuple[str, str]:
        return texts.ngettext(one, many, n), format_decimal(n, locale=locale)

    def say_many(one: str, many: str, n: int, **values: object) -> str:
        form, number = formed(one, many, n)
        return form.format(n=number, **values)

    return say_many


@cache
def offered() -> tuple[str, ...]:
    """The languages that a reader may choose: the complete ones, and each slot whose catalogue is whole."""
    return (*languages.COMPLETE, *(slot for slot in languages.SLOTS if is_whole(slot)))


def named() -> tuple[tuple[str, str], ...]:
    """The languages that are offered, each with its own name."""
    return tuple((code, languages.ALL[code].name) for code in offered())


def is_whole(language: str) -> bool:
    """Whether a language's catalogue says every text, and each with the same places to fill in."""
    if not compiled(language).exists():
        return False
    wanted, there = _texts(REFERENCE), _texts(language)
    return all(text in there and _fits(text, there[text]) for text in wanted)


def _texts(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Msgid and msgstr of each text, in all their forms."""
    with compiled(language).open("rb") as file:
        return {_forms(one.id): _forms(one.string) for one in read_mo(file) if one.id}


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def _fits(said: tuple[str, ...], translated: tuple[str, ...]) -> bool:
    """Whether no form is empty, and the last, which is for many, has the places of the Swedish one."""
    return all(translated) and holes(said[-1]) == holes(translated[-1]) and all(
        holes(one) <= holes(said[-1]) for one in translated
    )  # fmt: skip


def holes(text: str) -> set[str]:
    """The places in a text that are filled in."""
    return set(HOLES.findall(text))
