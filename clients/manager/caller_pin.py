"""On a person's page: the code by which she hears her day when she calls. Shown once, where it was made."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.devices import caller_pins
from clients.manager import words
from clients.manager.asked import own_scope
from clients.manager.person import blueprint as person_pages

blueprint = Blueprint("manager_caller_pin", __name__, url_prefix="/chef/person", template_folder="templates")
LONGEST_TYPED = 20
FAULTS = {
    "form": "Koden ska ha fyra till sex siffror.",
    "simple": "Den koden är för lätt att gissa. Välj en annan, eller låt oss välja.",
    "date": "Koden får inte vara ett datum eller ett årtal. Välj en annan, eller låt oss välja.",
    "own": "Koden får inte vara slutet på kundens eget telefonnummer. Välj en annan, eller låt oss välja.",
    "taken": "Någon annan på samma telefonnummer har redan den koden. Välj en annan, eller låt oss välja.",
}


@blueprint.post("/<int:recipient_id>/telefonkod")
@audience("manager", "head")
def give(recipient_id: int) -> Response | str:
    """A new code, hers or one of ours, in place of the one before; shown this once."""
    chosen = "".join(request.form.get("pin", "")[:LONGEST_TYPED].split())
    given = caller_pins.give(own_scope(), recipient_id, chosen or None)
    if given is None:
        abort(404)
    if isinstance(given, str):
        flash(FAULTS[given], "error")
        return _back(recipient_id)
    trail.note(own_scope(), "change", recipient_id=recipient_id, reason="caller_pin_set")
    number = current_app.extensions["settings"].twilio_from
    return render_template(
        "manager/caller_pin.html", given=given, recipient_id=recipient_id, number=number, words=words
    )


@blueprint.post("/<int:recipient_id>/telefonkod/avsluta")
@audience("manager", "head")
def end(recipient_id: int) -> Response:
    """The code opens nothing any more."""
    if not caller_pins.take_away(own_scope(), recipient_id):
        abort(404)
    trail.note(own_scope(), "change", recipient_id=recipient_id, reason="caller_pin_ended")
    flash("Koden gäller inte längre.", "success")
    return _back(recipient_id)


def _back(recipient_id: int) -> Response:
    return redirect(url_for("manager_person.person", recipient_id=recipient_id), 303)


@person_pages.context_processor
def _standing() -> dict[str, Any]:
    """For a person's page: since when she has a code."""
    return {"caller_pin_since": caller_pins.standing}
