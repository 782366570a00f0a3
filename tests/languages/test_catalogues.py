"""The catalogues: nothing is missing, nothing stale, nothing guessed; and easy Swedish is easier."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from clients.hooks import twiml
from clients.ui.catalogues import holes, many_in
from clients.ui.speech import date_said, day_in_words, month_said
from notifications import sample
from notifications.policy import Level
from notifications.sample import SAMPLES, Sample
from notifications.sms_text import measure
from notifications.texts import HERE, catalogue
from schema import clock
from tests.languages.catalogued import compiled, said, texts, written
from tests.languages.reading import LONG, lix, running, words
from tests.notices.town import at

EASY = "sv_simple"
MOST_WORDS = 12
"""In a sentence of easy Swedish."""


@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_text_of_the_faces_is_translated(language: str) -> None:
    found = texts(language)
    assert sorted(said().keys() - found.keys()) == [], "not in the catalogue: make texts"
    assert sorted(found.keys() - said().keys()) == [], "said nowhere any more: make texts"
    assert [text for text, ours in found.items() if not all(ours)] == []
    assert [one.id for one in written(language) if one.id and one.fuzzy] == []


@pytest.mark.parametrize("language", ["fi", "en", EASY])
def test_what_is_written_is_what_is_read_with_the_same_places(language: str) -> None:
    assert compiled(language) == texts(language), "make texts"
    wrong = [
        text for text, ours in texts(language).items()
        if holes(text[-1]) != holes(ours[-1]) or not all(holes(one) <= holes(text[-1]) for one in ours)
        or len(text) != len(ours)
    ]  # fmt: skip
    assert wrong == []


def test_easy_swedish_says_the_same_texts_and_each_more_easily() -> None:
    found = texts(EASY)
    assert sorted(found.keys() - said().keys()) == [], "said otherwise in Swedish by now, or not at all"
    assert [text for text, ours in found.items() if not all(ours) or text == ours] == []
    assert [(text[-1], ours[-1]) for text, ours in found.items() if not _easier(text[-1], ours[-1])] == []
    swedish, easy = (running(one[-1] for one in some) for some in (found.keys(), found.values()))
    assert lix(easy) <= lix(swedish) - 5


def _easier(swedish: str, easy: str) -> bool:
    """Whether it has no more long words, and no longer sentences than easy Swedish may have."""
    return _long(easy) <= _long(swedish) and _longest(easy) <= MOST_WORDS


def _long(text: str) -> int:
    return sum(len(word) > LONG for word in words(text))


def _longest(text: str) -> int:
    return max(len(words(one)) for one in re.split(r"[.!?:]+(?:\s|$)", text))


def _named(language: str) -> Iterator[tuple[str, str]]:
    for part, named in tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8")).items():
        yield from ((f"{part}.{name}", text) for name, text in named.items())


def _places(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text)} - {None}


def test_easy_swedish_in_texts_and_calls() -> None:
    swedish = dict(_named("sv"))
    for name, text in _named("sv-simple"):
        assert text != swedish[name] and _places(text) == _places(swedish[name]), name
        assert _longest(text) <= MOST_WORDS and measure(text).encoding == "GSM-7", name


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_easy_text_fits_two_parts(kind) -> None:
    told = Sample("Provkommun", "Norr", "018-123 45 67", Level.SERVICES, clock.local(at(7)), "Leila")
    text = sample.text(kind, told, catalogue("sv-simple"))
    assert text.startswith("Provkommun") and "{" not in text
    assert (measure(text).encoding, measure(text).segments <= 2) == ("GSM-7", True)


@pytest.mark.parametrize(
    ("language", "forms"),
    [("sv", ("1 gång", "2 gånger", "0 gånger", "1\xa0234 gånger")), ("sv-simple", ("1 gång", "2 gånger", "0 gånger",
     "1\xa0234 gånger")), ("fi", ("1 kerran", "2 kertaa", "0 kertaa", "1\xa0234 kertaa")),
     ("en", ("1 time", "2 times", "0 times", "1,234 times"))],
)  # fmt: skip
def test_numbers_choose_their_words(language: str, forms: tuple[str, ...]) -> None:
    say_many = many_in(language)
    assert tuple(say_many("{n} gång", "{n} gånger", n) for n in (1, 2, 0, 1234)) == forms


def test_dates_are_said_as_each_language_does() -> None:
    day = date(2026, 11, 24)
    assert [day_in_words(day, one) for one in ("sv", "sv-simple", "fi", "en")] == [
        "tisdag 24 november", "tisdag 24 november", "tiistaina 24. marraskuuta", "Tuesday 24 November",
    ]  # fmt: skip
    assert [date_said(day, one) for one in ("sv-simple", "fi", "en")] == [
        "24 november 2026", "24. marraskuuta 2026", "24 November 2026",
    ]  # fmt: skip
    assert [month_said(day, one) for one in ("sv", "fi", "en")] == ["november 2026", "marraskuu 2026", "November 2026"]


@pytest.mark.parametrize(("language", "voice"), [("sv-simple", "sv-SE"), ("yi", "sv-SE"), ("fi", "fi-FI")])
def test_a_call_is_read_in_the_voice_of_what_a_language_stands_on(language: str, voice: str) -> None:
    words_of = replace(catalogue("sv"), language=language)
    assert f'language="{voice}"' in twiml.says_code(words_of, "12")
