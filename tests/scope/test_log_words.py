"""The log check says each page and each code of ours in words: no name out of the code reaches its reader."""

from __future__ import annotations

import re
from pathlib import Path

import clients
from clients.manager import check_words, words
from clients.ui.trail_words import REASONS, WHAT, where, why

CODE = re.compile(r"(?:reason=|refused\(|_refused\([^)\n]*, )\"([a-z]+(?:_[a-z]+)+)\"")
NOT_OF_THE_TRAIL = {"cannot_call", "forgot_to_register", "never_accepted", "no_answer", "no_smtp_url",
                    "not_on_allowlist", "not_wanted"}  # fmt: skip


def test_every_page_has_words_of_its_own_or_of_its_part(app) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")}
    assert {one for one in endpoints if one not in WHAT and one.split(".")[0] not in WHAT} == set()
    assert where("something.new") == "en annan sida"


def test_every_code_of_ours_has_words() -> None:
    root = Path(clients.__file__).parent.parent
    texts = [one.read_text() for part in ("backend", "clients") for one in (root / part).rglob("*.py")]
    codes = {code for text in texts for code in CODE.findall(text)}
    assert len(codes) > 25
    assert codes - NOT_OF_THE_TRAIL - set(REASONS) == set()


def test_a_persons_page_knows_each_role_and_act_too() -> None:
    assert set(check_words.ACTIONS) <= set(words.ACTIONS)
    assert set(check_words.ROLES) <= set(words.ROLES)


def test_what_a_person_wrote_stands_as_it_was_written() -> None:
    assert why("Hon ringer och behöver hjälp nu") == "Hon ringer och behöver hjälp nu"
    assert why("code_asked:pair:sms") == "bad om en kod"
    assert why("role_given manager account 5") == "roll given"


def test_a_managers_phones_are_named_in_the_log_check(lived_in, staff) -> None:
    staff("manager", ["norr"]).get("/chef/telefoner")
    page = staff("head").get("/chef/loggkontroll").text
    assert "läste: gemensamma telefoner" in page
    assert "manager_phones" not in page.split("<main")[1]


def test_the_start_page_shows_relatives_their_door(client) -> None:
    for language, said in (("sv", "Logga in med en kod"), ("fi", "Omaisille"), ("en", "For relatives")):
        page = client.get(f"/?lang={language}").text
        assert said in page and f'href="/anhorig/logga-in?lang={language}"' in page
