"""Synpunkter: what people wrote of the pages or of their data, to be answered and ticked off."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import current_scope
from backend.municipality import feedback
from clients.admin.text_words import ABOUT

blueprint = Blueprint("admin_feedback", __name__, url_prefix="/admin/synpunkter", template_folder="templates")
PAGE = "/admin/synpunkter"


@blueprint.before_request
def whole_municipality() -> None:
    """Whoever wrote told no unit: they are for an administrator of the whole municipality."""
    scope = current_scope("admin")
    if scope.unit_ids is not None:
        trail.refused(scope, "texts_of_all")
        abort(403)


@blueprint.get("")
@audience("admin")
def page() -> str:
    """Those that wait, then the last that are ticked off."""
    scope = current_scope("admin")
    trail.note(scope, "read", reason="feedback")
    waiting, answered = feedback.waiting(scope), feedback.answered(scope)
    number = feedback.number_waiting(scope)
    return render_template("admin/feedback.html", waiting=waiting, number=number, answered=answered, about=ABOUT)


@blueprint.post("/<int:feedback_id>/klar")
@audience("admin")
def tick(feedback_id: int) -> Response:
    """One is answered."""
    scope = current_scope("admin")
    if not feedback.tick(scope, feedback_id):
        abort(404)
    trail.note(scope, "change", reason="feedback")
    flash("Avprickad.", "success")
    return redirect(PAGE, 303)
