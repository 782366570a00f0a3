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
LONGEST = 100
"""Characters of a number or an id."""


@blueprint.get("")
@audience("manager", "head")
def ask() -> str:
    """The form, and what stands open now."""
    return _form()


def _form(whom: str = "", reason: str = "", **wrong: str) -> str:
    """The form with what was typed: after a miss one digit is put right, and the reason is not written twice.

    `wrong`: what to do about a field (`about_whom`, `about_reason`).
    """
    standing = opening.standing(own_scope())
    return render_template(
        "manager/opening.html", standing=standing, whom=whom[:LONGEST], reason=reason[: opening.LONGEST], wrong=wrong,
        longest=LONGEST, least_reason=opening.LEAST_REASON, longest_reason=opening.LONGEST,
    )  # fmt: skip


@blueprint.post("")
@audience("manager", "head")
def open_up() -> Response | tuple[str, int]:
    """Open whoever has exactly this number or id, for an hour."""
    whom, reason = request.form.get("whom", ""), request.form.get("reason", "")
    try:
        found = opening.open_up(own_scope(), whom, reason)
    except opening.NoReason:
        return _form(whom, reason, about_reason=TOO_SHORT), 422
    if found is None:
        return _form(whom, reason, about_whom=NOBODY), 422
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
