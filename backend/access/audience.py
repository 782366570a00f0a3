"""Deny by default: each route says whom it is for, and a request to a route that says nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from backend.access.scope import held_roles

View = TypeVar("View", bound=Callable[..., Any])

ANYBODY = "anybody"
CARD = "card"
API_KEY = "api_key"
PAIRED = "paired"
RELATIVE = "relative"
PHONE = "phone"
HOOK = "hook"
STAFF_ROLES = ("worker", "planner", "manager", "head", "auditor", "admin")
TOKENS = frozenset({CARD, API_KEY, PAIRED, RELATIVE, PHONE, HOOK})
"""Who shows a token, a key or a signature: the route checks it, and words the answer to a wrong one."""
AUDIENCES = (ANYBODY, *TOKENS, *STAFF_ROLES)
LIBRARY_ENDPOINTS = {
    "static": ANYBODY,
}
"""Routes that a library brings, and whom they are for."""


def audience(*who: str) -> Callable[[View], View]:
    """Declare whom a view is for: ANYBODY, one of TOKENS, or staff roles by code."""
    unknown = set(who) - set(AUDIENCES)
    if unknown or not who:
        raise ValueError(f"no such audience: {unknown or 'none named'}")

    def mark(view: View) -> View:
        view.audience = frozenset(who)  # type: ignore[attr-defined]  # a view is a function with a mark on it
        return view

    return mark


def while_half_way(view: View) -> View:
    """Let a view be reached by somebody who has yet to set up her second factor: with it she does."""
    view.while_half_way = True  # type: ignore[attr-defined]  # a view is a function with a mark on it
    return view


def audience_of(app: Flask, endpoint: str) -> frozenset[str]:
    """Whom an endpoint is for; empty when nobody said, which means nobody."""
    if endpoint in LIBRARY_ENDPOINTS:
        return frozenset({LIBRARY_ENDPOINTS[endpoint]})
    if endpoint.endswith(".static"):
        return frozenset({ANYBODY})
    view = app.view_functions[endpoint]
    declared: frozenset[str] = getattr(view, "audience", frozenset())
    return declared or getattr(getattr(view, "view_class", None), "audience", frozenset())


def gate() -> Response | None:
    """Before each request: let through whom the route is for; ask staff to sign in; refuse the rest.

    Routes for TOKENS are let through here and check the token, the key or the signature themselves.
    """
    if request.endpoint is None:
        return None
    allowed = audience_of(current_app, request.endpoint)
    if ANYBODY in allowed or allowed & TOKENS:
        return None
    if not current_user.is_authenticated:
        return redirect(_door(allowed))
    if g.sign_in.half_way:
        opens = getattr(current_app.view_functions[request.endpoint], "while_half_way", False)
        return None if opens else redirect(url_for("security.set_up"))
    if not allowed & held_roles(current_user):
        abort(403)
    return None


def _door(allowed: frozenset[str]) -> str:
    """Where to sign in: by password and the like, or for a worker on a unit's shared phone by name and PIN.

    Who knows phones lies above: it leaves its question at `app.extensions["phone_door"]`.
    """
    ask = current_app.extensions.get("phone_door")
    shared: str | None = ask() if ask and "worker" in allowed else None
    return shared or url_for("security.login", next=request.full_path if request.method == "GET" else "/")
