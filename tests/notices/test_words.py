"""The catalogues: easy Swedish, the same placeholders everywhere, slots that fall back, names never mangled."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from notifications import compose, sample, texts, wording
from notifications.compose import MorningFacts, WindowFact
from notifications.events import OF_VISITS, Kind
from notifications.policy import Level
from notifications.sample import SAMPLES, Sample
from notifications.sms_text import measure, outside
from notifications.texts import HERE, LANGUAGES, catalogue
from schema import clock
from schema.languages import COMPLETE
from tests.notices.town import DAY, at

MOST_WORDS = 14
NOW = clock.local(at(7))
SAID = Sample("Provkommun", "Norr", "018-123 45 67", Level.SERVICES, NOW, "Leila")


def every(language: str) -> Iterator[tuple[str, str]]:
    """Each text of a catalogue, with its name."""
    for part, named in tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8")).items():
        yield from ((f"{part}.{name}", text) for name, text in named.items() if isinstance(text, str))


def test_swedish_is_easy() -> None:
    long = [
        (name, sentence)
        for name, text in every("sv")
        for sentence in re.split(r"(?<=[.!?:])\s+", text)
        if len(sentence.split()) > MOST_WORDS
    ]
    assert long == []


def test_every_language_fills_in_the_same() -> None:
    def holes(language: str) -> dict[str, set[str | None]]:
        return {name: {field for _, field, _, _ in string.Formatter().parse(text)} - {None}
                for name, text in every(language)}  # fmt: skip

    swedish = holes("sv")
    for language in LANGUAGES[1:]:
        assert holes(language) == swedish, language


@pytest.fixture
def slot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues with a slot of its own."""
    for language in LANGUAGES:
        (tmp_path / f"{language}.toml").write_bytes((HERE / f"{language}.toml").read_bytes())
    monkeypatch.setattr(texts, "HERE", tmp_path)
    catalogue.cache_clear()
    yield tmp_path
    catalogue.cache_clear()


def test_a_slot_says_what_it_can_and_the_rest_in_swedish(slot: Path) -> None:
    (slot / "ar.toml").write_text('[morning]\nphone = "أسئلة؟ {phone}"\n', encoding="utf-8")
    (slot / "se.toml").write_text("", encoding="utf-8")
    assert texts.offered() == tuple(COMPLETE), "what says only something is not offered"
    text = sample.text(Kind.MORNING, SAID, catalogue("ar"))
    assert text.startswith("Provkommun: Vi kommer i dag tisdag 24 november:") and "أسئلة؟ 018-123 45 67" in text
    assert (catalogue("ar").language, measure(text).encoding) == ("ar", "UCS-2")
    assert sample.text(Kind.DELAY, SAID, catalogue("se")) == sample.text(Kind.DELAY, SAID, catalogue("sv"))
    for nonsense in ("../sv", "", "xx"):
        assert catalogue(nonsense).language == "sv"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_has_a_sample_in_each_language(kind: Kind, language: str) -> None:
    text = sample.text(kind, SAID, catalogue(language))
    assert text.startswith("Provkommun") and "{" not in text
    told = measure(text)
    assert told.encoding == "GSM-7" and told.segments <= 2
    assert sample.text(kind, replace(SAID, level=Level.TIMES), catalogue(language)).count("Leila") == 0


def test_every_kind_that_tells_of_visits_can_be_looked_at() -> None:
    assert {Kind.DAY_CALL} == OF_VISITS - set(SAMPLES), "a call is heard, not looked at"


@pytest.mark.parametrize("name", ["Łukasz", "Anaïs", "Şükrü", "Ольга", "Żaneta"])
def test_a_name_outside_the_alphabet_of_texts_keeps_its_letters(name: str) -> None:
    window = WindowFact(NOW, NOW, (name,))
    reader = wording.Reader("Provkommun", Level.NAMES, None)
    said = [
        compose.morning(MorningFacts("Provkommun", DAY, [window], Level.NAMES, None), catalogue("sv")) or "",
        wording.came("arrived", window, NOW, reader, catalogue("sv")) or "",
        wording.change([wording.Changed(None, window)], date(2026, 11, 24), reader, catalogue("sv")) or "",
    ]
    for text in said:
        assert name in text and measure(text).encoding == "UCS-2"
        assert outside(text) and set(outside(text)) <= set(name)
    assert "Łukasz" not in sample.text(Kind.MORNING, replace(SAID, level=Level.TIMES), catalogue("sv"))
