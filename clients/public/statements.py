"""`/tillganglighet`, `/integritet`: the two statements, and a form on each to write to the municipality. No sign-in."""

from __future__ import annotations

import re

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit
from backend.access.audience import ANYBODY, audience
from backend.municipality import feedback, texts
from clients.ui import chosen_language, statement
from clients.ui.statement import PAGES, Letter
from schema.keyring import new_token

blueprint = Blueprint("statements", __name__)
ADDRESSES = {"accessibility": "/tillganglighet", "privacy": "/integritet"}
ONCE = re.compile(r"[\w-]{16,64}", re.ASCII)


@blueprint.get(ADDRESSES["accessibility"])
@audience(ANYBODY)
def accessibility() -> Response:
    """How far the pages keep the law on accessibility."""
    return _page("accessibility", Letter(new_token(), thanks="tack" in request.args))


@blueprint.get(ADDRESSES["privacy"])
@audience(ANYBODY)
def privacy() -> Response:
    """What becomes of somebody's personal data."""
    return _page("privacy", Letter(new_token(), thanks="tack" in request.args))


@blueprint.post(ADDRESSES["accessibility"])
@audience(ANYBODY)
def on_accessibility() -> AnyResponse:
    """Take in what somebody writes of how the pages work for her."""
    return _received("accessibility")


@blueprint.post(ADDRESSES["privacy"])
@audience(ANYBODY)
def on_privacy() -> AnyResponse:
    """Take in what somebody asks of her data."""
    return _received("privacy")


def _received(name: str) -> AnyResponse:
    text, reach = (statement.letter_said(request.form.get(field)) for field in ("text", "reach"))
    given = request.form.get("once", "")
    once = given if ONCE.fullmatch(given) else new_token()
    fault = feedback.fault(text, reach)
    if fault:
        return _page(name, Letter(once, text, reach, fault), 422)
    limit.attempt("feedback_address", request.remote_addr)
    if feedback.is_full() and not feedback.has(once):
        return _page(name, Letter(once, text, reach, "full"), 429)
    feedback.leave(PAGES[name], text, reach, once)
    return redirect(f"{ADDRESSES[name]}?lang={chosen_language()}&tack=1", 303)


def _page(name: str, letter: Letter, status: int = 200) -> Response:
    now, language = texts.in_force(), chosen_language()
    page = make_response(statement.page(name, language, now.filled, now.changed_at, letter), status)
    page.vary.add("Accept-Language")
    return page
