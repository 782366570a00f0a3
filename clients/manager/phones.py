"""`/chef/telefoner`: the unit's shared phones and its workers' PINs. Codes are shown once, where they were made."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.devices import desk
from backend.devices.phones import spoken
from backend.gaps.board import units_of
from clients.manager import words
from clients.manager.asked import own_scope, unit
from clients.ui import qr

blueprint = Blueprint("manager_phones", __name__, url_prefix="/chef/telefoner", template_folder="templates")
DONE = {
    "dra-tillbaka": (desk.withdraw_code, "Koden för {label} gäller inte längre."),
    "stang-av": (desk.cut, "{label} är avstängd. Den öppnar ingenting längre."),
    "las-upp": (desk.unlock, "{label} är upplåst."),
}
STATES = {
    "new": ("", "Inte ansluten"),
    "waiting": ("warn", "Väntar på att anslutas"),
    "enrolled": ("good", "Ansluten"),
    "locked": ("bad", "Låst efter tio fel"),
    "cut": ("", "Avstängd"),
}
PINS = {
    "none": ("", "Ingen PIN-kod"),
    "waiting": ("warn", "Har fått startkod"),
    "chosen": ("good", "Har PIN-kod"),
    "locked": ("bad", "Låst efter fem fel"),
}


@blueprint.get("")
@audience("manager", "head")
def phones() -> str:
    """One unit's phones, its workers' PINs, and a form for a new phone."""
    units = units_of(own_scope())
    return _page(unit(units) or next((unit_id for unit_id, _name in units), None))


@blueprint.post("")
@audience("manager", "head")
def add() -> Response | str | tuple[str, int]:
    """Add a phone and show its code."""
    scope, unit_id = own_scope(), request.form.get("unit", type=int)
    if unit_id not in {one for one, _name in units_of(scope)}:
        abort(404)
    try:
        enrolment = desk.add(scope, unit_id, request.form.get("label", ""))
    except desk.Taken:
        return _page(unit_id, "Enheten har redan en telefon med det namnet."), 422
    if enrolment is None:
        return _page(unit_id, "Skriv vad som står på telefonens baksida, till exempel Telefon 7."), 422
    return _code_page(enrolment)


@blueprint.post("/<int:phone_id>/kod")
@audience("manager", "head")
def code(phone_id: int) -> str:
    """A new code, also for a phone that must be enrolled again."""
    return _code_page(desk.new_code(own_scope(), phone_id) or abort(404))


@blueprint.post("/<int:phone_id>/<action>")
@audience("manager", "head")
def act(phone_id: int, action: str) -> Response:
    """Withdraw a code (`dra-tillbaka`), cut a phone off (`stang-av`) or unlock it (`las-upp`)."""
    scope = own_scope()
    do, said = DONE.get(action) or abort(404)
    phone = do(scope, phone_id) or abort(404)
    trail.note(scope, "change", unit_id=phone.unit_id)
    flash(said.format(label=phone.label), "success")
    return redirect(url_for("manager_phones.phones", enhet=phone.unit_id), 303)


@blueprint.post("/startkod/<int:user_id>")
@audience("manager", "head")
def start_code(user_id: int) -> str:
    """A worker's start code, shown once; her old PIN stops working."""
    scope = own_scope()
    made = desk.start_code(scope, user_id) or abort(404)
    trail.note(scope, "change", worker_id=made.worker_id)
    shown = f"{made.code[:4]} {made.code[4:]}"
    return render_template("manager/start_code.html", made=made, code=shown, words=words)


def _page(unit_id: int | None, fault: str | None = None) -> str:
    scope = own_scope()
    here = replace(scope, unit_ids=frozenset(() if unit_id is None else (unit_id,)))
    lines = desk.listing(here)
    if unit_id is not None:
        trail.note(scope, "read", unit_id=unit_id)
    return render_template(
        "manager/phones.html", units=units_of(scope), unit_id=unit_id, pins=desk.pins(here), fault=fault,
        lines=[line for line in lines if line.state != "cut"], cut=[line for line in lines if line.state == "cut"],
        states=STATES, pin_states=PINS, words=words, typed=request.form.get("label", ""),
    )  # fmt: skip


def _code_page(enrolment: desk.Enrolment) -> str:
    trail.note(own_scope(), "change", unit_id=enrolment.phone.unit_id)
    public_url = current_app.extensions["settings"].public_url
    address = f"{public_url}/telefon/{spoken(enrolment.code)}"
    return render_template(
        "manager/phone_code.html", enrolment=enrolment, address=address, shown=address.partition("://")[2],
        drawing=qr.drawing(address), words=words,
    )  # fmt: skip
