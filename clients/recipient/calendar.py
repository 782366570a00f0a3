"""`/mitt/kalender`: her visits in a calendar of her own, off until she turns it on."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import PAIRED, audience
from backend.devices import feeds
from backend.devices.devices import Held
from clients.recipient import door
from clients.ui.cookies import OWN, kept
from clients.ui.day import calendars, near

blueprint = Blueprint("own_calendar", __name__, url_prefix="/mitt/kalender")
HERE = "/mitt/kalender"


@blueprint.get("")
@audience(PAIRED)
def page() -> Response:
    """What a calendar means, and whether it is on."""
    found = _open()
    return _page(found) if found else door.closed()


@blueprint.post("")
@audience(PAIRED)
def turn_on() -> Response:
    """Make an address, in place of any before; it is shown in this answer alone."""
    found, told, token = _open(), calendars.told(), kept(OWN)
    if not found or token is None:
        return door.closed()
    if told is None:
        return _page(found, 422)
    label = calendars.label(door.spoken(found[0].language))
    made = feeds.turn_on(token, told.once, told.detail, label)
    if made is None:
        return redirect(HERE + near.lang(), 303)
    _note(found, "feed_on")
    return _page(found, made=made)


@blueprint.post("/visa")
@audience(PAIRED)
def choose() -> Response:
    """Let it say more or less."""
    found, told = _open(), calendars.told()
    if not found:
        return door.closed()
    if told is None or not feeds.choose(kept(OWN), told.detail):
        return _page(found, 422)
    _note(found, "feed_detail")
    return redirect(f"{HERE}?sparat=1{near.lang().replace('?', '&')}", 303)


@blueprint.post("/av")
@audience(PAIRED)
def turn_off() -> Response:
    """End it at once."""
    found = _open()
    if not found:
        return door.closed()
    if feeds.turn_off(kept(OWN)):
        _note(found, "feed_off")
    return redirect(f"{HERE}?av=1{near.lang().replace('?', '&')}", 303)


def _open() -> list[Held]:
    """Whom this device is fully paired with."""
    return [one for one in door.own() if not one.pending]


def _page(found: list[Held], status: int = 200, made: str | None = None) -> Response:
    standing, language = feeds.standing(kept(OWN)), door.spoken(found[0].language)
    if standing is None:
        return door.closed()
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    shown = calendars.values(standing, "services", language, made)
    return door.page("calendar", language, status, home="/mitt", here=HERE, of_another=False, **shown)


def _note(found: list[Held], reason: str) -> None:
    for one in found:
        trail.note(one.scope, "change", recipient_id=one.recipient_id, reason=reason)
