"""What stands before every page of a paired device: whose it is, asked anew; one polite answer for all else."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit, trail
from backend.devices.devices import Held, held
from clients.ui import asked_language
from clients.ui.catalogues import offered
from clients.ui.cookies import OWN, kept
from clients.ui.day.near import asked
from clients.ui.day.rendering import Renderer

NEVER_KEPT = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def renderer() -> Renderer:
    """The pages of this installation."""
    found: Renderer = current_app.extensions["card_renderer"]
    return found


def spoken(*languages: str) -> str:
    """The language to answer in: asked for, else the first of these that is ours, else the browser's."""
    return asked() or next((one for one in languages if one in offered()), "") or asked_language()


def pushes() -> bool:
    """Whether browsers are pushed to in this installation."""
    return bool(current_app.extensions["settings"].vapid_private_key)


def own() -> tuple[Held, ...]:
    """Whose days this browser may show; empty where it keeps nothing that opens anything."""
    return held(kept(OWN))


def closed() -> AnyResponse:
    """The one answer to a browser that is not paired, whatever it showed."""
    if OWN in request.cookies:
        limit.attempt("token_wrong_address", request.remote_addr)
        trail.refused(reason="device_not_open")
    answer = page("unpaired", spoken(), 403)
    if OWN in request.cookies:
        answer.headers["Clear-Site-Data"] = '"storage"'  # what the wall kept for a day without network
    return answer


def page(name: str, language: str, status: int = 200, **values: Any) -> Response:
    """A page of this face, which no browser keeps. Forms get their token."""
    body = renderer().page(name, language, csrf=generate_csrf(), **values)
    return make_response(body, status, {**NEVER_KEPT, "Vary": "Accept-Language, Cookie"})
