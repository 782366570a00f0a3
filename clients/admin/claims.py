"""The administrator's page of roles by the identity provider's claims, and of accounts that may be linked with it."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import STAFF_ROLES, audience
from backend.access.scope import current_scope
from backend.identity import arrival, claims
from clients.admin import words

blueprint = Blueprint("admin_claims", __name__, url_prefix="/admin/inloggning", template_folder="templates")
PAGE = "/admin/inloggning"


@blueprint.before_request
def whole_municipality() -> None:
    """A line gives any role in any unit to whoever has a claim: more than an administrator of some units may give."""
    scope = current_scope("admin")
    if scope.unit_ids is not None:
        trail.refused(scope, "claims_of_all")
        abort(403)


@blueprint.get("")
@audience("admin")
def show() -> str:
    """The table, and the forms that change it."""
    return render_template(
        "admin/claims.html",
        lines=claims.listing(),
        units=claims.units(),
        roles={role: words.ROLES[role] for role in STAFF_ROLES},
        settings=current_app.extensions["settings"],
        days=arrival.LINKABLE_DAYS,
    )


@blueprint.post("/rad")
@audience("admin")
def add() -> Response:
    """A new line."""
    asked, unit = request.form, request.form.get("unit", type=int)
    try:
        claims.add(asked.get("claim", ""), asked.get("value", ""), asked.get("role", ""), unit)
    except claims.ClaimFault:
        flash("Raden kunde inte läggas till. Fyll i båda rutorna; samma rad kan bara finnas en gång.", "error")
        return redirect(PAGE)
    trail.note(current_scope("admin"), "change", unit_id=unit, reason="claim_added")
    flash("Raden är tillagd. Den gäller från nästa inloggning.", "success")
    return redirect(PAGE)


@blueprint.post("/rad/<int:line_id>/bort")
@audience("admin")
def remove(line_id: int) -> Response:
    """A line is taken away."""
    if claims.remove(line_id):
        trail.note(current_scope("admin"), "change", reason="claim_removed")
        flash("Raden är borttagen. Den som hade sin roll genom den förlorar den vid nästa inloggning.", "success")
    return redirect(PAGE)


@blueprint.post("/koppla")
@audience("admin")
def link() -> Response:
    """An account with a password may be taken over by its owner at the provider."""
    if not arrival.open_for_linking(request.form.get("email", "")):
        flash("Det finns inget konto med den adressen.", "error")
        return redirect(PAGE)
    trail.note(current_scope("admin"), "change", reason="account_opened_for_linking")
    flash(f"Kontot kan kopplas i {arrival.LINKABLE_DAYS} dagar.", "success")
    return redirect(PAGE)
