"""What a provider, or somebody between, could say that is not so. Beside the real provider, which does not lie."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask
from sqlalchemy import select

from backend.identity import claims
from schema.db import db
from schema.tables import User
from tests.apps import MakeApp
from tests.oidc.conftest import trail_of
from tests.oidc.hostile import Hostile, new_key
from tests.people import Client

pytestmark = pytest.mark.loopback
BACK = "/logga-in/kommun/svar"


@pytest.fixture
def app(make_app: MakeApp, hostile: Hostile) -> Flask:
    """The service with that provider, which may make heads."""
    made = make_app(**hostile.settings)
    claims.add("groups", "chef", "head", None)
    return made


def _unsigned(told: dict[str, object], **header: object) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none", **header}, told)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def _come_back(client, hostile, **more):
    sent = hostile.sends_back(client)
    hostile.token = hostile.token or hostile.signed(hostile.right(nonce=sent["nonce"], **more))
    return client.get(f"{BACK}?state={sent['state']}&code=x")


def test_without_a_lie_it_is_believed(client, hostile):
    """So that each refusal below is for its lie."""
    assert _come_back(client, hostile).status_code == 302
    assert trail_of("refused") == []


LIES = {
    "a wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "a token that has expired": {"iat": 1_700_000_000, "exp": 1_700_000_300},
    "a token without an end": {"exp": None},
    "a token from tomorrow": {"iat": 4_000_000_000, "exp": 4_000_000_300},
    "a token of another issuer": {"iss": "https://example.org"},
    "a token for somebody else": {"aud": "another-service"},
    "a token for nobody": {"aud": None},
    "a token for us and another, by nobody": {"aud": ["vem-kommer", "another-service"]},
    "a token that another asked for": {"azp": "another-service"},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is a number": {"sub": 7},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_in_the_token_is_refused(client, hostile, lie):
    hostile.claims = lie
    answer = _come_back(client, hostile)
    assert answer.status_code == 403
    assert "Det gick inte att logga in" in answer.text
    assert client.get("/chef").location.startswith("/logga-in")
    assert trail_of("refused") == ["oidc_token"]
    assert db.session.scalars(select(User)).all() == []


FORGERIES = {
    "nobody's signature": lambda hostile, told: _unsigned(told),
    "nobody's signature in the key's name": lambda hostile, told: _unsigned(told, kid="first"),
    "a signature cut off": lambda hostile, told: hostile.signed(told).rpartition(".")[0] + ".",
    "another's key under the same name": lambda hostile, told: hostile.signed(told, key=new_key()),
    "the secret that we hold too": lambda hostile, told: hostile.with_secret(told),
    "a key that it does not have": lambda hostile, told: hostile.signed(told, key=new_key("second")),
    "no token": lambda hostile, told: "",
    "no token at all": lambda hostile, told: 17,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_wrong_signature_is_refused(client, hostile, forge):
    sent = hostile.sends_back(client)
    hostile.token = forge(hostile, hostile.right(nonce=sent["nonce"]))
    assert client.get(f"{BACK}?state={sent['state']}&code=x").status_code == 403
    assert client.get("/chef").location.startswith("/logga-in")
    assert trail_of("refused") == ["oidc_token"]


def test_a_new_key_is_fetched_when_it_is_met(app, client, hostile):
    _come_back(client, hostile)
    hostile.key, hostile.token = new_key("second"), None
    assert _come_back(Client(app), hostile).status_code == 302
    assert hostile.asked.count("/jwks") == 2


def test_strange_keys_do_not_make_us_ask_each_time(client, hostile):
    for _ in range(5):
        sent = hostile.sends_back(client)
        hostile.token = hostile.signed(hostile.right(nonce=sent["nonce"]), key=new_key("strange"))
        client.get(f"{BACK}?state={sent['state']}&code=x")
    assert hostile.asked.count("/jwks") == 2


def test_what_is_told_of_somebody_else_is_refused(client, hostile):
    hostile.userinfo = {"sub": "another", "groups": ["chef"]}
    assert _come_back(client, hostile).status_code == 403
    assert trail_of("refused") == ["oidc_token"]


def test_a_provider_that_calls_itself_by_another_name_is_none(client, hostile):
    hostile.metadata = {"issuer": "https://example.org"}
    assert client.submit("/logga-in/kommun", page="/logga-in").status_code == 503
