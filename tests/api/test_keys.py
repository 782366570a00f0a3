"""Keys and scopes: who gets in, and how the others are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import select

from schema.db import db
from schema.tables import ApiKey, Trail
from tests.api.conftest import System
from tests.people import Client
from tests.visits.town import Town

ROUTES = {
    "events:write": ("POST", "events"),
    "visits:read": ("GET", "visits"),
    "gaps:read": ("GET", "gaps"),
    "plan:write": ("POST", "imports"),
}


@pytest.mark.parametrize("scope, route", ROUTES.items())
def test_each_route_asks_for_its_scope(system: Callable[..., System], scope: str, route: tuple[str, str]) -> None:
    method, path = route
    address = f"/api/v1/{path}"
    other = system(*(set(ROUTES) - {scope}))
    cases = [({}, 401, "key_missing"), ({"Authorization": "Bearer vk_wrong"}, 401, "key_unknown"),
             ({"Authorization": "Basic abc"}, 401, "key_missing"), (other.headers, 403, "scope_missing")]  # fmt: skip
    for headers, status, code in cases:
        answer = other.client.open(address, method=method, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert answer.mimetype == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_signed_in_manager_is_not_another_system(staff: Callable[..., Client]) -> None:
    assert staff("manager").get("/api/v1/visits").status_code == 401


def test_made_on_the_command_line_shown_once_and_revoked(run_cli: Callable[..., Result], town: Town,
                                                         client: Client) -> None:  # fmt: skip
    made = run_cli("api-key", "create", "planering", "--scope", "visits:read", "--scope", "gaps:read")
    key = made.stdout.strip().splitlines()[-1]
    assert made.exit_code == 0
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/visits", headers=headers).status_code == 200
    row = db.session.scalars(select(ApiKey)).one()
    assert key not in f"{row.key_hash}{row.name}"
    listed = run_cli("api-key", "list").stdout
    assert "planering" in listed
    assert key not in listed
    assert run_cli("api-key", "revoke", row.id).exit_code == 0
    assert client.get("/api/v1/visits", headers=headers).json["code"] == "key_unknown"
    assert run_cli("api-key", "revoke", row.id).exit_code == 1
    assert run_cli("api-key", "create", "x", "--scope", "everything").exit_code == 2


@pytest.mark.parametrize(
    "method, path, status, code",
    [
        ("GET", "nowhere", 404, "not_found"),
        ("DELETE", "visits", 405, "method_not_allowed"),
        ("GET", "visits?date=2024-01-0", 422, "bad_request"),
        ("GET", "visits?limit=0", 422, "bad_request"),
        ("GET", "visits?limit=501", 422, "bad_request"),
        ("GET", "visits?after=99999999999999999999", 422, "bad_request"),
        ("GET", "gaps?state=lost", 422, "bad_request"),
        ("POST", "imports", 422, "package_missing"),
        ("POST", "imports?dry_run=perhaps", 422, "bad_request"),
    ],
)
def test_every_error_is_a_problem(
    system: Callable[..., System], method: str, path: str, status: int, code: str
) -> None:
    key = system(*ROUTES)
    answer = key.client.open(f"/api/v1/{path}", method=method, headers=key.headers)
    assert (answer.status_code, answer.mimetype, answer.json["code"]) == (status, "application/problem+json", code)
    assert (status == 405) == ("Allow" in answer.headers)


def test_other_pages_keep_their_own_errors(client: Client) -> None:
    assert client.get("/nowhere").mimetype == "text/html"


def test_reading_leaves_a_trail(system: Callable[..., System], town: Town) -> None:
    system("visits:read").get("visits")
    rows = list(db.session.scalars(select(Trail)))
    assert {(row.role, row.action, row.api_key_id is not None) for row in rows} == {("system", "read", True)}
    assert {town.recipients["r1"], town.recipients["r3"]} <= {row.recipient_id for row in rows}, "each one shown"


def test_writing_leaves_a_trail(system: Callable[..., System], town: Town) -> None:
    key = system("events:write", "plan:write")
    key.post("events", json={"events": [{"event_id": "not one"}]})
    assert [(row.role, row.action, row.what) for row in db.session.scalars(select(Trail))] == [
        ("system", "change", "api.post_events")
    ]
