"""Break-glass: a recipient outside one's units opened for an hour, and closed again."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import opening, trail
from backend.access.audience import audience
from clients.manager.asked import own_scope

blueprint = Blueprint("manager_opening", __name__, url_prefix="/chef/nodoppning", template_folder="templates")

NOBODY = "Ingen träff eller inte tillåtet. Kontrollera numret. Försöket är loggat."
TOO_SHORT = "Skriv varför, så att den som granskar förstår: minst tio tecken."


@blueprint.get("")
@audience("manager", "head")
def ask() -> str:
    """The form, and what stands open now."""
    return _form()


def _form(**wrong: str) -> str:
    """The form; `wrong`: what to do about a field. The reason is kept, the number is typed again."""
    reason = request.form.get("reason", "")
    return render_template("manager/opening.html", standing=opening.standing(own_scope()), reason=reason, wrong=wrong)


@blueprint.post("")
@audience("manager", "head")
def open_up() -> Response | tuple[str, int]:
    """Open whoever has exactly this number or id, for an hour."""
    scope = own_scope()
    try:
        found = opening.open_up(scope, request.form.get("whom", ""), request.form.get("reason", ""))
    except opening.NoReason:
        return _form(reason=TOO_SHORT), 422
    if found is None:
        return _form(whom=NOBODY), 422
    return redirect(url_for("manager_person.person", recipient_id=found), 303)


@blueprint.post("/<int:opening_id>/avsluta")
@audience("manager", "head")
def end(opening_id: int) -> Response:
    """Close an own opening before its hour is over."""
    scope = own_scope()
    recipient_id = opening.end(scope, opening_id)
    if recipient_id is None:
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id)
    flash("Nödöppningen är avslutad.", "success")
    return redirect(url_for("manager.today"), 303)
