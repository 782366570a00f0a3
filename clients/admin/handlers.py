"""Skyddade: who of the staff is named to handle whom with protected identity. Nobody is listed by name."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import handlers, trail
from backend.access.audience import audience
from backend.access.scope import current_scope
from clients.admin import words

blueprint = Blueprint("admin_handlers", __name__, url_prefix="/admin/handlaggare", template_folder="templates")
WHO = ("head", "admin")


@blueprint.get("")
@audience(*WHO)
def page() -> str:
    """The namings that stand, by the planning system's ids, and a form for another."""
    scope = current_scope(*WHO)
    named = handlers.listing(scope)
    trail.note_each(scope, "read", (one.recipient_id for one in named))
    return render_template("admin/handlers.html", named=named, words=words)


@blueprint.post("")
@audience(*WHO)
def name() -> Response:
    """Name an account as handler."""
    form = request.form
    try:
        until = date.fromisoformat(form["until_on"]) if form.get("until_on") else None
    except ValueError:
        until = date.min
    done = handlers.name(current_scope(*WHO), form.get("whom", ""), form.get("email", ""), until)
    flash(*(("Handläggaren är utsedd.", "success") if done else ("Ingen träff eller inte tillåtet.", "error")))
    return redirect(url_for("admin_handlers.page"), 303)


@blueprint.post("/<int:handler_id>/avsluta")
@audience(*WHO)
def end(handler_id: int) -> Response:
    """End a naming at once."""
    if not handlers.end(current_scope(*WHO), handler_id):
        abort(404)
    flash("Uppdraget är avslutat.", "success")
    return redirect(url_for("admin_handlers.page"), 303)
