"""The service with a municipality's identity provider, and somebody's way through both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from schema.db import db
from schema.tables import Trail
from tests.apps import MakeApp
from tests.oidc.hostile import Hostile, lying
from tests.oidc.running import Running, Visitor, running
from tests.people import Client

Enter = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def started_provider() -> Iterator[Running]:
    """The provider of this test process."""
    with running() as found:
        yield found


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    """A provider that lies, or stays away, as it is told."""
    with lying() as found:
        yield found


@pytest.fixture
def provider(started_provider: Running) -> Running:
    """The provider, on the test's time."""
    started_provider.keeps_our_time()
    return started_provider


@pytest.fixture
def app(make_app: MakeApp, provider: Running, request: pytest.FixtureRequest) -> Flask:
    """The service, registered at the provider as a client of the test's own."""
    nowhere = "http://127.0.0.1:1/logga-ut/kommun"  # so that the provider names its sessions
    return make_app(**provider.register(logout=nowhere), **getattr(request, "param", {}))


@pytest.fixture
def enter(provider: Running) -> Enter:
    """`enter(client, "anna")` → the service's answer when Anna comes back from the provider."""

    def through(client: Client, login: str, *, visitor: Visitor | None = None, go: str = "in", **more: Any) -> Any:
        provider.keeps_our_time()
        return client.get(way_back(client, login, visitor=visitor, go=go), **more)

    return through


def way_back(client: Client, login: str, *, visitor: Visitor | None = None, go: str = "in", then: str = "") -> str:
    """Press the button and sign in at the provider; path and query of the address that it leads back to."""
    sent = client.submit(f"/logga-in/kommun{then}", page="/logga-in")
    assert sent.status_code == 302, sent.text
    parts = urlsplit((visitor or Visitor()).authenticate(sent.location, login, go))
    return f"{parts.path}?{parts.query}"


def trail_of(action: str) -> list[str | None]:
    """The reasons of the trail's rows of one action, in order."""
    rows = list(db.session.scalars(select(Trail.reason).where(Trail.action == action).order_by(Trail.id)))
    db.session.commit()
    return rows
