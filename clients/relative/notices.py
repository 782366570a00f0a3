"""`/anhorig/besked`: what a relative wishes to hear of whom she may see, and by which way; chosen by herself."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access import trail
from backend.access.audience import RELATIVE, audience
from backend.devices import browsers
from backend.devices.relatives import Sight, sights
from backend.telling import own_wishes
from clients.relative import answers
from clients.ui.catalogues import offered
from clients.ui.cookies import KIN, kept
from clients.ui.day import near, pushing
from notifications import letters

blueprint = Blueprint("relative_notices", __name__, url_prefix="/anhorig/besked")
HERE = "/anhorig/besked"


class Person(NamedTuple):
    """One whom she may see: her name, what is wished of her, and the ways there are, each with where it leads."""

    recipient_id: int
    name: str
    notices: str
    way: str
    ways: dict[str, str]


@blueprint.get("")
@audience(RELATIVE)
def page() -> AnyResponse:
    """What she wishes now."""
    found = sights(kept(KIN))
    if not found:
        return answers.closed()
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    return _page(found)


@blueprint.post("/<int:recipient_id>")
@audience(RELATIVE)
def choose(recipient_id: int) -> AnyResponse:
    """Record what she wishes to hear of one person."""
    found = sights(kept(KIN))
    one = next((one for one in found if one.recipient_id == recipient_id), None)
    if one is None:
        return answers.closed()
    form = request.form
    if not own_wishes.choose(one.scope, one.relative_id, form.get("notices", ""), form.get("way") or None, _ways()):
        return _page(found, 422)
    trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="notices_chosen")
    return redirect(f"{HERE}?sparat=1{near.lang().replace('?', '&')}", 303)


@blueprint.post("/sprak")
@audience(RELATIVE)
def speak() -> AnyResponse:
    """Choose the language of her pages, texts and letters."""
    found, language = sights(kept(KIN)), request.form.get("language", "")
    if not found:
        return answers.closed()
    if language not in offered():
        return _page(found, 422)
    for one in found:
        if own_wishes.speak(one.scope, one.relative_id, language):
            trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="own_choice:language")
    return redirect(f"{HERE}?sparat=1", 303)


@blueprint.post("/avisering")
@audience(RELATIVE)
def turn_on() -> AnyResponse:
    """Push to this browser from now on."""
    found, told = sights(kept(KIN)), pushing.told()
    if not found:
        return answers.closed()
    if told is None or not browsers.turn_on(kept(KIN), told):
        return _page(found, 422)
    _note(found, "push_on")
    return redirect(HERE + near.lang(), 303)


@blueprint.post("/avisering/av")
@audience(RELATIVE)
def turn_off() -> AnyResponse:
    """Push to it no more."""
    found = sights(kept(KIN))
    if not found:
        return answers.closed()
    if browsers.turn_off(kept(KIN)):
        _note(found, "push_off")
    return redirect(HERE + near.lang(), 303)


def _page(found: tuple[Sight, ...], status: int = 200) -> AnyResponse:
    shown = pushing.pushing(f"{HERE}/avisering", on=browsers.is_on(kept(KIN)), refused=status != 200)
    people = [Person(one.recipient_id, one.name, *own_wishes.now(one.scope, one.relative_id, _ways())) for one in found]
    saved = "sparat" in request.args
    return answers.page(
        "notices", answers.spoken(found[0].language), status, people=people, push=shown, saved=saved,
        own=found[0].language,
    )  # fmt: skip


def _ways() -> frozenset[str]:
    return frozenset(letters.ways(current_app.extensions["settings"]))


def _note(found: tuple[Sight, ...], reason: str) -> None:
    for one in found:
        trail.note(one.scope, "change", recipient_id=one.recipient_id, reason=reason)
