"""What the municipality is to fill in on the public pages, and what can be filled in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from schema.languages import COMPLETE, SWEDISH, known

EVERYWHERE = ""
"""The language of what is the same in all."""
COMPLIANCE = ("fully", "partly", "not")
"""How far the pages keep the law on accessibility."""
Filled = Mapping[tuple[str, str], str]
"""Name and language → what is filled in."""


class Field(NamedTuple):
    """One thing to fill in."""

    name: str
    longest: int
    """In characters."""
    by_language: bool = False
    """Whether each language has its own."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it can be filled in."""
        return tuple(COMPLETE) if self.by_language else (EVERYWHERE,)

    @property
    def needed(self) -> tuple[str, ...]:
        """Those in which it has to be: easy Swedish reads Swedish where it has nothing of its own."""
        return tuple(one for one in self.languages if not one or known(one).base == one)


FIELDS = (
    Field("board", 200),
    Field("contact", 200),
    Field("telephone", 60),
    Field("protection_officer", 300),
    Field("suppliers", 1000),
    Field("compliance", 10),
    Field("shortcomings", 4000, by_language=True),
    Field("tested_on", 10),
)
"""Who is responsible, where she is reached, who looks after personal data, who helps; how far the law is kept, what
does not work, when it was last tested."""


class Shown(NamedTuple):
    """A text as a reader gets it. `language` is another than hers, where her own has none; "" else."""

    text: str
    language: str = ""


def shown(filled: Filled, name: str, language: str) -> Shown | None:
    """What a reader gets of a field: in her language, else the one it stands on, else Swedish; None for nothing."""
    if text := filled.get((name, EVERYWHERE)) or filled.get((name, language)):
        return Shown(text)
    for other in (known(language).base, SWEDISH):
        if text := filled.get((name, other)):
            return Shown(text, "" if other == known(language).base else other)
    return None


def missing(filled: Filled) -> list[tuple[Field, str]]:
    """What is not filled in yet, with its language."""
    return [(one, language) for one in FIELDS for language in one.needed if not filled.get((one.name, language))]


def fault(field: Field, text: str, today: date) -> str:
    """The code of what is wrong with a text: too_long, no_choice, no_date, not_yet; "" for nothing."""
    if len(text) > field.longest:
        return "too_long"
    if field.name == "compliance" and text not in ("", *COMPLIANCE):
        return "no_choice"
    return _date_fault(text, today) if field.name == "tested_on" and text else ""


def _date_fault(text: str, today: date) -> str:
    try:
        return "not_yet" if date.fromisoformat(text) > today else ""
    except ValueError:
        return "no_date"
