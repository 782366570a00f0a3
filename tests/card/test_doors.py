"""The front door, the way home, health, and every error's page."""

from __future__ import annotations

import pytest

from clients.ui import FACES
from schema.db import db
from tests.people import Client


@pytest.mark.parametrize(
    ("asked", "said"), [("sv", "Vem kommer i dag"), ("fi,sv;q=0.4", "Kuka tulee tänään"), ("de", "Vem kommer i dag")]
)
def test_the_front_door_speaks_as_the_browser_asks(client, asked, said):
    answer = client.get("/", headers={"Accept-Language": asked})
    assert answer.status_code == 200
    assert said in answer.text
    assert "Accept-Language" in answer.headers["Vary"]
    assert "demonstration" not in answer.text.lower()


FIRST = {role: address for role, address, _ in reversed(FACES)}
"""The first of each role's faces is where she is taken."""


@pytest.mark.parametrize(("role", "home"), FIRST.items())
def test_everybody_is_led_to_her_own_face(app, staff, role, home):
    someone = staff(role)
    answer = someone.get("/hem")
    assert (answer.status_code, answer.location) == (302, home)
    assert home in someone.get("/").text


def test_somebody_without_a_role_is_told_whom_to_ask(app, staff):
    someone = staff("worker")
    for grant in list(someone.user.grants):
        db.session.delete(grant)
    db.session.commit()
    answer = someone.get("/hem")
    assert answer.status_code == 200
    assert "ingen roll" in answer.text


def test_somebody_unknown_is_asked_to_sign_in(client):
    assert client.get("/hem").location == "/logga-in"


@pytest.mark.parametrize(
    ("fields", "status"), [({"email": "a@example.se", "password": "fel"}, 200), ({"email": "", "password": ""}, 200)]
)
def test_a_wrong_password_is_told_in_swedish_and_tells_nothing(client, staff, fields, status):
    answer = client.submit("/logga-in", fields)
    assert answer.status_code == status
    assert "Det gick inte att logga in" in answer.text
    for foreign in ("Authentication", "not provided", "Invalid", "exist"):
        assert foreign not in answer.text


def test_signing_out_needs_a_form(app, staff):
    someone = staff("planner")
    assert someone.get("/logga-ut").status_code == 405
    assert someone.submit("/logga-ut", page="/").status_code == 302
    assert someone.get("/hem").location == "/logga-in"


def test_health_and_readiness(any_app):
    client = Client(any_app)
    assert (client.get("/healthz").status_code, client.get("/readyz").text) == (200, "ready\n")


def test_not_ready_before_the_migrations(make_app, empty_database):
    client = Client(make_app(database_url=empty_database("sqlite")))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "migrations\n")


ERRORS = [
    ("GET", "/finns-inte", 404, "Sidan finns inte"),
    ("POST", "/logga-ut", 400, "Sidan har stått öppen för länge"),
    ("PUT", "/healthz", 405, "Så kan sidan inte användas"),
    ("GET", "/logga-ut", 405, "Så kan sidan inte användas"),
]


@pytest.mark.parametrize(("method", "path", "status", "said"), ERRORS)
def test_errors_are_pages_in_the_same_look(client, method, path, status, said):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert said in answer.text
    assert "vemkommer.css" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_forbidden_page_says_so(app, staff):
    answer = staff("planner").get("/chef")
    assert answer.status_code in (403, 404)


def test_a_fault_of_ours_tells_nothing(app):
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["public.healthz"] = lambda: 1 / 0
    app.view_functions["public.healthz"].audience = frozenset({"anybody"})
    answer = Client(app).get("/healthz")
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.text
    assert "Zero" not in answer.text
