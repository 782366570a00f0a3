"""Somebody came without a second factor: who has one here shows it here. (Who has none is led to making one.)"""

from __future__ import annotations

from flask import current_app, session
from flask_security.proxies import _security
from werkzeug.wrappers import Response

from backend.access import factors, sessions
from backend.access.signin_forms import SHOWN_AT
from schema import clock
from schema.tables import User


def second_step(user: User, then: str, provider_sid: str | None) -> Response | None:
    """The way to showing her own second factor, after which she is in; None where she has none. She is not in yet."""
    if not factors.has_factor(user):
        return None
    session[SHOWN_AT] = clock.now().timestamp()
    answer = _security.two_factor_plugins.tf_enter(user, False, "oidc", then)
    if answer is None:
        return None
    session[sessions.FIRST] = {"way": "oidc", "provider_sid": provider_sid}
    return current_app.make_response(answer)
