"""How this face answers: pages that no browser keeps, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response, redirect, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit, trail
from backend.identity import provider
from clients.ui import asked_language
from clients.ui.catalogues import offered
from clients.ui.cookies import KIN
from clients.ui.day.near import asked, lang
from clients.ui.day.rendering import Renderer

DOOR = "/anhorig/logga-in"

NEVER_KEPT = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Vary": "Accept-Language, Cookie"}


def renderer() -> Renderer:
    """The pages of this installation."""
    found: Renderer = current_app.extensions["card_renderer"]
    return found


def strong() -> str | None:
    """The address of strong sign-in, where the municipality has it."""
    return "/anhorig/stark" if provider.is_there() else None


def spoken(own: str = "") -> str:
    """The language to answer in: asked for, else the relative's own, else the browser's."""
    return asked() or (own if own in offered() else "") or asked_language()


def page(name: str, language: str, status: int = 200, **values: Any) -> Response:
    """A page with its form's token."""
    return make_response(renderer().page(name, language, csrf=generate_csrf(), **values), status, NEVER_KEPT)


def closed() -> AnyResponse:
    """To the sign-in; a token that opens nothing is counted and written down first."""
    if KIN in request.cookies:
        limit.attempt("token_wrong_address", request.remote_addr)
        trail.refused(reason="device_not_open")
    return redirect(DOOR + lang())


def over(language: str, status: int = 200) -> Response:
    """The one answer to somebody signed in who may not see this, or nobody any more: why is not hers to know."""
    trail.refused(reason="consent_not_in_force")
    return page("over", language, status, sign_out="/anhorig/logga-ut")
