"""The words: each language at each level, how long, and what never stands in a text."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, timedelta

import pytest

from notifications.compose import MorningFacts, ServiceFact, WindowFact, first_name, for_reader, morning
from notifications.policy import Level
from notifications.sms_text import GSM7, measure
from notifications.texts import HERE, LANGUAGES, catalogue

DAY = date(2026, 11, 24)
HELP = ServiceFact("Hjälp hemma", "personal_care")
INSULIN = ServiceFact("Hjälp med medicin", "nursing")
UNNAMED = ServiceFact(None, "personal_care")


def window(begins: str, ends: str, *workers: str, services: tuple[ServiceFact, ...] = (HELP,)) -> WindowFact:
    start, end = (datetime.fromisoformat(f"2026-11-24T{clock}") for clock in (begins, ends))
    return WindowFact(start, end + timedelta(days=end < start), workers, services)


def facts(level: Level, *windows: WindowFact, **more: object) -> MorningFacts:
    return MorningFacts("Provkommun", DAY, windows, level, "018-123 45 67", **more)  # type: ignore[arg-type]


USUAL = (window("08:00", "08:30", "Leila", "Jonas"), window("18:15", "19:00", "Eva"))
TEXTS = {
    ("sv", Level.TIMES): "Provkommun: Vi kommer i dag tisdag 24 november:\nkl 8-8.30\nkl 18.15-19\n"
    "Frågor? Ring 018-123 45 67",
    ("sv", Level.NAMES): "Provkommun: Vi kommer i dag tisdag 24 november:\nkl 8-8.30 Leila och Jonas\n"
    "kl 18.15-19 Eva\nFrågor? Ring 018-123 45 67",
    ("sv", Level.SERVICES): "Provkommun: Vi kommer i dag tisdag 24 november:\n"
    "kl 8-8.30 Leila och Jonas, Hjälp hemma\nkl 18.15-19 Eva, Hjälp hemma\nFrågor? Ring 018-123 45 67",
    ("fi", Level.TIMES): "Provkommun: Tulemme tänään tiistaina 24. marraskuuta:\nklo 8-8.30\nklo 18.15-19\n"
    "Kysyttävää? Soita 018-123 45 67",
    ("fi", Level.NAMES): "Provkommun: Tulemme tänään tiistaina 24. marraskuuta:\nklo 8-8.30 Leila ja Jonas\n"
    "klo 18.15-19 Eva\nKysyttävää? Soita 018-123 45 67",
    ("fi", Level.SERVICES): "Provkommun: Tulemme tänään tiistaina 24. marraskuuta:\n"
    "klo 8-8.30 Leila ja Jonas, Hjälp hemma\nklo 18.15-19 Eva, Hjälp hemma\nKysyttävää? Soita 018-123 45 67",
    ("en", Level.TIMES): "Provkommun: We come today Tuesday 24 November:\n8:00-8:30\n18:15-19:00\n"
    "Questions? Call 018-123 45 67",
    ("en", Level.NAMES): "Provkommun: We come today Tuesday 24 November:\n8:00-8:30 Leila and Jonas\n"
    "18:15-19:00 Eva\nQuestions? Call 018-123 45 67",
    ("en", Level.SERVICES): "Provkommun: We come today Tuesday 24 November:\n"
    "8:00-8:30 Leila and Jonas, Hjälp hemma\n18:15-19:00 Eva, Hjälp hemma\nQuestions? Call 018-123 45 67",
}


@pytest.mark.parametrize(("language", "level"), TEXTS)
def test_each_language_at_each_level(language: str, level: Level) -> None:
    text = morning(facts(level, *USUAL), catalogue(language))
    assert text == TEXTS[language, level]
    told = measure(text)
    assert (told.encoding, told.segments) == ("GSM-7", 1)
    assert len(text) <= 160


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_day_fits_in_two_segments(language: str) -> None:
    day = [window(f"{hour:02}:30", f"{hour + 1:02}:15", "Ann-Charlotte") for hour in (7, 9, 12, 15, 18, 21)]
    told = measure(morning(facts(Level.NAMES, *day), catalogue(language)) or "")
    assert (told.encoding, told.segments) == ("GSM-7", 2)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (window("08:00", "09:00", "Leila", services=(INSULIN,)), "kl 8-9 Leila"),
        (window("08:00", "09:00", "Leila", services=(INSULIN, HELP)), "kl 8-9 Leila, Hjälp hemma"),
        (window("08:00", "09:00", "Leila", services=(UNNAMED,)), "kl 8-9 Leila"),
        (window("08:00", "09:00", "Leila", services=(HELP, HELP)), "kl 8-9 Leila, Hjälp hemma"),
        (window("08:00", "09:00", "Leila", services=()), "kl 8-9 Leila"),
        (window("08:00", "09:00", ""), "kl 8-9 Hjälp hemma"),
        (window("08:00", "09:00"), "kl 8-9 Hjälp hemma"),
        (window("08:00", "09:00", "Bo", "Eva", "Åsa"), "kl 8-9 Bo, Eva och Åsa, Hjälp hemma"),
        (window("09:05", "09:05", "Leila"), "kl 9.05 Leila, Hjälp hemma"),
        (window("23:30", "00:30", "Leila"), "kl 23.30-0.30 Leila, Hjälp hemma"),
    ],
)
def test_one_window(said: WindowFact, line: str) -> None:
    text = morning(facts(Level.SERVICES, said), catalogue("sv"))
    assert text is not None
    assert text.splitlines()[1:-1] == [line]


def test_windows_come_in_order_and_the_same_line_once() -> None:
    text = morning(facts(Level.TIMES, USUAL[1], USUAL[0], window("08:00", "08:30", "Eva")), catalogue("sv"))
    assert (text or "").splitlines()[1:-1] == ["kl 8-8.30", "kl 18.15-19"]


def test_nothing_to_say_is_no_text() -> None:
    assert morning(facts(Level.NONE, *USUAL), catalogue("sv")) is None
    assert morning(facts(Level.TIMES), catalogue("sv")) is None
    nursing = window("08:00", "09:00", "Leila", services=(INSULIN,))
    assert morning(facts(Level.TIMES, nursing, relative_reads=True), catalogue("sv")) is None
    assert morning(facts(Level.TIMES, nursing), catalogue("sv")) is not None


def test_a_relative_does_not_read_of_hidden_services() -> None:
    secret = ServiceFact("Samtal", "social", "never")
    neutral = ServiceFact("Hjälp hemma", "personal_care", "neutral")
    mixed = for_reader(window("08:00", "09:00", services=(INSULIN, secret, neutral)), relative_reads=True)
    assert mixed is not None
    assert mixed.services == (neutral,)
    assert for_reader(window("08:00", "09:00", services=(INSULIN, secret)), relative_reads=True) is None


def test_without_a_telephone_the_text_ends_with_the_windows() -> None:
    text = morning(MorningFacts("Provkommun", DAY, USUAL, Level.TIMES, None), catalogue("sv"))
    assert (text or "").splitlines()[-1] == "kl 18.15-19"


@pytest.mark.parametrize(
    ("shown", "shown_as", "said"),
    [("Leila Virtanen", "full_name", "Leila"), ("Leila", "first_name", "Leila"), ("undersköterska", "title",
     "undersköterska"), ("Team Nord", "alias", "Team Nord"), ("", "full_name", ""), ("", "first_name", "")],
)  # fmt: skip
def test_a_worker_is_named_as_she_wishes(shown: str, shown_as: str, said: str) -> None:
    assert first_name(shown, shown_as) == said


def test_a_language_we_have_not_gets_swedish() -> None:
    assert catalogue("so").language == "sv"


def test_the_catalogues_say_the_same_things_in_gsm7_without_links() -> None:
    parts = {name: tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8")) for name in LANGUAGES}
    shape = {part: set(words) for part, words in parts["sv"].items()}
    for language, words in parts.items():
        assert {part: set(said) for part, said in words.items()} == shape, language
        said = str(words).replace("\\n", "")  # the line breaks of letters, as `str` shows them
        assert not [part for part, names in words.items() if "{link}" in names.get("sms", "")], "no link in a text"
        assert not re.search(r"https?:|www\.", said)
        assert set(re.sub(r"[{}\[\]]", "", said)) <= GSM7, language
        for day in range(1, 8):
            assert catalogue(language).day(DAY + timedelta(days=30 * day))
