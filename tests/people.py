"""People at their browsers: Flask's client with a context of its own per request, and staff who sign in."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.access.signin import create_user
from schema.db import db, reading
from schema.tables import Unit, User

PASSWORD = "hemtjänst-är-fint-2026"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Client(FlaskClient):
    """A browser. Each request gets an app context of its own, as on a server, so that nothing of `g` leaks.

    What the test left in its session is committed first; the test's objects are read anew afterwards.
    """

    user: User | None = None

    def __init__(self, app: Flask, *args: Any, **kwargs: Any):
        from werkzeug import Response

        super().__init__(app, *args or (app.response_class or Response,), **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As Flask's."""
        db.session.commit()
        with self.application.app_context():
            try:
                return super().open(*args, **kwargs)
            finally:
                reading.set(False)

    def csrf_token(self, page: str) -> str:
        """The token of the first form on a page."""
        answer = self.get(page)
        found = _TOKEN.search(answer.text)
        assert found, f"no form on {page} ({answer.status_code})"
        return found[1]

    def submit(self, action: str, fields: dict[str, Any] | None = None, *, page: str | None = None) -> TestResponse:
        """Post a form to `action` with the token that the form on `page` (else on `action`) carries."""
        token = self.csrf_token(page or action)
        return self.post(action, data={"csrf_token": token, **(fields or {})})


class Staff:
    """Makes users and signs them in."""

    def __init__(self, app: Flask):
        self.app = app
        self.made = 0

    def __call__(
        self, role: str, units: list[str | int | None] | None = None, *, worker_id: int | None = None, **more: Any
    ) -> Client:
        """The client of a new user with `role` in `units` (outside ids or row ids; None: the whole municipality)."""
        self.made += 1
        email = f"{role}{self.made}@example.se"
        ids = [self._unit(unit) for unit in (units if units is not None else [None])]
        user = create_user(email, f"{role.title()} {self.made}", PASSWORD, role, ids, worker_id=worker_id, **more)
        db.session.commit()
        client = Client(self.app)
        client.user = user
        sign_in(client, email)
        return client

    def _unit(self, unit: str | int | None) -> int | None:
        if not isinstance(unit, str):
            return unit
        return db.session.execute(select(Unit.id).where(Unit.outside_id == unit)).scalar_one()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> None:
    """Sign in through the form; fails the test when the service refuses."""
    answer = client.submit("/logga-in", {"email": email, "password": password})
    assert answer.status_code == 302, answer.text
