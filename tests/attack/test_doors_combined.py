"""Doors that are sound one by one, tried together: a PIN and a password, a reset and the provider, a wrong form."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access import reset
from backend.access.accounts import AccountFault, reset_link
from schema.db import db
from schema.tables import User
from tests.people import PASSWORD, Client, code_of, give_factor, sign_in
from tests.phones.conftest import Unlocked, here  # noqa: F401 - a fixture
from tests.signin.door import WHO, account, refusals


def test_a_reset_gives_no_password_to_who_signs_in_by_the_provider_alone(app: Flask, client: Client) -> None:
    """Whoever is closed there would still come in here."""
    user = account()
    address = reset.link(user).removeprefix("http://127.0.0.1")
    user.password = None
    db.session.commit()
    assert client.get(address).status_code == 404
    assert reset.find(WHO) is None
    with pytest.raises(AccountFault):
        reset_link(WHO)
    assert refusals() == ["reset_wrong"]


def test_a_form_without_the_old_password_forgives_no_wrong_ones(app: Flask, client: Client) -> None:
    """Else whoever sits at an open session guesses the password as often as she likes."""
    account()
    sign_in(client, WHO)
    token = client.csrf_token("/konto/losenord")
    new = {
        "csrf_token": token,
        "new_password": "fyra helt andra ordpar",
        "new_password_confirm": "fyra helt andra ordpar",
    }
    empty = {"csrf_token": token, "password": "", "new_password": "", "new_password_confirm": ""}
    told = []
    for _ in range(4):
        told += [client.post("/konto/losenord", data={**new, "password": "fel lösenord här"}).status_code for _ in "12"]
        told.append(client.post("/konto/losenord", data=empty).status_code)
    assert 429 in told


def test_a_pin_and_a_password_change_no_second_factor(here: Unlocked) -> None:  # noqa: F811
    """Who has an authenticator shows it before it is changed: a session by PIN has not."""
    phone = here.phone()
    here.choose(phone, "w1")
    email = db.session.scalar(select(User.email).where(User.id == here.workers["w1"]))
    assert email
    give_factor(email)
    phone.submit("/konto/bekrafta", {"password": PASSWORD})
    for page in ("/konto/app", "/konto/reservkoder", "/konto/nycklar"):
        assert phone.get(page).status_code == 403, page
    token = phone.csrf_token("/konto")
    assert phone.post("/konto/reservkoder", data={"csrf_token": token}).status_code == 403
    assert phone.post("/konto/nycklar/ta-bort", data={"csrf_token": token, "name": "x"}).status_code == 403
    assert "factor_not_shown" in refusals()


@pytest.mark.parametrize("then", ["//evil.se", "/\\evil.se", "/\t/evil.se", "https://evil.se", "///evil.se",
                                  "/%09/evil.se", "/\\/evil.se", "http:evil.se"])  # fmt: skip
def test_signing_in_leads_nowhere_else(app: Flask, client: Client, then: str) -> None:
    account()
    give_factor(WHO)
    token = client.csrf_token("/logga-in")
    fields = {"csrf_token": token, "email": WHO, "password": PASSWORD, "next": then}
    answer = client.post("/logga-in", data=fields, query_string={"next": then})
    if answer.status_code == 302 and "/logga-in/kod" in answer.location:
        answer = client.post(answer.location, data={"csrf_token": token, "code": code_of(WHO), "next": then})
    where = (answer.location or "/").replace("http://localhost", "").replace("\\", "/")
    assert where.startswith("/") and not where.startswith("//") and "\t" not in where, answer.location
