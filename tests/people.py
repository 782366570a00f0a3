"""People at their browsers: Flask's client with a context of its own per request, and staff who sign in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import inspect, select, update
from werkzeug.test import TestResponse

from backend.access import demonstration
from backend.access.signin import create_user
from schema import clock
from schema.db import db, reading
from schema.tables import SignIn, Unit, User

PASSWORD = "hemtjänst-är-fint-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_TOKEN_FIELD = re.compile(r'name="csrf_token"[^>]*>')


class Client(FlaskClient):
    """A browser. Each request gets an app context of its own, as on a server, so that nothing of `g` leaks.

    What the test left in its session is committed first; the test's objects are read anew afterwards.
    """

    user: User | None = None
    busy_at: datetime | None = None
    """Of one who stays at her desk however the test's clock jumps: when her session was last known to be in use."""

    def __init__(self, app: Flask, *args: Any, **kwargs: Any):
        from werkzeug import Response

        super().__init__(app, *args or (app.response_class or Response,), **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As Flask's."""
        self._stay()
        db.session.commit()
        with self.application.app_context():
            try:
                return super().open(*args, **kwargs)
            finally:
                reading.set(False)

    def _stay(self) -> None:
        """A test that travels by hours or days means somebody who has been at work in between."""
        now = clock.now()
        if self.busy_at is None or self.user is None or abs(now - self.busy_at) < timedelta(minutes=5):
            return
        self.busy_at = now
        user_id = inspect(self.user).identity[0]
        db.session.execute(update(SignIn).where(SignIn.user_id == user_id).values(started_at=now, seen_at=now))

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


def without_tokens(page: str) -> str:
    """A page without its forms' tokens, which differ by the second: two answers that are the same, are the same."""
    return _TOKEN_FIELD.sub("", page)


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
        client.busy_at = clock.now()
        return client

    def _unit(self, unit: str | int | None) -> int | None:
        if not isinstance(unit, str):
            return unit
        return db.session.execute(select(Unit.id).where(Unit.outside_id == unit)).scalar_one()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> None:
    """Sign in through the forms, with a code where one is asked for; fails the test when the service refuses."""
    give_factor(email)
    token = client.csrf_token("/logga-in")
    answer = client.post("/logga-in", data={"csrf_token": token, "email": email, "password": password})
    assert answer.status_code == 302, answer.text
    if "/logga-in/kod" in answer.location:
        answer = client.post(answer.location, data={"csrf_token": token, "code": code_of(email)})
        assert answer.status_code == 302, answer.text


def give_factor(email: str) -> None:
    """An authenticator and recovery codes for whoever is to have one and has none, as if she had set them up."""
    user = _user(email)
    if user is not None and not demonstration.is_one():
        if not user.tf_totp_secret:
            user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", SECRET, ["none"]
        user.tf_counter = None  # so that one who signs in twice in a test need not wait for the next code
        db.session.commit()


def code_of(email: str, steps: int = 0) -> str:
    """The code that the user's authenticator shows, so many half minutes from now."""
    user = _user(email)
    assert user is not None
    assert user.tf_totp_secret
    token = str(TOTP(key=user.tf_totp_secret, format="base32").generate(clock.now() + steps * STEP).token)
    db.session.commit()  # SQLite has one writer, and a real browser's server may be it
    return token


def enter(page: Any, email: str, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page that a real browser shows, with a code where one is asked for."""
    give_factor(email)
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button:text-is('Logga in')")
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/logga-in"))
    if "/logga-in/kod" in page.url:
        page.fill("#code", code_of(email))
        page.click("main button")
        page.wait_for_url(lambda url: "/logga-in" not in url.split("?")[0])


def _user(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))
