"""What the service keeps to itself: no page lies in a browser's cache, and no wrong id is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from werkzeug.routing import IntegerConverter

from backend.access.audience import CARD, HOOK, audience_of

HIGHEST_ID = 2**63 - 1
View = TypeVar("View", bound=Callable[..., Any])


def same_for_all(view: View) -> View:
    """Let a view say itself how long its answer may be kept: it names nobody, and is the same for whoever asks."""
    view.same_for_all = True  # type: ignore[attr-defined]  # a view is a function with a mark on it
    return view


def kept_by_its_reader(view: View) -> View:
    """Let a view say itself that its one reader's program may keep the answer, and ask whether it is still true."""
    view.kept_by_its_reader = True  # type: ignore[attr-defined]  # a view is a function with a mark on it
    return view


class RowId(IntegerConverter):
    """A number in an address. One that no row can have is an address that does not exist, on every database."""

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **{"max": HIGHEST_ID, **kwargs})  # type: ignore[arg-type]  # werkzeug types each option apart


def _no_zero_bytes() -> None:
    """Before each request: refuse a form with a zero byte in it, which is in nobody's text.

    PostgreSQL takes none and would make a fault of it. What a hook was sent is as its signature says.
    """
    endpoint = request.endpoint
    if request.method != "POST" or endpoint is None or HOOK in audience_of(current_app, endpoint):
        return
    if any("\0" in text for texts in request.form.listvalues() for text in texts):
        abort(400)


def install(app: Flask) -> None:
    """Put it on the app, before its routes."""
    app.url_map.converters["int"] = RowId
    app.before_request(_no_zero_bytes)
    app.after_request(_keep_nothing)


def _keep_nothing(response: Response) -> Response:
    """Nobody finds the last reader's pages on a shared computer. Files may be kept; the card says itself how."""
    if request.endpoint is None or not _says_itself(request.endpoint, response):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _says_itself(endpoint: str, response: Response) -> bool:
    if endpoint == "static" or endpoint.endswith(".static") or CARD in audience_of(current_app, endpoint):
        return True
    view = current_app.view_functions[endpoint]
    marked = getattr(view, "same_for_all", False) or getattr(view, "kept_by_its_reader", False)
    return response.status_code < 400 and marked
