"""`/anhorig/avsluta/<token>`: the address in each letter. One press ends the letters; opening it does nothing."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from backend.access import limit, trail
from backend.access.audience import ANYBODY, audience
from backend.telling import stopping
from clients.relative import answers
from schema.settings import Settings

blueprint = Blueprint("relative_stopping", __name__, url_prefix="/anhorig/avsluta")
LONGEST = 300


@blueprint.get("/<token>")
@audience(ANYBODY)
def page(token: str) -> Response:
    """The button."""
    if len(token) > LONGEST or stopping.read(_settings(), token) is None:
        return _wrong()
    return answers.page("stop", answers.spoken(), token=token, done=False)


@blueprint.post("/<token>")
@audience(ANYBODY)
def stop(token: str) -> Response:
    """No more letters."""
    if len(token) > LONGEST or not stopping.stop(_settings(), token):
        return _wrong()
    return answers.page("stop", answers.spoken(), token=None, done=True)


def _wrong() -> Response:
    limit.attempt("token_wrong_address", request.remote_addr)
    trail.refused(reason="letter_wrong_address")
    return answers.page("stop", answers.spoken(), 404, token=None, done=False)


def _settings() -> Settings:
    told: Settings = current_app.extensions["settings"]
    return told
