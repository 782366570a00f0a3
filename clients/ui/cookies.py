"""What a paired browser keeps: one opaque token in a cookie of its own, out of reach of scripts and other sites."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

OWN, KIN = "mitt", "anhorig"
"""The recipient's device's, and a relative's."""
PATHS = {OWN: "/", KIN: "/anhorig"}
LASTS = {OWN: timedelta(days=400), KIN: timedelta(days=90)}
"""How long a browser keeps it; the row behind it decides whether it opens anything."""
KINDS = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip
LONGEST = 64


def kept(name: str) -> str | None:
    """The token that this request's browser keeps under a name; None for none, or for what no token can be."""
    found = request.cookies.get(name)
    return found if found and len(found) <= LONGEST else None


def keep(response: Response, name: str, token: str) -> Response:
    """Let the browser keep a token."""
    response.set_cookie(
        name, token, max_age=LASTS[name], path=PATHS[name], httponly=True, samesite="Lax",
        secure=current_app.extensions["settings"].https,
    )  # fmt: skip
    return response


def forget(response: Response, name: str) -> Response:
    """Let the browser forget it."""
    response.delete_cookie(name, path=PATHS[name], httponly=True, samesite="Lax")
    if name == OWN:
        response.headers["Clear-Site-Data"] = '"storage"'  # what the wall kept for a day without network
    return response


def device_label() -> str | None:
    """What kind of device this is, as its browser says: iPhone, Android, …; None for another."""
    said = request.user_agent.string
    return next((label for mark, label in KINDS if mark in said), None)
