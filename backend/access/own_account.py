"""What somebody of the staff does with her own sign-in: an authenticator, recovery codes, a list of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, session
from flask_security import Security, current_user

from backend.access import limit, reset, sessions, trail
from backend.access.authenticator import Authenticator, RecoveryCodes
from schema.db import db
from schema.tables import User

SECRET = "new_authenticator"  # noqa: S105 - where the cookie keeps it, encrypted, until a code has proved it
STEP = 30


@dataclass(frozen=True)
class NewAuthenticator:
    """What an authenticator app is told: an address for the QR code, and its secret to type by hand."""

    address: str
    typed: str


def _security() -> Security:
    found: Security = current_app.extensions["security"]
    return found


def me() -> User:
    """The signed-in user."""
    found: User = current_user._get_current_object()
    return found


def codes_left(user: User) -> int:
    """How many recovery codes are not used up."""
    return len(user.mf_recovery_codes or [])


def offer_authenticator() -> NewAuthenticator:
    """What to scan. The secret waits in the browser's cookie, encrypted, and is asked for again with each look."""
    authenticator = cast(Authenticator, _security()._totp_factory)
    if SECRET not in session:
        session[SECRET] = authenticator.generate_totp_secret()
    secret = session[SECRET]
    return NewAuthenticator(authenticator.address(me(), secret), authenticator.pretty(secret))


def take_authenticator(code: str) -> bool:
    """Whether the code proves that the app has the secret: from then on it is her second factor, and others are out."""
    user, secret = me(), session.get(SECRET)
    limit.attempt("second_factor", user.id)
    typed = "".join(code.split())
    if not secret or not _security()._totp_factory.verify_totp(typed, secret, user, STEP):
        trail.refused(sessions.who(user), "code_wrong")
        return False
    limit.forgive("second_factor", user.id)
    session.pop(SECRET)
    _security().datastore.tf_set(user, "authenticator", secret)
    factor_made(user)
    return True


def factor_made(user: User) -> None:
    """After a factor was set up: this session counts as signed in with it, the user's others end."""
    sessions.factor_shown()
    here = sessions.here()
    sessions.end_all(user.id, "factor_changed", but=here.id if here else None)
    trail.note(sessions.who(user), "change", reason="second_factor")
    reset.tell_of(user, "second_factor")


def new_recovery_codes() -> list[str]:
    """Ten new recovery codes, to be seen this once; those before are void."""
    user = me()
    codes = cast(RecoveryCodes, _security()._mf_recovery_codes_util)
    made = codes.create_recovery_codes(user)
    trail.note(sessions.who(user), "change", reason="recovery_codes")
    return made


def reset_factor(user: User) -> None:
    """Take a user's second factor away, so that she sets one up at her next sign-in; her sessions end."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_counter = user.mf_recovery_codes = None
    user.webauthn.clear()
    sessions.end_all(user.id, "factor_changed")
    db.session.flush()


def passkeys(user: User) -> list[str]:
    """What a user calls her passkeys, in the order in which they were made."""
    return [one.name for one in user.webauthn]
