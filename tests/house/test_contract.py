"""The edge that outsiders rely on: commands and addresses keep their names. It grows and never shrinks."""

from __future__ import annotations

import os

import pytest

from schema.settings import ROOT

COMMANDS = [
    ("db", "upgrade"),
    ("import",),
    ("report", "gaps"),
    ("jobs", "run"),
    ("jobs", "list"),
    ("jobs", "once"),
    ("cards", "print"),
    ("api-key", "create"),
    ("user", "create"),
    ("keys", "rotate"),
    ("retention", "run"),
    ("privacy", "extract"),
    ("demo", "load"),
    ("audit", "verify"),
    ("audit", "head"),
]
ADDRESSES = {
    "/": "GET",
    "/k/<token>": "GET",
    "/personal": "GET",
    "/chef": "GET",
    "/plan": "GET",
    "/admin": "GET",
    "/api/v1/events": "POST",
    "/api/v1/visits": "GET",
    "/api/v1/gaps": "GET",
    "/api/v1/imports": "POST",
    "/api/v1/openapi.json": "GET",
    "/api/docs": "GET",
    "/healthz": "GET",
    "/readyz": "GET",
}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(run_cli, command):
    told = run_cli(*command, "--help")
    assert told.exit_code == 0, told.stderr
    assert "Usage:" in told.stdout


@pytest.mark.parametrize("command", ["import package", "report gaps"])
def test_reports_come_as_json(run_cli, command):
    assert "--format" in run_cli(*command.split(), "--help").stdout


def test_every_address_answers_to_its_method(app):
    there = {
        (rule.rule.rstrip("/") or "/", method) for rule in app.url_map.iter_rules() for method in rule.methods or ()
    }
    assert set(ADDRESSES.items()) - there == set()


@pytest.mark.parametrize("address", ["/healthz", "/"])
def test_anybody_gets_an_answer_from(client, address):
    assert client.get(address).status_code == 200


def test_an_unknown_address_is_a_polite_page(client):
    answer = client.get("/finns-inte")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_continuous_integration_runs_the_tests():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text()
