"""`/chef/enheter`: devices that workers paired wait here; a person's devices and relatives are ended from her page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.devices import listing, revoke, waiting, withdraw
from backend.gaps import person as people
from clients.manager import words
from clients.manager.asked import how, own_scope
from clients.manager.person import blueprint as person_pages
from schema import clock

blueprint = Blueprint("manager_devices", __name__, url_prefix="/chef", template_folder="templates")
BASES = {"self": "kunden själv", "guardian": "förvaltare eller god man", "future_power": "framtidsfullmakt"}
HOW = {"spoken": "muntligt", "written": "skriftligt", "telephone": "på telefon"}
WAYS = {
    "sms": "kod som sms", "call": "kod i telefon", "email": "kod med e-post", "worker": "av personal hemma",
    "oidc": "e-legitimation",
}  # fmt: skip
LEVELS = {"times": "tider", "names": "tider och vem", "services": "tider, vem och insatser", "": "inget nu"}
STEPS = {
    "godkann": (waiting.approve, "Enheten är sedd och godkänd."),
    "brev": (waiting.letter_sent, "Noterat: brevet är skickat."),
    "neka": (waiting.refuse, "Enheten är stängd."),
}


@blueprint.get("/enheter")
@audience("manager", "head")
def waits() -> str:
    """What waits for her."""
    scope = own_scope()
    lines = waiting.listing(scope)
    for line in lines:
        trail.note(scope, "read", recipient_id=line.recipient_id)
    return render_template("manager/devices.html", lines=lines, words=words, bases=BASES, how=HOW)


@blueprint.post("/enheter/<int:device_id>/<step>")
@audience("manager", "head")
def take(device_id: int, step: str) -> Response:
    """Approve (`godkann`), note a letter sent (`brev`) or refuse (`neka`)."""
    scope = own_scope()
    act, said = STEPS.get(step) or abort(404)
    recipient_id = act(scope, device_id)
    if recipient_id is None:
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id, reason=f"device_{step}")
    flash(said, "success")
    return redirect(url_for("manager_devices.waits"), 303)


@blueprint.post("/person/<int:recipient_id>/enhet/<int:device_id>")
@audience("manager", "head")
def end(recipient_id: int, device_id: int) -> Response:
    """End a device of hers, or of a relative's for her. Nobody is told."""
    scope = own_scope()
    if people.person(scope, recipient_id, clock.today()) is None or not listing.belongs_to(device_id, recipient_id):
        abort(404)
    if not revoke.one(device_id, "by_staff", scope.user_id):
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id, reason=":".join(filter(None, ("device_ended", how()))))
    flash("Enheten är stängd. Den visar inget mer.", "success")
    return redirect(url_for("manager_person.person", recipient_id=recipient_id), 303)


@blueprint.post("/anhorig/<int:relative_id>/ta-tillbaka")
@audience("manager", "head")
def withdrawn(relative_id: int) -> Response:
    """The recipient takes back what a relative may see."""
    scope = own_scope()
    recipient_id = withdraw.withdraw_relative(scope, relative_id, how())
    if recipient_id is None:
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id, reason="relative_withdrawn")
    flash("Samtycket är tillbakataget. Det står fast tills ett nyare samtycke kommer med planen.", "success")
    return redirect(url_for("manager_person.person", recipient_id=recipient_id), 303)


@person_pages.context_processor
def _lists() -> dict[str, Any]:
    """For a person's page: what is paired with her, and her relatives."""
    return {
        "paired_with": listing.paired_with,
        "relatives_of": listing.relatives_of,
        "pairing_ways": WAYS,
        "kin_levels": LEVELS,
    }


@blueprint.app_context_processor
def _waiting() -> dict[str, Any]:
    """For the desk: how many devices wait, asked only where a page says it."""
    return {"devices_waiting": lambda: len(waiting.listing(own_scope()))}
