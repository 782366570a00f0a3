"""Staff sign-in by Flask-Security-Too: local accounts with a password (argon2). More ways in come later."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore, hash_password

from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Grant, Role, User

SESSION_HOURS = 12  # a long pass
LONGEST_PASSWORD = 1_000  # what hashes passwords refuses more than 4 096 by raising


class SignIn(LoginForm):
    """The sign-in form. There is no way to stay signed in beyond a pass, not even for who posts the field itself."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """Whether the address and the password are an open account's."""
        if len(self.password.data or "") > LONGEST_PASSWORD:
            self.form_errors.append("too long")
            return False
        return bool(super().validate(**kwargs))


def install(app: Flask, settings: Settings) -> None:
    """Set up sign-in on the app."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the algorithm
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_LOGIN_URL="/logga-in",
        SECURITY_LOGOUT_URL="/logga-ut",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_CLI_USERS_NAME=False,  # `flask user` is ours
        SECURITY_CLI_ROLES_NAME=False,
        SECURITY_POST_LOGIN_VIEW="/hem",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"email": {"mapper": _as_typed, "case_insensitive": True}}],
        SECURITY_DATETIME_FACTORY=clock.now,
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_FRESHNESS=timedelta(minutes=-1),  # nothing yet asks for the password again, so no page for it
        SECURITY_JOIN_USER_ROLES=False,  # roles are held through grants: no relationship to join
        SECURITY_LOGIN_USER_TEMPLATE="sign_in.html",
        SECURITY_DEFAULT_REMEMBER_ME=False,
        PERMANENT_SESSION_LIFETIME=SESSION_HOURS * 3600,
        WTF_CSRF_SSL_STRICT=False,  # it asks for the Referer, which our own pages tell browsers not to send
    )
    Security(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=True, login_form=SignIn)
    # The library also takes a token that never ends, in a header or in the address itself, on every page.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # Flask-Login adds it at run time


def _as_typed(identity: str) -> str:
    return identity.strip().lower()


def create_user(
    email: str, name: str, password: str, role: str, unit_ids: list[int | None], *, worker_id: int | None = None,
    from_on: date | None = None,
) -> User:  # fmt: skip
    """Add a user with one role in some units (None: the whole municipality). The caller commits."""
    user = User(
        email=email.strip().lower(),
        name=name,
        password=hash_password(unicodedata.normalize("NFKD", password)),  # as the form does: å has two spellings
        fs_uniquifier=secrets.token_hex(32),
        worker_id=worker_id,
        created_at=clock.now(),
    )
    start = from_on or clock.today()
    user.grants = [Grant(role=role, unit_id=unit, from_on=start) for unit in unit_ids]
    db.session.add(user)
    return user
