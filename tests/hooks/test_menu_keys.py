"""The menu as a table: each key at each level; what is said names just those keys, easily, in each language."""

from __future__ import annotations

import re

import pytest

from backend.menu.keys import LEVELS, At, Go, Place, changes, is_the_same_press, read, turn
from backend.menu.talk import choices
from notifications.texts import LANGUAGES, catalogue

KEYS = "0123456789*#"
TABLE = """
main 1 main day | main 2 days:first | main 3 say:first | main 4 change:first | main 5 more
days 1 days:next | days 2 days:same | days 3 main month | days * main
last_day 2 days:same | last_day 3 main month | last_day * main
say 1 say:next came | say 2 say:next not_come | say 3 say:next wrong_person | say 4 say:next too_short
say 5 say:next other | say * say:next
change 1 sure:same | change 2 change:next other_time | change * change:next
late 2 change:next other_time | late * change:next
waits 1 change:next withdraw | waits 2 change:next other_time | waits * change:next
sure 1 change:next decline | sure * change:same
more 1 more call_back | more 2 more answers | more 3 who | more 4 settings | more * main
more_asked 1 more call_back | more_asked 2 more answers | more_asked 3 who | more_asked 4 settings
more_asked 5 survey:first | more_asked * main
who 1 who_sure | who * more | who_sure 1 more end_all | who_sure * who
settings 1 texts | settings 2 quiet | settings 3 language | settings 4 asked | settings 5 card | settings * more
texts 1 settings texts | texts 2 settings texts | texts 3 settings texts | texts 4 settings no_texts | texts * settings
card 1 settings card | card 2 settings card | card 3 settings card | card * settings
quiet_off 1 settings quiet_off | quiet_off * settings | quiet_on 1 settings quiet_on | quiet_on * settings
asked_off 1 settings asked_off | asked_off * settings | asked_on 1 settings asked_on | asked_on * settings
language 1 settings language | language 2 settings language | language 3 settings language | language * settings
survey 1 more rate | survey 2 more rate | survey 3 more rate | survey * more
"""
NAMED = {
    "sv": dict(zip(("noll", "ett", "två", "tre", "fyra", "fem", "stjärna"), "012345*", strict=True)),
    "fi": dict(zip(("nolla", "yksi", "kaksi", "kolme", "neljä", "viisi", "tähteä"), "012345*", strict=True)),
    "en": dict(zip(("zero", "one", "two", "three", "four", "five", "star"), "012345*", strict=True)),
}
PRESS = {"sv": "tryck", "fi": "paina", "en": "press"}
EASY = 30


def _table() -> dict[tuple[str, str], Go]:
    found = {}
    for line in TABLE.strip().splitlines():
        for case in line.split(" | "):
            level, key, there, *act = case.split()
            to, _, place = there.partition(":")
            found[level, key] = Go(to, Place(place or "none"), *act)
    return found


def test_every_key_at_every_level() -> None:
    table = _table()
    assert {level for level, _ in table} == set(LEVELS)
    for level in LEVELS:
        for key in KEYS:
            assert turn(At(level), key) == table.get((level, key)), (level, key)
    assert [one for one in LEVELS if sum(key.isdigit() for key in LEVELS[one]) > 5] == []
    assert [one for one in LEVELS if one != "main" and "*" not in LEVELS[one]] == []
    assert not changes(At(), "1") and not changes(At("more"), "2") and not changes(At("change"), "1")
    assert changes(At("sure"), "1") and changes(At("say"), "5") and not changes(At("sure"), "9")


def test_an_address_that_says_nothing_we_know_is_the_beginning() -> None:
    for level in LEVELS:
        for one in (At(level), At(level, "a1"), At(level, "", "*", 1764000000), At(level, "a1", "3", 1764000000)):
            assert read(one.written) == one
    strange = ("", "x", "texts_off", "say.ö", "say.g", "say.a.0.1", "say.a.1", "say." + "a" * 17, "main\n", "../x")
    for wrong in strange:
        assert read(wrong) == At(), wrong


def test_a_key_pressed_twice_is_one_press_until_its_meaning_could_be_heard() -> None:
    said = At("say", "a1", "3", 100)
    assert [is_the_same_press(said, "3", second) for second in (100, 103, 104)] == [True, True, False]
    assert not is_the_same_press(said, "2", 100), "another key is meant"
    assert not is_the_same_press(At("days", "1", "1", 100), "1", 100), "nothing is kept by it"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_first_what_then_which_key_and_each_once(level: str, language: str) -> None:
    said = choices(At(level), language)
    keys = []
    for line in said:
        words = re.fullmatch(rf".+[,:?] (?i:{PRESS[line.language]}) (\S+)\.", line.text)
        assert words is not None, line
        keys.append(NAMED[line.language][words[1]])
    assert sorted(keys) == sorted([*LEVELS[level], "0"])
    assert keys[-1] == "0"


def test_what_is_said_is_easy_to_hear() -> None:
    texts = [text for text in catalogue("sv").words["menu"].values()]
    words = [word for text in texts for word in re.findall(r"[\w{}]+", text)]
    sentences = sum(len(re.findall(r"[.?:](?:\s|$)", text)) for text in texts)
    lix = len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
    assert lix <= EASY, round(lix, 1)
