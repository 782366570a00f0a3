"""Staff sign-in by Flask-Security-Too: password (argon2), then an authenticator's code or a passkey."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from flask_security import Security, WebauthnUtil, password_changed

from backend.access import reset, session_check, sessions, signin_forms, trail
from backend.access.authenticator import Authenticator, Datastore, RecoveryCodes
from backend.access.passwords import SHORTEST, Passwords, hashed
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.settings import Settings
from schema.tables import Grant, Passkey, Role, User

FRESH = timedelta(minutes=10)
"""How long after the password was shown what matters may be changed without it."""
TEXTS = str(Path(__file__).parent / "translations")
"""The library's texts in Swedish and Finnish, which it does not bring itself."""
GRACE = timedelta(minutes=5)
"""How long one who has begun to change it may take from one step to the next."""
NOT_VERIFIED = "Could not verify passkey."
"""The one answer to whatever is wrong with a passkey; in the reader's language by our texts beside the library's."""
PASSKEY_FAULTS = (
    "UNKNOWN_CREDENTIAL_ID", "ORPHAN_CREDENTIAL_ID", "NO_VERIFY", "CREDENTIAL_WRONG_USAGE", "MISMATCH_USER_HANDLE",
    "CREDENTIAL_ID_INUSE",
)  # fmt: skip
LOWER = {"mapper": signin_forms.as_typed, "case_insensitive": True}


class Passkeys(WebauthnUtil):
    """The library's passkeys, bound to the address that people type."""

    def origin(self) -> str:
        """The address that a passkey must have been asked at."""
        told: Settings = current_app.extensions["settings"]
        return told.public_url if told.https else request.host_url.rstrip("/")


def install(app: Flask, settings: Settings) -> None:
    """Set up sign-in on the app. Which of the library's pages are served, and where, its face decides."""
    app.config.update(_options(settings))
    security = Security(
        app,
        Datastore(db, User, Role, Passkey),
        register_blueprint=False,
        login_form=signin_forms.SignIn,
        verify_form=signin_forms.Again,
        change_password_form=signin_forms.NewPassword,
        two_factor_verify_code_form=signin_forms.Code,
        two_factor_rescue_form=signin_forms.Rescue,
        wan_register_form=signin_forms.Passkey,
        mf_recovery_form=signin_forms.Recovery,
        wan_signin_response_form=signin_forms.PasskeyAnswer,
        wan_delete_form=signin_forms.PasskeyDelete,
        password_util_cls=Passwords,
        totp_cls=Authenticator,
        mf_recovery_codes_util_cls=RecoveryCodes,
        webauthn_util_cls=Passkeys,
    )
    # The library also takes a token that never ends, in a header or in the address itself, on every page.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # Flask-Login adds it at run time
    session_check.install(app)
    sessions.install(app)
    password_changed.connect(_password_changed, app)
    assert security.support_mfa


def _options(settings: Settings) -> dict[str, Any]:
    options = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SALT": settings.secret_key,
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "CLI_USERS_NAME": False,  # `flask user` is ours
        "CLI_ROLES_NAME": False,
        "RETURN_GENERIC_RESPONSES": True,
        "USER_IDENTITY_ATTRIBUTES": [{"email": LOWER}],
        "DATETIME_FACTORY": clock.now,
        "FLASH_MESSAGES": True,
        "FRESHNESS": FRESH,
        "FRESHNESS_GRACE_PERIOD": GRACE,
        "API_ENABLED_METHODS": ["session"],
        "JOIN_USER_ROLES": False,  # roles are held through grants: no relationship to join
        "DEFAULT_REMEMBER_ME": False,
        "I18N_DIRNAME": ["builtin", TEXTS],
        "SEND_PASSWORD_CHANGE_EMAIL": False,  # letters leave by the outbox alone
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds: one step before and one after
        "TOTP_SECRETS": {"1": ring().look_up("totp", "unused")},  # ours rest encrypted by their column instead
        "TOTP_ISSUER": f"Vem kommer, {settings.municipality}".replace(":", " "),
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "WEBAUTHN": True,
        "WAN_RP_NAME": f"Vem kommer, {settings.municipality}",
        "WAN_ALLOW_AS_FIRST_FACTOR": False,
        "WAN_ALLOW_AS_VERIFY": [],
        "WAN_ALLOW_USER_HINTS": True,
    }
    return {
        **{f"SECURITY_{name}": value for name, value in options.items()},
        "SECURITY_MSG_PASSWORD_TOO_LONG": ("Password too long", "error"),
        **{f"SECURITY_MSG_WEBAUTHN_{name}": (NOT_VERIFIED, "error") for name in PASSKEY_FAULTS},
        "WTF_CSRF_TIME_LIMIT": None,  # a page may lie open on a table for a day; the token is its session's
        "WTF_CSRF_SSL_STRICT": False,  # it asks for the Referer, which our own pages tell browsers not to send
    }


def _password_changed(_app: Flask, user: User, **_more: Any) -> None:
    """Whoever else was signed in as her is out."""
    here: sessions.Current | None = sessions.here()
    user.password_set_at = clock.now()
    sessions.end_all(user.id, "password_changed", but=here.id if here else None)
    trail.note(sessions.who(user), "change", reason="password")
    reset.tell_of(user, "password")


def create_user(
    email: str, name: str, password: str, role: str, unit_ids: list[int | None], *, worker_id: int | None = None,
    from_on: date | None = None,
) -> User:  # fmt: skip
    """Add a user with one role in some units (None: the whole municipality). The caller commits."""
    user = User(
        email=signin_forms.as_typed(email),
        name=name,
        password=hashed(password),
        fs_uniquifier=secrets.token_hex(32),
        worker_id=worker_id,
        created_at=clock.now(),
    )
    start = from_on or clock.today()
    user.grants = [Grant(role=role, unit_id=unit, from_on=start) for unit in unit_ids]
    db.session.add(user)
    return user
