"""The administrator's pages. Messages are seen with their numbers masked; the words only where nothing leaves."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request

from backend.access import trail
from backend.access.audience import audience
from backend.access.discretion import HIGHEST_ID
from backend.access.scope import current_scope
from backend.municipality import feedback, texts
from backend.municipality.fields import missing
from backend.telling import life, sent
from clients.admin import words
from clients.ui import message_words

blueprint = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")
blueprint.add_app_template_filter(words.moment, "admin_moment")


@blueprint.get("")
@audience("admin")
def start() -> str:
    """How the installation stands."""
    scope = current_scope("admin")
    counts = sent.counts(scope)
    settings = current_app.extensions["settings"]
    return render_template(
        "admin/start.html", users=sent.users(), counts=counts, states=words.STATES, mode=words.MODES[settings.sms_mode],
        whole=scope.unit_ids is None, missing=len(missing(texts.in_force().filled)),
        waiting=feedback.number_waiting(scope),
    )  # fmt: skip


@blueprint.get("/utkorg")
@audience("admin")
def outbox() -> str:
    """The messages, newest first, a page at a time."""
    scope = current_scope("admin")
    state = request.args.get("state", "")
    chosen = state if state in sent.STATES else None
    before = request.args.get("before", type=int)
    settings = current_app.extensions["settings"]
    page = sent.messages(
        scope,
        state=chosen,
        older_than=before if before is None else min(max(before, 0), HIGHEST_ID),
        with_words=settings.sms_mode == "console",
    )
    for recipient_id, unit_id in sorted({(one.recipient_id or 0, one.unit_id or 0) for one in page.messages}):
        trail.note(scope, "read", recipient_id=recipient_id or None, unit_id=unit_id or None)
    return render_template(
        "admin/outbox.html",
        page=page,
        counts=sent.counts(scope),
        chosen=chosen,
        words=words,
        mode=words.MODES[settings.sms_mode],
    )


@blueprint.get("/utkorg/<int:message_id>")
@audience("admin")
def message(message_id: int) -> str:
    """One message: why it was sent, or not. Nobody is named here."""
    scope = current_scope("admin")
    nothing_leaves = current_app.extensions["settings"].sms_mode == "console"
    found = life.life(scope, message_id, nothing_leaves=nothing_leaves) or abort(404)
    for recipient_id in found.about:
        trail.note(scope, "read", recipient_id=recipient_id, unit_id=found.unit_id)
    return render_template("admin/message.html", message=found, words=message_words)
