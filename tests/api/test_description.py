"""The API against its own description, by schemathesis: with every scope's key, with all, with none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks

from backend.access import limit
from clients.api.docs import description
from schema.db import db
from tests.api.conftest import System

SCOPES = ("events:write", "visits:read", "gaps:read", "plan:write", "people:read", "fhir:read")
KEYS = {"no key": (), "every scope": SCOPES, **{scope: (scope,) for scope in SCOPES}}
LEFT_OUT: dict[str, list[Any]] = {
    "/api/v1/gaps": [checks.positive_data_acceptance],  # a period that ends before it begins
    "/api/v1/imports": [checks.positive_data_acceptance],  # a file that is no package
}
"""What no schema can say beforehand."""
QUICK = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def _served(app: Flask) -> Callable[..., Any]:
    """The app as another system meets it: each request in a context of its own."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        with app.app_context():
            return app.wsgi_app(environ, start_response)

    return serve


def _operations(app: Flask) -> list[tuple[str, str]]:
    paths: dict[str, Any] = description()["paths"]
    return [(path, method.upper()) for path, methods in sorted(paths.items()) for method in sorted(methods)]


@pytest.mark.parametrize("key", KEYS)
def test_no_answer_is_outside_the_description(app: Flask, town: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No 5xx, and nothing but what the description says. Limits are off: else most answers would be 429."""
    monkeypatch.setattr(limit, "attempt", lambda *_subject, **_more: None)
    headers = System(app, *KEYS[key]).headers if KEYS[key] else {}
    db.session.commit()
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _served(app))
    with app.test_request_context():
        operations = _operations(app)
    assert len(operations) >= 4
    for path, method in operations:
        _hold(described[path][method].as_strategy(), headers, LEFT_OUT.get(path, []))


def _hold(cases: Any, headers: dict[str, str], left_out: list[Any]) -> None:
    """Ask in many ways, and hold each answer against the description."""

    @QUICK
    @given(case=cases)
    def holds(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    holds()
