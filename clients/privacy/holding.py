"""Legal holds and selections for research: placed and lifted with a reason."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from backend.access.audience import audience
from backend.privacy import holds
from backend.privacy.disclosing import NoReason
from backend.privacy.parts import RECIPIENT, WORKER
from clients.privacy import asked, words
from clients.privacy.routes import shown

blueprint = Blueprint("privacy_holds", __name__, url_prefix="/dataskydd")


@blueprint.post("/<kind>/<int:row_id>/bevara")
@audience("head")
def place(kind: str, row_id: int) -> Response | tuple[str, int]:
    """Keep everything about a recipient or a worker from now on."""
    scope = asked.scope("head")
    if kind not in (RECIPIENT, WORKER):
        abort(404)
    person = asked.person(scope, kind, row_id)
    try:
        holds.place(scope, person, asked.text("hold"), asked.text("reason"), asked.day("from"), asked.day("until"))
        flash("Allt om personen sparas nu, tills någon häver det.", "success")
    except NoReason:
        return shown(scope, person, hold=words.NO_REASON), 422
    except KeyError:
        flash("Välj varför uppgifterna ska sparas.", "error")
    return redirect(url_for("privacy.person", kind=kind, row_id=row_id), 303)


@blueprint.post("/bevarat/<int:hold_id>/hav")
@audience("head")
def lift(hold_id: int) -> Response:
    """End a hold: the rules of retention apply again."""
    scope = asked.scope("head")
    try:
        if not holds.lift(scope, hold_id, asked.text("reason")):
            abort(404)
        flash("Hävt. Uppgifterna gallras när tiden har gått ut.", "success")
    except NoReason:
        flash(words.NO_REASON, "error")
    return redirect(url_for("privacy.start"), 303)
