"""`/koppla`: the device that a worker at home lets be paired, by the code on her screen."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import ANYBODY, PAIRED, audience
from backend.devices import at_home, devices, told
from clients.recipient import door
from clients.ui.cookies import OWN, device_label, keep, kept

blueprint = Blueprint("offered", __name__, url_prefix="/koppla")
LONGEST = 40


@blueprint.get("")
@audience(ANYBODY)
def start() -> Response:
    """Where the code is typed on a device that reads no QR code."""
    return door.page("offer", door.spoken(), code="", fault=False)


@blueprint.get("/<code>")
@audience(PAIRED)
def scanned(code: str) -> Response:
    """The same with the code that was read. Nothing is paired until the button is pressed."""
    if not at_home.is_open(code[:LONGEST]):
        return _wrong()
    return door.page("offer", door.spoken(), code=code, fault=False)


@blueprint.post("")
@audience(PAIRED)
def accept() -> Response:
    """Pair this device. It shows what the card shows until the manager has seen it and the recipient was told."""
    limit.attempt("code_tried_address", request.remote_addr)
    done = at_home.accept(request.form.get("code", "")[:LONGEST], device_label(), kept(OWN))
    if done is None:
        return _wrong()
    limit.give_back("code_tried_address", request.remote_addr)
    recipient_id, token = done
    told.tell(current_app.extensions["settings"], recipient_id, devices.hash_of(token))
    mine = next(one for one in devices.held(token) if one.recipient_id == recipient_id)
    trail.note(mine.scope, "sign_in", recipient_id=recipient_id, reason="paired_by_worker")
    return keep(redirect("/mitt", 303), OWN, token)


def _wrong() -> Response:
    limit.attempt("token_wrong_address", request.remote_addr)
    trail.refused(reason="pairing_code_wrong")
    return door.page("offer", door.spoken(), 403, code="", fault=True)
