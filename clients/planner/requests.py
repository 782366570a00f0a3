"""`/plan/onskemal`: what recipients ask of visits to come, answered by whoever plans or answers for the unit."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope, current_scope
from backend.declining import GRANTED
from backend.intake import requests as answering
from backend.requests import deciding
from backend.requests.standing import REFUSED, REVERTED
from clients.planner import request_words

ROLES = ("planner", "manager", "head")
STEPS = {"ja": GRANTED, "nej": REFUSED, "planen": REVERTED}

blueprint = Blueprint("planner_requests", __name__, url_prefix="/plan/onskemal", template_folder="templates")


@blueprint.get("")
@audience(*ROLES)
def page() -> str:
    """Everything that is not finished."""
    return _page()


@blueprint.post("/<int:request_id>/<action>")
@audience(*ROLES)
def answer(request_id: int, action: str) -> Response | tuple[str, int]:
    """Say yes or no, or let the plan win."""
    scope, word = current_scope(*ROLES), _word()
    if action not in STEPS:
        abort(404)
    if len(word) > deciding.LONGEST:
        return _page(request_id, word, request_words.TOO_LONG.format(most=deciding.LONGEST)), 422
    try:
        whom = answering.decide(scope, request_id, STEPS[action], word)
    except deciding.AlreadyDone:
        flash(request_words.ALREADY, "error")
        return redirect(url_for("planner_requests.page"), 303)
    if whom is None:
        abort(404)
    trail.note(scope, "change", recipient_id=whom, reason=f"request_{STEPS[action]}")
    flash(request_words.DONE[STEPS[action]], "success")
    return redirect(url_for("planner_requests.page"), 303)


@blueprint.app_context_processor
def _waiting() -> dict[str, Any]:
    """For the manager's list: how many requests wait, asked only where a page says it."""
    return {"requests_waiting": lambda: deciding.waiting(current_scope(*ROLES))}


def board(scope: Scope) -> list[deciding.Line]:
    """What is not finished in the scope's units, each look written down."""
    lines = deciding.board(scope)
    for recipient_id in sorted({line.asked.recipient_id for line in lines}):
        trail.note(scope, "read", recipient_id=recipient_id)
    return lines


def _page(about: int | None = None, typed: str = "", wrong: str = "") -> str:
    scope = current_scope(*ROLES)
    lines = board(scope)
    if not lines:
        trail.note(scope, "read")
    return render_template(
        "planner/requests.html", lines=lines, words=request_words, about=about, typed=typed[:2000], wrong=wrong,
        most=deciding.LONGEST,
    )  # fmt: skip


def _word() -> str:
    """The word to her, without signs that no page shows."""
    text = request.form.get("word", "").replace("\r\n", "\n")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()
