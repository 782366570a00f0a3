"""Right, wrong and too many: the password at the door."""

from __future__ import annotations

import time

import pytest

from backend.access import accounts, passwords
from backend.access.limit import RULES
from schema.db import db
from tests.people import PASSWORD, Client, give_factor
from tests.signin.door import WHO, account, code, password, refusals, rows, trail

SAID = "Det gick inte att logga in. Kontrollera e-postadressen och lösenordet."


def test_right_password_and_right_code_open(client):
    account()
    give_factor(WHO)
    assert password(client).location.startswith("/logga-in/kod")
    assert client.get("/chef").status_code == 302, "the password alone opens nothing"
    assert rows() == []
    answer = code(client)
    assert (answer.status_code, answer.location) == (302, "/hem")
    assert client.get("/chef").status_code == 200
    assert [(row.way, row.second_factor, row.ended_at) for row in rows()] == [("password", True, None)]
    assert trail("sign_in") == ["password and factor"]
    assert refusals() == []


@pytest.mark.parametrize(
    ("email", "typed", "why"),
    [(WHO, "fel", "password_wrong"), ("ingen@example.se", PASSWORD, "password_wrong"), ("", "", "password_wrong"),
     ("closed@example.se", PASSWORD, "account_closed"), (WHO, "x" * 5000, "password_wrong")],
)  # fmt: skip
def test_every_wrong_one_gets_the_same_answer_and_a_row(client, email, typed, why):
    account()
    account("head", "closed@example.se")
    accounts.close("closed@example.se")
    answer = password(client, email, typed)
    assert answer.status_code == 200
    assert SAID in answer.text
    assert refusals() == [why]
    assert client.get("/chef").status_code == 302


def test_no_row_holds_what_was_typed(client):
    account()
    password(client, "hemlig@example.se", "mitt-hemliga-lösenord")
    assert refusals() == ["password_wrong"]
    text = str(db.session.connection().exec_driver_sql("SELECT * FROM trail").all())
    assert "hemlig" not in text


def test_an_account_is_closed_for_a_while_after_ten_wrong_ones_and_so_is_one_that_is_not_there(app):
    account()
    times = int(RULES["sign_in_account"].split()[0])
    for email in (WHO, "ingen@example.se"):
        client = Client(app)
        for _ in range(times):
            assert password(client, email, "fel").status_code == 200
        answer = password(client, email, PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "För många försök" in answer.text


def test_right_ones_are_forgiven(app):
    account()
    give_factor(WHO)
    for _ in range(3):
        client = Client(app)
        for _ in range(6):
            password(client, typed="fel")
        assert password(client).status_code == 302


def test_an_address_may_not_try_many_accounts(app):
    times = int(RULES["sign_in_address"].split()[0])
    client = Client(app)
    token = client.csrf_token("/logga-in")
    answers = [
        client.post("/logga-in", data={"csrf_token": token, "email": f"a{n}@example.se", "password": "x"}).status_code
        for n in range(times + 1)
    ]
    assert answers == [200] * times + [429]


def test_an_office_behind_one_address_gets_in(app):
    account()
    give_factor(WHO)
    for _ in range(int(RULES["sign_in_address"].split()[0]) + 5):
        client = Client(app)
        assert password(client).status_code == 302


def test_nobody_hears_from_the_time_whether_an_account_is_there(app):
    """The hash is worked on for both. As slow as in the service, that is what the time goes to."""
    app.extensions["security"].pwd_context.update(argon2__rounds=3, argon2__memory_cost=65536)
    account()
    client = Client(app)
    token = client.csrf_token("/logga-in")

    def took(email: str) -> float:
        began = time.perf_counter()
        client.post("/logga-in", data={"csrf_token": token, "email": email, "password": "fel"})
        return time.perf_counter() - began

    there = sorted(took(WHO) for _ in range(5))[1]
    absent = sorted(took(f"ingen{n}@example.se") for n in range(5))[1]
    assert 0.5 < there / absent < 2


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("kort", "short"), ("x" * 11, "short"), ("passwordpassword", "easy"), ("Hemtjänst2026!!", "easy"),
     ("hemtjanst-2026-sommar", "easy"), ("Provkommun2026!", "easy"), ("maria.ek-2026!", "easy"),
     ("aaaaaaaaaaaaaaaa", "easy"), ("qwertyuiop12345", "easy"), ("1234567890123", "easy"), ("x" * 1001, "long"),
     ("lika-lang-som-bred", None), ("vinter kaffe ankare tåg", None), (PASSWORD, None),
     ("ΩЖ漢字漢字語語文文本本", None)],
)  # fmt: skip
def test_a_password_that_anybody_would_guess_is_not_taken(app, typed, fault):
    assert passwords.faults(typed, ("maria.ek@example.se", "Maria Ek")) == ([fault] if fault else [])
