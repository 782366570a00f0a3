"""`/chef/larm`: a visit that nobody has come to is taken by somebody, given back, or told to the relatives."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.telling import raised
from clients.manager import notice_words
from clients.manager.asked import own_scope

blueprint = Blueprint("manager_alerts", __name__, url_prefix="/chef/larm")
STEPS = {
    "ta": (raised.take, "Du har tagit det. Ingen mer i jouren får sms."),
    "lamna": (raised.give_back, "Det är lämnat tillbaka. Nästa i jouren får sms."),
    "anhoriga": (raised.tell_relatives, "De anhöriga som har valt det får besked nu."),
}


@blueprint.post("/<int:alert_id>/<action>")
@audience("manager", "head")
def act(alert_id: int, action: str) -> Response:
    """Take it (`ta`), give it back (`lamna`), or let her relatives hear of it (`anhoriga`)."""
    scope = own_scope()
    do, said = STEPS.get(action) or abort(404)
    try:
        recipient_id = do(scope, alert_id)
    except raised.AlreadyTaken:
        flash("En kollega hann före. Läs vem som har tagit det.", "error")
        return redirect(url_for("manager.today"), 303)
    if recipient_id is None:
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id)
    flash(said, "success")
    return redirect(url_for("manager.today"), 303)


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"told_words": notice_words}
