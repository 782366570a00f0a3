"""What a call reads out: each language, each level, clock times in words."""

from __future__ import annotations

from datetime import time

import pytest

from notifications import spoken
from notifications.policy import Level
from notifications.texts import LANGUAGES, catalogue
from tests.notices.test_compose import INSULIN, USUAL, facts, window


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("sv", ["Så här är det planerat i dag tisdag 24 november.",
                "Mellan klockan åtta och åtta trettio kommer Leila och Jonas. Det gäller Hjälp hemma.",
                "Mellan klockan arton femton och nitton kommer Eva. Det gäller Hjälp hemma."]),
        ("fi", ["Suunnitelma tänään tiistaina 24. marraskuuta.",
                "Kello kahdeksan ja kahdeksan kolmekymmentä välillä tulee Leila ja Jonas. Käynnin aihe: Hjälp hemma.",
                "Kello kahdeksantoista viisitoista ja yhdeksäntoista välillä tulee Eva. Käynnin aihe: Hjälp hemma."]),
        ("en", ["This is what is planned today Tuesday 24 November.",
                "Between eight o'clock and eight thirty Leila and Jonas will come. It is about: Hjälp hemma.",
                "Between eighteen fifteen and nineteen o'clock Eva will come. It is about: Hjälp hemma."]),
    ],
)  # fmt: skip
def test_what_is_said(language: str, lines: list[str]) -> None:
    said = spoken.day(facts(Level.SERVICES, *USUAL), catalogue(language))
    assert (said or "").splitlines() == lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_no_more_than_a_text(language: str) -> None:
    words = catalogue(language)
    nursing = window("08:00", "08:00", "Leila", services=(INSULIN,))
    for level in (Level.TIMES, Level.NAMES):
        assert "Hjälp" not in (spoken.day(facts(level, *USUAL), words) or "")
    assert "Leila" not in (spoken.day(facts(Level.TIMES, *USUAL), words) or "")
    assert "medicin" not in (spoken.day(facts(Level.SERVICES, nursing), words) or "")
    assert spoken.day(facts(Level.SERVICES, nursing, relative_reads=True), words) is None
    assert spoken.day(facts(Level.NONE, *USUAL), words) is None
    assert not set("0123456789") & set(spoken.day(facts(Level.SERVICES, nursing), words).partition("\n")[2])


@pytest.mark.parametrize(
    ("clock_time", "said"),
    [(time(0), "noll"), (time(8, 5), "åtta noll fem"), (time(21, 21), "tjugoett tjugoett"),
     (time(20, 40), "tjugo fyrtio"), (time(23, 59), "tjugotre femtionio")],
)  # fmt: skip
def test_times_in_words(clock_time: time, said: str) -> None:
    assert spoken.moment(clock_time, catalogue("sv")) == said
