"""The languages: what each is called, what it stands on, and which there are.

A language's texts lie in two catalogues: of pages in `clients/ui/translations`, of texts and calls in
`notifications/texts`. The complete ones are offered to everybody. The others are slots for the national minority
languages: once a whole catalogue lies in its place the language is offered there, and not before.
"""

from __future__ import annotations

from typing import NamedTuple

SWEDISH = "sv"


class Language(NamedTuple):
    """A language. `code` is BCP 47: what pages say in `lang`, and what people's rows hold."""

    code: str
    name: str
    """Its own name."""
    called: str
    """Its name in Swedish, within a sentence."""
    base: str
    """The language of ours that says what it does not say itself, and in whose voice it is read."""
    locale: str
    """Whose dates, numbers and plurals it has, of those that CLDR knows."""
    rtl: bool = False
    """Whether it is written from right to left."""


COMPLETE = {
    one.code: one
    for one in (
        Language(SWEDISH, "Svenska", "svenska", SWEDISH, "sv"),
        Language("sv-simple", "Lätt svenska", "lätt svenska", SWEDISH, "sv"),
        Language("fi", "Suomi", "finska", "fi", "fi"),
        Language("en", "English", "engelska", "en", "en_GB"),
    )
}
"""Those that everything is said in, in the order in which they are offered. `simple` is a registered variant."""
SLOTS = {
    one.code: one
    for one in (
        Language("se", "Davvisámegiella", "nordsamiska", SWEDISH, "se"),
        Language("smj", "Julevsámegiella", "lulesamiska", SWEDISH, "sv"),
        Language("sma", "Åarjelsaemien gïele", "sydsamiska", SWEDISH, "sv"),
        Language("fit", "Meänkieli", "meänkieli", SWEDISH, "fi"),
        Language("rom", "Romani čhib", "romani chib", SWEDISH, "sv"),
        Language("yi", "ייִדיש", "jiddisch", SWEDISH, "yi", rtl=True),
    )
}
"""Places for the other minority languages."""
ALL = {**COMPLETE, **SLOTS}
WHOLE = tuple(code for code, one in COMPLETE.items() if one.base == code)
"""Those of the complete ones that stand on no other."""
_OTHERS = {"rmy": "romani chib", "ar": "arabiska"}
CALLED = {**{code: one.called for code, one in ALL.items()}, **_OTHERS}
"""What languages are called in Swedish, within a sentence."""


def known(code: str) -> Language:
    """A language by its code; Swedish for one that is none of ours."""
    return ALL.get(code, COMPLETE[SWEDISH])
