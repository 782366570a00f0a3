"""`/mitt/avisering`: whether her own paired device says that there is news. Never what: the page says that."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import PAIRED, audience
from backend.devices import browsers
from backend.devices.devices import Held
from clients.recipient import door
from clients.ui.cookies import OWN, kept
from clients.ui.day import near, pushing

blueprint = Blueprint("news", __name__, url_prefix="/mitt/avisering")
HERE = "/mitt/avisering"


@blueprint.get("")
@audience(PAIRED)
def page() -> Response:
    """The button."""
    found = _open()
    return _page(found) if found and door.pushes() else door.closed()


@blueprint.post("")
@audience(PAIRED)
def turn_on() -> Response:
    """Push to this browser from now on."""
    found, told = _open(), pushing.told()
    if not found or not door.pushes():
        return door.closed()
    if told is None or not browsers.turn_on(kept(OWN), told):
        return _page(found, 422)
    _note(found, "push_on")
    return redirect(HERE + near.lang(), 303)


@blueprint.post("/av")
@audience(PAIRED)
def turn_off() -> Response:
    """Push to it no more."""
    found = _open()
    if not found:
        return door.closed()
    if browsers.turn_off(kept(OWN)):
        _note(found, "push_off")
    return redirect(HERE + near.lang(), 303)


def _open() -> list[Held]:
    """Whom this device is fully paired with."""
    return [one for one in door.own() if not one.pending]


def _page(found: list[Held], status: int = 200) -> Response:
    shown = pushing.pushing(HERE, on=browsers.is_on(kept(OWN)), refused=status != 200)
    return door.page("news", door.spoken(found[0].language), status, push=shown)


def _note(found: list[Held], reason: str) -> None:
    for one in found:
        trail.note(one.scope, "change", recipient_id=one.recipient_id, reason=reason)
