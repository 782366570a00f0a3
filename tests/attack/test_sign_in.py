"""What somebody tries at the door, and with what the door gave her."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.access import accounts
from backend.access.lifetimes import LIFETIMES
from backend.access.signin import create_user
from schema import clock
from schema.db import db
from schema.tables import SignIn
from tests.api.conftest import System
from tests.people import PASSWORD, Client, sign_in
from tests.visits import town as towns

HTTPS = "https://hemtjanst.example.se"
WHO = "chef@example.se"


@pytest.fixture
def chef(app: Flask) -> str:
    """The address of a manager's account."""
    create_user(WHO, "Maria", PASSWORD, "manager", [None])
    db.session.commit()
    return WHO


def knock(client: Client, **more: Any) -> Any:
    """Post the sign-in form with more fields than it has."""
    return client.submit("/logga-in", {"email": WHO, "password": PASSWORD, **more})


def test_nobody_stays_signed_in_for_a_year(client: Client, chef: str) -> None:
    answer = knock(client, remember="y", remember_me="y")
    assert answer.status_code == 302
    assert "remember_token" not in str(answer.headers.getlist("Set-Cookie"))


def test_no_token_opens_a_page(client: Client, chef: str) -> None:
    token = client.csrf_token("/logga-in")
    told = client.post(
        "/logga-in?include_auth_token", json={"email": WHO, "password": PASSWORD}, headers={"X-CSRFToken": token}
    )
    assert told.status_code == 200
    given = told.json["response"]["user"].get("authentication_token", "none")
    stranger = Client(client.application)
    assert stranger.get(f"/chef?auth_token={given}").status_code == 302, "an address would be enough"
    assert stranger.get("/chef", headers={"Authentication-Token": given}).status_code == 302


@pytest.mark.settings(public_url=HTTPS)
def test_people_sign_in_over_https(app: Flask, chef: str) -> None:
    """Our pages tell browsers not to send where they come from, so nothing may hang on that."""
    client = Client(app)
    page = client.get("/logga-in", base_url=HTTPS)
    token = re.search(r'csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    fields = {"csrf_token": token[1], "email": WHO, "password": PASSWORD}
    answer = client.post("/logga-in", base_url=HTTPS, data=fields)
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert client.post("/logga-ut", base_url=HTTPS).status_code == 400, "a token is still asked for"


def test_a_password_without_end_is_only_wrong(client: Client, chef: str) -> None:
    answer = client.submit("/logga-in", {"email": WHO, "password": "x" * 300_000})
    assert answer.status_code == 200
    assert "Det gick inte att logga in" in answer.text


def test_a_closed_account_is_out_at_once(client: Client, chef: str) -> None:
    sign_in(client, chef)
    assert client.get("/chef").status_code == 200
    accounts.close(chef)
    assert client.get("/chef").status_code == 302


@pytest.mark.parametrize(
    "where", ["//evil.example", "/\\evil.example", "https://evil.example", "///evil.example", "javascript:alert(1)",
              "\\\\evil.example", "/\t/evil.example", "http:evil.example"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(client: Client, chef: str, where: str) -> None:
    token = client.csrf_token("/logga-in")
    fields = {"csrf_token": token, "email": WHO, "password": PASSWORD}
    answer = client.post("/logga-in", query_string={"next": where}, data={**fields, "next": where})
    location = answer.headers.get("Location", "")
    assert not re.match(r"[/\\\s]*[/\\][/\\]|[a-z]+:", location), location


@pytest.mark.settings(public_url=HTTPS)
@pytest.mark.parametrize("path", ["/chef?dag=2026-11-24", "/k/some-card", "/"])
def test_the_way_to_https_is_ours(app: Flask, path: str) -> None:
    answer = Client(app).get(path, base_url="http://evil.example")
    assert answer.location == HTTPS + path


def test_the_next_page_of_a_list_is_ours(app: Flask) -> None:
    town = towns.make()
    for number in range(3):
        town.visit(f"v{number}", "r1", "08:00", "09:00", "w1")
    system = System(app, "visits:read")
    answer = system.client.get("/api/v1/visits?limit=1", headers=system.headers, base_url="http://evil.example")
    assert answer.json["next"].startswith(app.extensions["settings"].public_url + "/api/v1/visits?")


def test_a_page_that_refreshes_itself_is_nobody_at_work(client: Client, chef: str) -> None:
    """The desk's list asks each minute; an office left open would else stay open all day."""
    sign_in(client, WHO)
    idle, now = LIFETIMES["manager"].idle, clock.now()
    for minutes in range(0, int(idle.total_seconds() // 60), 10):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            assert client.get("/chef", headers={"X-Refresh": "1"}).status_code == 200
    with time_machine.travel(now + idle + timedelta(minutes=1)):
        assert client.get("/chef", headers={"X-Refresh": "1"}).status_code == 302
    assert db.session.scalars(select(SignIn.ended_why)).all() == ["idle"]
