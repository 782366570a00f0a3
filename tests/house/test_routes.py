"""Each route says whom it is for, and nobody else gets through."""

from __future__ import annotations

import datetime

import pytest
from flask import Flask
from werkzeug.routing import Rule

from backend.access.audience import ANYBODY, API_KEY, CARD, STAFF_ROLES, audience_of

TURNED_AWAY = {302, 400, 403}
"""Sent to sign in; a form without its token; not for you."""
DOORS = ("/logga-in", "/anhorig/logga-in")
"""Where the staff signs in, and where relatives do."""


def rules_of(app: Flask) -> list[Rule]:
    """Every route, in order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def address_of(app: Flask, rule: Rule, **known: str) -> str:
    """An address that the route answers to; its parts are `known`, else a sample of their kind."""
    sample = {"RowId": 1, "DateConverter": datetime.date(2026, 11, 24), "UUIDConverter": "0" * 32}
    values = {name: known.get(name) or sample.get(type(kind).__name__, "x") for name, kind in rule._converters.items()}
    with app.test_request_context():
        built = app.url_map.bind("127.0.0.1").build(rule.endpoint, values, method=_method(rule))
    return str(built)


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST" if "POST" in (rule.methods or ()) else "DELETE"


def test_every_route_declares_its_audience(app):
    undeclared = [f"{rule.rule} → {rule.endpoint}" for rule in rules_of(app) if not audience_of(app, rule.endpoint)]
    assert undeclared == []


def test_strangers_reach_no_staff_page(app, client):
    for rule in rules_of(app):
        if not audience_of(app, rule.endpoint) & {ANYBODY, CARD, API_KEY}:
            answer = client.open(address_of(app, rule), method=_method(rule))
            assert answer.status_code in TURNED_AWAY, rule
            if answer.status_code == 302:
                assert answer.location.startswith(DOORS), rule


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_staff_reach_only_their_own_faces(app, staff, role):
    client = staff(role)
    for rule in rules_of(app):
        audience = audience_of(app, rule.endpoint)
        if not audience & {ANYBODY, CARD, API_KEY, role}:
            answer = client.open(address_of(app, rule), method=_method(rule))
            assert answer.status_code in {400, 403} or (answer.location or "").startswith(DOORS[1]), rule
