"""Every answer carries the rules of the house, whatever it answers: pages, errors, files, redirects, the short way."""

from __future__ import annotations

import pytest

RULES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ADDRESSES = {
    "a page": ("GET", "/", 200),
    "a redirect": ("GET", "/chef", 302),
    "nothing there": ("GET", "/nowhere", 404),
    "the wrong method": ("DELETE", "/chef", 405),
    "a form without its token": ("POST", "/logga-in", 400),
    "a card that opens nothing": ("GET", "/k/wrong", 404),
    "a file": ("GET", "/ui/icon.svg", 200),
    "a system without a key": ("GET", "/api/v1/visits", 401),
    "the description": ("GET", "/api/v1/openapi.json", 200),
    "health": ("GET", "/healthz", 200),
    "where to tell of a weakness": ("GET", "/.well-known/security.txt", 200),
}


def _check(answer):
    told = {name: answer.headers.get_all(name) for name in (*RULES, "Content-Security-Policy", "Permissions-Policy")}
    assert {name: told[name] for name in RULES} == {name: [value] for name, value in RULES.items()}
    (policy,) = told["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert rule in policy
    (features,) = told["Permissions-Policy"]
    assert "geolocation=()" in features
    assert "camera=()" in features


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_answer_carries_the_rules(client, name):
    method, address, status = ADDRESSES[name]
    answer = client.open(address, method=method)
    assert answer.status_code == status
    _check(answer)


def test_a_card_carries_them_on_the_short_way_and_may_be_kept_but_asked_about(client, lived_in):
    for answer in (first := client.get(f"/k/{lived_in}"),
                   client.get(f"/k/{lived_in}", headers={"If-None-Match": first.headers["ETag"]})):  # fmt: skip
        _check(answer)
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_fault_of_ours_carries_them_too(app, client, monkeypatch):
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "public.healthz", _fails)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    _check(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "hemlig" not in answer.text


def _fails():
    raise RuntimeError("hemlig")


_fails.audience = frozenset({"anybody"})  # type: ignore[attr-defined]


@pytest.mark.settings(public_url="https://hemtjanst.example.se")
def test_https_is_insisted_on_and_remembered(client):
    led = client.get("/", base_url="http://hemtjanst.example.se")
    assert (led.status_code, led.location) == (302, "https://hemtjanst.example.se/")
    there = client.get("/", base_url="https://hemtjanst.example.se")
    assert there.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    page = client.get("/logga-in", base_url="https://hemtjanst.example.se")
    (cookie,) = [one for one in page.headers.get_all("Set-Cookie") if one.startswith("session=")]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.settings(oidc_issuer="https://id.example.se/x", oidc_client_id="a", oidc_client_secret="b")
def test_a_form_may_lead_to_the_identity_provider_alone(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "form-action 'self' https://id.example.se;" in f"{policy};"


@pytest.mark.parametrize("proxies, seen", [(0, "127.0.0.1"), (1, "192.0.2.7"), (2, "203.0.113.9")])
def test_as_many_proxies_are_believed_as_there_are(make_app, proxies, seen):
    app = make_app(proxies=proxies)
    with app.test_request_context():
        pass
    told = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: told.append(_address()))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 192.0.2.7"})
    assert told == [seen]


def _address():
    from flask import request

    return request.remote_addr


def test_a_form_that_stood_open_too_long_is_told_so(client) -> None:
    answer = client.post("/logga-in", data={"csrf_token": "gammal", "email": "a@example.se", "password": "x"})
    assert answer.status_code == 400
    assert "Sidan har stått öppen för länge" in answer.text
