"""A new password for somebody who has forgotten hers: a link that works once and for an hour.

It comes by e-mail, or from an administrator who knows her. It gives no way in by itself: the second factor is asked
for as always.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app, request
from flask_security import Security
from flask_security.utils import check_and_get_token_status
from sqlalchemy import select

from backend.access import limit, sessions, trail
from backend.access.passwords import faults, hashed
from backend.access.signin_forms import as_typed, knocked
from notifications import letters
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import User

GOOD_FOR = timedelta(hours=1)
NOBODY = "nobody@example.se"


def link(user: User | None) -> str:
    """The address at which a user chooses a new password. It dies with her next password, or after an hour.

    Nobody's (None) is as long, and opens nothing.
    """
    security: Security = current_app.extensions["security"]
    settings: Settings = current_app.extensions["settings"]
    named = user.fs_uniquifier if user else secrets.token_hex(32)
    return f"{settings.public_url}/nytt-losenord/{security.reset_serializer.dumps([named])}"


def find(email: str) -> User | None:
    """The open account of an address, where a password may be chosen anew."""
    user = db.session.scalar(select(User).where(User.email == as_typed(email)))
    return user if user is not None and has_one(user) else None


def has_one(user: User) -> bool:
    """Whether an account is open and has a password to forget.

    Who signs in by the municipality's provider alone has none: whoever is closed there must not come in here.
    """
    return user.active and user.password is not None


def ask(email: str, language: str) -> None:
    """Send a link to the address if an open account has it. Nothing tells the two apart. Raises TooMany."""
    limit.attempt("reset_address", request.remote_addr)
    limit.attempt("reset_account", as_typed(email))
    user = find(email)
    settings: Settings = current_app.extensions["settings"]
    with db.session.begin_nested() as attempt:
        values = {"link": link(user), "minutes": int(GOOD_FOR.total_seconds() // 60)}
        to, user_id = (user.email, user.id) if user else (NOBODY, None)
        letters.write_letter(settings, to, "reset", language, values, user_id=user_id)
        if user is None:
            attempt.rollback()  # the same work, for the same time
    if user is None:
        trail.refused(reason="reset_unknown")
    else:
        trail.note(knocked(user), "change", reason="reset_asked")


def tell_of(user: User, what: str) -> None:
    """Tell a user by e-mail, where it leaves, that her `password` or `second_factor` was changed."""
    settings: Settings = current_app.extensions["settings"]
    if settings.smtp_url:
        letters.write_letter(settings, user.email, f"{what}_changed", "sv", {}, user_id=user.id)


def whose(token: str) -> User | None:
    """Whose link it is, while it is good; a row in the trail where it is not."""
    limit.attempt("token_wrong_address", request.remote_addr)
    expired, invalid, data = check_and_get_token_status(token, "reset", GOOD_FOR)
    named = data[0] if isinstance(data, list) and data and isinstance(data[0], str) else ""
    user = db.session.scalar(select(User).where(User.fs_uniquifier == named)) if named else None
    if expired or invalid or user is None or not has_one(user):
        trail.refused(reason="reset_expired" if expired else "reset_wrong")
        return None
    limit.give_back("token_wrong_address", request.remote_addr)
    return user


def choose(user: User, password: str) -> list[str]:
    """Set a new password and end the user's sessions; what is wrong with it instead, as `passwords.faults` says."""
    wrong = faults(password, (user.email, user.name))
    if wrong:
        return wrong
    security: Security = current_app.extensions["security"]
    user.password, user.password_set_at = hashed(password), clock.now()
    security.datastore.set_uniquifier(user)
    sessions.end_all(user.id, "password_changed")
    trail.note(knocked(user), "change", reason="password_reset")
    tell_of(user, "password")
    return []
