"""Every error as a page in the same look: what to do, and nothing about what went wrong inside."""

from __future__ import annotations

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from clients.ui import asked_language
from clients.ui.day.near import asked

CODES = (400, 403, 404, 405, 413, 429, 500)
NEUTRAL = 500
"""The page for every code without words of its own."""


def install(app: Flask) -> None:
    """Let every error of the app's pages answer with a page."""
    app.register_error_handler(HTTPException, _page)


def _minutes(error: HTTPException) -> int:
    """How many minutes to wait until a limit opens again; 0 where nothing is said of it."""
    seconds = getattr(error, "retry_after", None)
    return -(-seconds // 60) if isinstance(seconds, int) else 0


def _page(error: HTTPException) -> Response:
    if error.response is not None:
        return error.get_response()  # what a view has worded itself
    code = error.code if error.code in CODES else NEUTRAL
    kind = "old" if isinstance(error, CSRFError) else code
    g.language = asked() or asked_language()
    try:
        page = render_template("public/error.html", kind=kind, minutes=_minutes(error))
    except Exception:  # the page itself must not fail: without the database nobody is signed in
        if not isinstance(error, InternalServerError):
            raise
        page = render_template("public/error_bare.html")
    response = error.get_response()
    response.data = page
    response.content_type = "text/html; charset=utf-8"
    response.cache_control.no_store = True
    response.vary.add("Accept-Language")
    if request.method == "HEAD":
        response.data = b""
    return response
