"""`/anhorig/kalender`: the visits of those whom a relative may see in a calendar of hers, off until she turns it on."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import RELATIVE, audience
from backend.devices import feeds
from backend.devices.relatives import Sight, sights
from clients.relative import answers
from clients.ui.cookies import KIN, kept
from clients.ui.day import calendars, near

blueprint = Blueprint("relative_calendar", __name__, url_prefix="/anhorig/kalender")
HERE = "/anhorig/kalender"


@blueprint.get("")
@audience(RELATIVE)
def page() -> Response:
    """What a calendar means, and whether it is on."""
    found = sights(kept(KIN))
    return _page(found) if found else answers.closed()


@blueprint.post("")
@audience(RELATIVE)
def turn_on() -> Response:
    """Make an address, in place of any before; it is shown in this answer alone."""
    found, told, token = sights(kept(KIN)), calendars.told(), kept(KIN)
    if not found or token is None:
        return answers.closed()
    if told is None:
        return _page(found, 422)
    label = calendars.label(answers.spoken(found[0].language))
    made = feeds.turn_on(token, told.once, told.detail, label)
    if made is None:
        return redirect(HERE + near.lang(), 303)
    _note(found, "feed_on")
    return _page(found, made=made)


@blueprint.post("/visa")
@audience(RELATIVE)
def choose() -> Response:
    """Let it say more or less."""
    found, told = sights(kept(KIN)), calendars.told()
    if not found:
        return answers.closed()
    if told is None or not feeds.choose(kept(KIN), told.detail):
        return _page(found, 422)
    _note(found, "feed_detail")
    return redirect(f"{HERE}?sparat=1{near.lang().replace('?', '&')}", 303)


@blueprint.post("/av")
@audience(RELATIVE)
def turn_off() -> Response:
    """End it at once."""
    found = sights(kept(KIN))
    if not found:
        return answers.closed()
    if feeds.turn_off(kept(KIN)):
        _note(found, "feed_off")
    return redirect(f"{HERE}?av=1{near.lang().replace('?', '&')}", 303)


def _page(found: tuple[Sight, ...], status: int = 200, made: str | None = None) -> Response:
    standing, language = feeds.standing(kept(KIN)), answers.spoken(found[0].language)
    if standing is None:
        return answers.closed()
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    highest = max((one.may_see for one in found), key=feeds.DETAILS.index)
    shown = calendars.values(standing, highest, language, made)
    return answers.page("calendar", language, status, home="/anhorig", here=HERE, of_another=True, **shown)


def _note(found: tuple[Sight, ...], reason: str) -> None:
    for one in found:
        trail.note(one.scope, "change", recipient_id=one.recipient_id, reason=reason)
