"""`/mitt/val`: what she chooses herself: how much texts and the card say, language, quiet, how she is told, questions.

Each choice holds at once, and can be undone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, current_app, redirect, request, session
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import PAIRED, audience
from backend.devices.devices import Held
from backend.herself import by, choices
from backend.herself.offer import NONE, Offer, chosen
from backend.herself.standing import Standing, standing
from backend.telling.wishes import Chosen
from clients.recipient import door
from clients.ui import choice_words
from clients.ui.catalogues import offered
from clients.ui.day import near
from notifications.going import hours

blueprint = Blueprint("choices", __name__, url_prefix="/mitt/val")
HERE = "/mitt/val"
UNDO = "choice"
"""What the session keeps of the last choice, so that it can be taken back."""


class Part(NamedTuple):
    """One choice of one person: what stands, since when, what there is to choose from, and what was just saved."""

    what: str
    value: str
    said: str
    mark: str
    values: dict[str, str]
    before: str | None


class Person(NamedTuple):
    """One person's choices."""

    name: str
    recipient_id: int
    number: str | None
    parts: dict[str, Part]
    wished: Chosen
    quiet: tuple[str, str]
    stopped: bool
    """Her number has answered STOPP: the operator lets nothing through until it says START."""


@blueprint.get("")
@audience(PAIRED)
def page() -> Response:
    """Her choices."""
    found = _open()
    if not found:
        return door.closed()
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    return _page(found)


@blueprint.post("/<int:recipient_id>/<what>")
@audience(PAIRED)
def choose(recipient_id: int, what: str) -> Response:
    """Make one choice, or the former one anew."""
    found = _open()
    one = next((one for one in found if one.recipient_id == recipient_id), None)
    who = by.herself(one) if one else None
    if one is None or who is None or what not in choices.KEPT:
        return door.closed()
    limit.attempt("choice_device", str(one.device_id))
    undone = "before" in request.form
    value = request.form["before"][:40] if undone else choice_words.of_form(what, request.form)
    try:
        before = choices.choose(who, what, value, _offer())
    except choices.NotPossible:
        return _page(found, 422, wrong=f"{what}-{recipient_id}")
    if before is not None:
        session[UNDO] = None if undone else {"recipient": recipient_id, "what": what, "before": before}
    keep = "" if what == "language" else near.lang().replace("?", "&")
    return redirect(f"{HERE}?sparat={what}{keep}#{what}-{recipient_id}", 303)


def _open() -> list[Held]:
    """Whom this device is fully paired with."""
    return [one for one in door.own() if not one.pending]


def _offer() -> Offer:
    return Offer(current_app.extensions["settings"].card_disclosure, tuple(offered()))


def _page(found: list[Held], status: int = 200, wrong: str = "") -> Response:
    language = door.spoken(found[0].language)
    people = [_person(one, language, len(found) > 1) for one in found]
    begins, ends = choice_words.spans(language)
    values: dict[str, Any] = {
        "people": people, "saved": request.args.get("sparat", ""), "wrong": wrong, "begins": begins, "ends": ends,
        "list_hours": choice_words.list_hours(language), "days": choice_words.known("day", language),
        "ways": choice_words.known("way", language),
    }  # fmt: skip
    return door.page("choices", language, status, **values)


def _person(one: Held, language: str, several: bool) -> Person:
    who = by.herself(one)
    assert who is not None
    now = standing(who, _offer())
    span = hours(now.values["quiet"])
    parts = {what: _part(now, what, language) for what in choices.KEPT}
    wished = chosen(now.values["notices"]) or Chosen()
    quiet = (f"{span[0]:%H:%M}", f"{span[1]:%H:%M}") if span else ("21:00", "08:00")
    last = now.marks.get("sms_detail")
    stopped = now.values["sms_detail"] == NONE and last is not None and (last.by, last.how) == (None, None)
    return Person(now.name if several else "", one.recipient_id, now.number, parts, wished, quiet, stopped)


def _part(now: Standing, what: str, language: str) -> Part:
    value = now.values[what]
    values = dict(choice_words.known(what, language)) if what != "quiet" else {NONE: ""}
    last = session.get(UNDO) or {}
    mine = last.get("recipient") == now.recipient_id and last.get("what") == what and last.get("before") != value
    return Part(
        what, value, choice_words.said(what, value, language), choice_words.marked(now.marks.get(what), language),
        values, str(last["before"]) if mine else None,
    )  # fmt: skip
