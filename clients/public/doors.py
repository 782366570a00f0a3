"""The staff's doors: which of the sign-in library's pages are served, where, to whom, and in whose words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, g, redirect, request, session, url_for
from flask_security import current_user, views
from flask_security.recovery_codes import mf_recovery
from flask_security.tf_plugin import tf_clean_session, tf_select
from flask_security.webauthn import (
    webauthn_delete,
    webauthn_register,
    webauthn_register_response,
    webauthn_signin,
    webauthn_signin_response,
)  # fmt: skip

from backend.access import factors, own_account, sessions, trail
from backend.access.audience import ANYBODY, STAFF_ROLES, audience, while_half_way
from backend.access.signin_forms import SHOWN_AT
from backend.identity import provider
from clients.ui import asked_language
from schema import clock

View = Callable[..., Any]
FACTORS = frozenset(
    f"security.{name}"
    for name in ("authenticator", "recovery_codes", "wan_register", "wan_register_response", "wan_delete")
)
"""Where second factors are made and taken away."""
CHANGE = "security.change_password"
WAIT = timedelta(minutes=10)
"""How long the second factor is waited for after the password."""
PAGES = {
    "LOGIN_USER_TEMPLATE": "sign_in.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "sign_in/code.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "sign_in/select.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "sign_in/recovery.html",
    "WAN_SIGNIN_TEMPLATE": "sign_in/passkey.html",
    "VERIFY_TEMPLATE": "sign_in/again.html",
    "WAN_REGISTER_TEMPLATE": "sign_in/passkeys.html",
    "CHANGE_PASSWORD_TEMPLATE": "sign_in/password.html",
    "LOGIN_URL": "/logga-in",
    "POST_LOGIN_VIEW": "/hem",
    "POST_LOGOUT_VIEW": "/",
    "POST_CHANGE_VIEW": "/konto",
    "POST_VERIFY_VIEW": "/konto",
    "WAN_POST_REGISTER_VIEW": "/konto/reservkoder",
    "TWO_FACTOR_ERROR_VIEW": "/logga-in",
}
blueprint = Blueprint("security", __name__)
"""Named as the library's own, which is not registered: by these names its pages lead to each other."""


def install(app: Flask) -> None:
    """Serve the doors."""
    app.config.update({f"SECURITY_{name}": value for name, value in PAGES.items()})
    app.register_blueprint(blueprint)


@blueprint.before_request
def _speak() -> None:
    g.language = asked_language()


@blueprint.before_request
def _factor_first() -> None:
    """Who has a second factor shows it before one is changed: a PIN and a password would else be enough to lose it."""
    here = sessions.here() if request.endpoint in FACTORS else None
    if here is not None and not here.second_factor and factors.has_factor(own_account.me()):
        trail.refused(sessions.who(own_account.me(), here.phone_id), "factor_not_shown")
        abort(403)


@blueprint.before_request
def _no_password_beside_the_provider() -> None:
    """Who comes in by the municipality's provider alone makes no password: closed there, she must be out here too."""
    if request.endpoint == CHANGE and current_user.is_authenticated and not own_account.me().password:
        trail.refused(sessions.who(own_account.me()), "no_password")
        abort(403)


def _anybody(view: View) -> View:
    """A step at the door: the password has been shown a moment ago at most, and nobody is in already."""

    @audience(ANYBODY)
    @wraps(view)
    def step(*args: Any, **kwargs: Any) -> Any:
        if current_user.is_authenticated:
            return redirect("/hem")
        if "tf_user_id" in session and clock.now().timestamp() - session.get(SHOWN_AT, 0) > WAIT.total_seconds():
            tf_clean_session()
            trail.refused(reason="second_factor_late")
        return view(*args, **kwargs)

    return step


def _serve(rule: str, name: str, view: View, *methods: str) -> None:
    blueprint.add_url_rule(rule, name, view, methods=list(methods))


def _plain(view: View, *who: str, half_way: bool = False) -> View:
    """A page of the library's for some, marked without marking the library's own function."""

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    marked = audience(*who)(shown)
    return while_half_way(marked) if half_way else marked


def _leave() -> Any:
    """Out of here; who came by the municipality's identity provider is led on to signing out there."""
    here = sessions.here() if current_user.is_authenticated else None
    answer = views.logout()
    return redirect("/logga-ut/kommun") if here and here.way == "oidc" and provider.is_there() else answer


def _helped() -> Any:
    return redirect(url_for("security.mf_recovery"))


_serve("/logga-in", "login", _plain(views.login, ANYBODY), "GET", "POST")
_serve("/logga-ut", "logout", _plain(_leave, ANYBODY), "POST")
_serve("/logga-in/kod", "two_factor_token_validation", _anybody(views.two_factor_token_validation), "GET", "POST")
_serve("/logga-in/valj", "tf_select", _anybody(tf_select), "GET", "POST")
_serve("/logga-in/hjalp", "two_factor_rescue", _anybody(_helped), "GET")
_serve("/logga-in/reservkod", "mf_recovery", _anybody(mf_recovery), "GET", "POST")
_serve("/logga-in/nyckel", "wan_signin", _anybody(webauthn_signin), "GET", "POST")
_serve("/logga-in/nyckel/<token>", "wan_signin_response", _anybody(webauthn_signin_response), "POST")
_serve("/konto/bekrafta", "verify", _plain(views.verify, *STAFF_ROLES, half_way=True), "GET", "POST")
_serve("/konto/losenord", "change_password", _plain(views.change_password, *STAFF_ROLES), "GET", "POST")
_serve("/konto/nycklar", "wan_register", _plain(webauthn_register, *STAFF_ROLES, half_way=True), "GET", "POST")
_serve("/konto/nycklar/ta-bort", "wan_delete", _plain(webauthn_delete, *STAFF_ROLES), "POST")
_serve(
    "/konto/nycklar/<token>", "wan_register_response",
    _plain(webauthn_register_response, *STAFF_ROLES, half_way=True), "POST",
)  # fmt: skip
