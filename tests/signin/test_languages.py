"""The doors speak Swedish, Finnish and English, the library's own sentences too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from backend.access.signin import TEXTS
from tests.people import give_factor
from tests.signin.door import WHO, account, code, password

HOLES = re.compile(r"%\(\w+\)")
NOT_SERVED = (
    "CONFIRM", "EMAIL_CONFIRMED", "EMAIL_ALREADY", "ALREADY_CONFIRMED", "INVALID_CONFIRMATION", "OAUTH", "LOGIN_",
    "PASSWORDLESS", "INVALID_LOGIN", "USERNAME", "PHONE", "REFRESH_TOKEN", "CHANGE_EMAIL", "GENERIC_US",
    "GENERIC_RECOVERY", "IDENTITY_", "CODE_HAS", "FAILED_TO_SEND", "PASSWORD_BREACHED", "PASSWORD_RESET",
    "INVALID_RESET", "US_",
)  # fmt: skip
"""Beginnings of the names of messages whose pages we do not serve."""


@pytest.mark.parametrize("language", ["sv", "fi"])
def test_every_sentence_of_the_library_that_can_be_shown_is_translated(app, language):
    folder = Path(TEXTS) / language / "LC_MESSAGES"
    with (folder / "flask_security.po").open("rb") as file:
        written = {str(one.id): str(one.string) for one in read_po(file, locale=language) if one.id}
    with (folder / "flask_security.mo").open("rb") as file:
        compiled = {str(one.id): str(one.string) for one in read_mo(file) if one.id}
    assert compiled == written
    names = [name for name in app.config if name.startswith("SECURITY_MSG_")]
    shown = {
        str(app.config[name][0]) for name in names if not name.removeprefix("SECURITY_MSG_").startswith(NOT_SERVED)
    }
    assert len(shown) > 30
    assert shown - set(written) == set()
    assert [text for text, said in written.items() if not said] == []
    assert [text for text, said in written.items() if not set(HOLES.findall(said)) <= set(HOLES.findall(text))] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [("sv", "Det gick inte att logga in"), ("fi", "Kirjautuminen ei onnistunut"), ("en", "Could not sign in"),
     ("de", "Det gick inte att logga in")],
)  # fmt: skip
def test_the_door_speaks_as_the_browser_asks(client, asked, said):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked
    assert said in password(client, typed="fel").text


@pytest.mark.parametrize(("asked", "said"), [("fi", "vähintään 12 merkkiä"), ("sv", "minst 12 tecken")])
def test_the_librarys_own_words_do_too(client, asked, said):
    account()
    give_factor(WHO)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked
    password(client)
    code(client)
    fields = {"password": "hemtjänst-är-fint-2026", "new_password": "kort", "new_password_confirm": "kort"}
    assert said in client.submit("/konto/losenord", fields).text


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_the_code(client, where):
    account()
    give_factor(WHO)
    password(client)
    token = client.csrf_token("/logga-in/kod")
    from tests.people import code_of

    fields = {"csrf_token": token, "code": code_of(WHO), "next": where}
    answer = client.post("/logga-in/kod", query_string={"next": where}, data=fields)
    assert answer.status_code == 302
    assert not re.match(r"[/\\\s]*[/\\][/\\]|[a-z]+:", answer.location), answer.location
