"""`/k/<token>/enhet`: whoever holds the card asks for a code to the registered number, and pairs her device with it."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request, session
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import CARD, audience
from backend.cards.issue import home_of
from backend.devices import devices, pairing
from clients.recipient import door
from clients.ui.cookies import OWN, device_label, keep, kept
from clients.ui.day import near
from clients.ui.speech import opening_in_words
from notifications import letters

blueprint = Blueprint("pair", __name__, url_prefix="/k/<token>/enhet")
HELD = "pairing"
"""What the session keeps while a code is on its way."""


@blueprint.get("")
@audience(CARD)
def start(token: str) -> Response:
    """Which number the code goes to."""
    home_id = home_of(token)
    if home_id is None:
        return _no_card()
    return _choose(token, home_id)


@blueprint.post("")
@audience(CARD)
def ask(token: str) -> Response:
    """Send the code to the chosen number, or say when that number opens."""
    home_id = home_of(token)
    if home_id is None:
        return _no_card()
    asked = pairing.ask(home_id, request.form.get("number", ""), _ways())
    if isinstance(asked, pairing.Wait):
        return _wait(home_id, asked)
    if asked is None:
        return _choose(token, home_id, fault=True)
    session[HELD] = {"purpose": asked.purpose, "ticket": asked.ticket, "way": asked.way, "home": home_id}
    return redirect(f"/k/{token}/enhet/kod{near.lang()}", 303)


@blueprint.get("/kod")
@audience(CARD)
def code(token: str) -> Response:
    """Where the code is typed."""
    home_id = home_of(token)
    if home_id is None:
        return _no_card()
    return _type(token, home_id) if _asked(home_id) else redirect(f"/k/{token}/enhet{near.lang()}")


@blueprint.post("/kod")
@audience(CARD)
def finish(token: str) -> Response:
    """The code came back: the device is paired, or its number opens later."""
    home_id = home_of(token)
    if home_id is None:
        return _no_card()
    asked = _asked(home_id)
    if not asked:
        return redirect(f"/k/{token}/enhet{near.lang()}", 303)
    typed = request.form.get("code", "")
    done = pairing.finish(asked["purpose"], asked["ticket"], typed, device_label(), kept(OWN))
    if done is None:
        return _type(token, home_id, fault=True)
    session.pop(HELD, None)
    if isinstance(done, pairing.Wait):
        return _wait(home_id, done)
    mine = next(one for one in devices.held(done.token) if one.recipient_id == done.recipient_id)
    trail.note(mine.scope, "sign_in", recipient_id=done.recipient_id)
    return keep(redirect("/mitt", 303), OWN, done.token)


def _choose(token: str, home_id: int, *, fault: bool = False) -> Response:
    choices = pairing.choices(home_id, _ways())
    return door.page("pair", _spoken(home_id), 422 if fault else 200, token=token, choices=choices, fault=fault)


def _type(token: str, home_id: int, *, fault: bool = False) -> Response:
    way = session[HELD]["way"]
    return door.page("code", _spoken(home_id), 422 if fault else 200, token=token, way=way, fault=fault)


def _wait(home_id: int, wait: pairing.Wait) -> Response:
    language = _spoken(home_id)
    return door.page("wait", language, opens=opening_in_words(wait.until, language))


def _no_card() -> Response:
    limit.attempt("card_wrong_address", request.remote_addr)
    trail.refused(reason="card_wrong")
    return door.page("gone", door.spoken(), 404)


def _asked(home_id: int) -> dict[str, str] | None:
    kept_here = session.get(HELD)
    return kept_here if isinstance(kept_here, dict) and kept_here.get("home") == home_id else None


def _spoken(home_id: int) -> str:
    return door.spoken(pairing.language_of(home_id))


def _ways() -> frozenset[str]:
    return frozenset(way.value for way in letters.ways(current_app.extensions["settings"]))
