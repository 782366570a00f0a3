"""What the service keeps to itself: no page lies in a browser's cache, and no wrong id is an error."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request
from werkzeug.routing import IntegerConverter

from backend.access.audience import CARD, HOOK, audience_of

HIGHEST_ID = 2**63 - 1


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
    endpoint = request.endpoint
    public_file = endpoint is not None and (endpoint == "static" or endpoint.endswith(".static"))
    if not public_file and not (endpoint and CARD in audience_of(current_app, endpoint)):
        response.headers["Cache-Control"] = "private, no-store"
    return response
