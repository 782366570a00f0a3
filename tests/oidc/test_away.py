"""The provider is away, slow, or not what it was: a polite page, and the other way in stands open."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from backend.access.signin import create_user
from backend.identity import claims, provider
from schema import clock
from schema.db import db
from tests.apps import MakeApp
from tests.databases import free_port
from tests.oidc.conftest import trail_of
from tests.oidc.hostile import Hostile, new_key
from tests.people import Client, sign_in

pytestmark = pytest.mark.loopback
BACK = "/logga-in/kommun/svar"


@pytest.fixture
def app(make_app: MakeApp, hostile: Hostile) -> Flask:
    """The service with it."""
    app = make_app(**hostile.settings)
    claims.add("groups", "chef", "head", None)
    db.session.commit()
    return app


def _away(make_app):
    return Client(make_app(oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client_id="x", oidc_client_secret="x"))


def test_away_is_told_politely_and_the_other_way_stands_open(make_app):
    client = _away(make_app)
    answer = client.submit("/logga-in/kommun", page="/logga-in")
    assert answer.status_code == 503
    assert "Kommunens inloggning svarar inte just nu" in answer.text
    assert 'href="/logga-in"' in answer.text
    create_user("hans@example.se", "Hans", "hemtjänst-är-fint-2026", "head", [None])
    sign_in(client, "hans@example.se")
    assert client.get("/chef").status_code == 200


def test_the_service_starts_and_shows_its_pages_while_it_is_away(make_app):
    client = _away(make_app)
    assert [client.get(page).status_code for page in ("/", "/logga-in", "/healthz", "/readyz")] == [200] * 4


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks", "/me"])
def test_whatever_of_it_fails_on_the_way_nobody_is_let_in(app, client, hostile, path, monkeypatch):
    monkeypatch.setattr(hostile, "broken", path)
    if path.startswith("/."):
        assert client.submit("/logga-in/kommun", page="/logga-in").status_code == 503
        return
    sent = hostile.sends_back(client)
    hostile.token = hostile.signed(hostile.right(nonce=sent["nonce"]))
    assert client.get(f"{BACK}?state={sent['state']}&code=x").status_code == 503
    assert client.get("/chef").location.startswith("/logga-in")
    assert trail_of("sign_in") == []


def test_somebody_who_waits_is_not_kept_long(app, client, hostile, monkeypatch):
    monkeypatch.setattr(provider, "TIMEOUT", (0.2, 0.2))
    slow = Client(_remade(app))
    token = slow.csrf_token("/logga-in")
    monkeypatch.setattr(hostile, "slow", 6.0)
    begun = time.monotonic()
    assert slow.post("/logga-in/kommun", data={"csrf_token": token}).status_code == 503
    assert time.monotonic() - begun < 5, "also on a machine that is busy"


def test_once_found_away_it_is_not_waited_for_by_everybody(app, hostile, ahead, monkeypatch):
    monkeypatch.setattr(hostile, "broken", "/.well-known/openid-configuration")
    for _ in range(3):
        assert Client(app).submit("/logga-in/kommun", page="/logga-in").status_code == 503
    assert len(hostile.asked) == 1
    monkeypatch.setattr(hostile, "broken", None)
    with ahead(seconds=11):
        assert Client(app).submit("/logga-in/kommun", page="/logga-in").status_code == 302


def _remade(app):
    del app.extensions["identity_provider"]
    provider.install(app, app.extensions["settings"])
    return app


def test_a_key_taken_back_is_believed_for_an_hour_at_most(app, hostile, ahead):
    first = _enter(app, hostile)
    old, hostile.key = hostile.key, new_key("second")
    assert first.status_code == 302
    with ahead(hours=1, seconds=1):
        hostile.token = None
        sent = hostile.sends_back(client := Client(app))
        hostile.token = hostile.signed(hostile.right(nonce=sent["nonce"]), key=old)
        assert client.get(f"{BACK}?state={sent['state']}&code=x").status_code == 403


@pytest.fixture
def ahead():
    """`with ahead(hours=1):` the clock is that much later."""
    return lambda **more: time_machine.travel(clock.now() + timedelta(**more), tick=True)


def _enter(app, hostile):
    client = Client(app)
    sent = hostile.sends_back(client)
    hostile.token = hostile.signed(hostile.right(nonce=sent["nonce"]))
    return client.get(f"{BACK}?state={sent['state']}&code=x")
