"""`/chef/erbjudande`: until when recipients may ask for changes, whether the unit asks them, by what the fee goes."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend import offers
from backend.access import trail
from backend.access.audience import audience
from backend.gaps.board import units_of
from clients.manager import words
from clients.manager.asked import own_scope, unit, whole

blueprint = Blueprint("manager_offer", __name__, url_prefix="/chef/erbjudande", template_folder="templates")
FEES = {"executed": "den tid som besöken tog", "planned": "den tid som var planerad"}
HOURS = (0, 1, 2, 4, 6, 12, 18, 24, 36, 48, 72)
"""Hours to choose from; any whole number up to 72 can stand."""


@blueprint.get("")
@audience("manager", "head")
def page() -> str:
    """What one unit offers, and who chose it when."""
    scope = own_scope()
    known = units_of(scope)
    unit_id = unit(known) or next((unit_id for unit_id, _name in known), None)
    trail.note(scope, "read", unit_id=unit_id)
    offer = offers.of(unit_id) if unit_id is not None else offers.UNCHOSEN
    return render_template(
        "manager/offer.html", units=known, unit_id=unit_id, offer=offer, words=words, fees=FEES,
        earlier=offers.earlier(scope, unit_id) if unit_id is not None else [],
        hours=sorted({*HOURS, offer.ask_hours}),
    )  # fmt: skip


@blueprint.post("/<int:unit_id>")
@audience("manager", "head")
def choose(unit_id: int) -> Response:
    """Choose it."""
    scope = own_scope()
    if unit_id not in {one for one, _name in units_of(scope)}:
        abort(404)
    hours, survey = whole(request.form.get("hours")), request.form.get("survey")
    fee_by = request.form.get("fee_by", "")
    if hours is None or survey not in ("on", "off") or not offers.choose(scope, unit_id, hours, fee_by, survey == "on"):
        flash("Välj ett av alternativen i varje fråga. Timmarna kan vara 0 till 72.", "error")
    else:
        trail.note(scope, "change", unit_id=unit_id)
        flash("Sparat. Det gäller genast. Vill du ändra dig, välj igen.", "success")
    return redirect(url_for("manager_offer.page", enhet=unit_id), 303)
