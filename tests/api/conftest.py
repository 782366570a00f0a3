"""Another system with its key, and a small town that it knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.access import api_keys
from schema.db import db
from tests.people import Client
from tests.visits import town as towns
from tests.visits.town import Town


class System:
    """Another system: posts and gets with its key."""

    def __init__(self, app: Flask, *scopes: str, source: str = "plan"):
        self.client = Client(app)
        self.key = api_keys.create("planering", scopes, source)
        db.session.commit()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/api/v1/{path}", headers=self.headers, query_string=query)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.client.post(f"/api/v1/{path}", headers=self.headers, **more)

    def send(self, *events: Any) -> list[tuple[str, str | None]]:
        """Post events; outcome and code of each."""
        answer = self.post("events", json={"events": list(events)})
        assert answer.status_code == 200, answer.text
        return [(result["outcome"], result.get("code")) for result in answer.json["results"]]


@pytest.fixture
def system(app: Flask) -> Callable[..., System]:
    """`system("events:write", source="plan")` → another system with these scopes."""
    return lambda *scopes, **more: System(app, *scopes, **more)


@pytest.fixture
def town(app: Flask) -> Town:
    """Two visits of r1, one of r3."""
    made = towns.make()
    made.visit("a", "r1", "08:00", "09:00", "w1")
    made.visit("b", "r1", "12:00", "13:00", "w1", "w2")
    made.visit("d", "r3", "09:00", "09:30", "w1")
    db.session.commit()
    return made
