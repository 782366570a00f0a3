"""The API by scope: each route opens to one scope's key, and says no to all others and to none."""

from __future__ import annotations

import pytest

from backend.access import api_keys
from schema.db import db
from tests.people import Client

OPENS = {
    ("POST", "/api/v1/events"): "events:write",
    ("GET", "/api/v1/visits"): "visits:read",
    ("GET", "/api/v1/gaps"): "gaps:read",
    ("POST", "/api/v1/imports"): "plan:write",
}
ANYBODYS = {"/api/v1/openapi.json"}


def test_every_route_of_the_api_is_here(app) -> None:
    there = {(method, rule.rule) for rule in app.url_map.iter_rules() if rule.rule.startswith(("/api/v1/", "/fhir/"))
             for method in rule.methods - {"HEAD", "OPTIONS"} if rule.rule not in ANYBODYS}  # fmt: skip
    assert there == set(OPENS)


@pytest.mark.parametrize("scope", [*api_keys.SCOPES, None, "wrong", "revoked"])
def test_a_key_opens_what_its_scope_says(app, places, scope) -> None:
    client, headers = Client(app), {}
    if scope == "wrong":
        headers = {"Authorization": "Bearer vk_wrong"}
    elif scope is not None:
        key = api_keys.create("x", api_keys.SCOPES if scope == "revoked" else [scope], "plan")
        headers = {"Authorization": f"Bearer {key}"}
        if scope == "revoked":
            api_keys.revoke(api_keys.everyone()[-1].key_id)
        db.session.commit()
    for (method, path), opens in OPENS.items():
        status = client.open(path, method=method, headers=headers).status_code
        expected = {401} if scope in (None, "wrong", "revoked") else {200, 400, 422} if scope == opens else {403}
        assert status in expected, (path, scope)
