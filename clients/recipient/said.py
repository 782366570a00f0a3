"""`/mitt/besok/<visit_id>`: of a visit of hers, whether somebody came and what went wrong, in two taps."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import PAIRED, audience
from backend.cards import paired
from backend.cards.facts import Hall
from backend.devices.devices import Held
from backend.hearing import confirming, heard
from backend.hearing.remarks import NotSaid, Saying, Speaker
from backend.intake import remarks
from clients.recipient import door
from clients.ui.day import near, said
from clients.ui.day.said import About
from schema import clock
from schema.wire.remarks import BY_CARD, BY_DEVICE, OF_VISITS

blueprint = Blueprint("said", __name__, url_prefix="/mitt/besok/<int:visit_id>")
ALL = "/mitt/sagt"


class Shown(NamedTuple):
    """A visit as this device shows it, whose it is, and the language to say so in."""

    one: Held
    several: bool
    hall: Hall
    about: About
    language: str


@blueprint.get("")
@audience(PAIRED)
def page(visit_id: int) -> Response:
    """The buttons; or thanks, where something was just said."""
    found = door.own()
    if not found:
        return door.closed()
    shown = _shown(found, visit_id)
    kind = said.thanks()
    return _thanks(shown, visit_id, kind) if kind else _buttons(shown, visit_id)


@blueprint.post("")
@audience(PAIRED)
def say(visit_id: int) -> Response:
    """Keep what a button says."""
    found = door.own()
    if not found:
        return door.closed()
    shown, kind = _shown(found, visit_id), request.form.get("kind", "")
    if kind not in (said.CAME, *OF_VISITS):
        abort(404)
    try:
        count(shown.one)
        keep(speaker(shown.one), visit_id, kind)
    except (NotSaid, limit.TooMany) as wrong:
        return _buttons(shown, visit_id, said.code_of(wrong))
    trail.note(shown.one.scope, "change", recipient_id=shown.one.recipient_id, reason=f"said:{kind}")
    return redirect(said.after(f"/mitt/besok/{visit_id}", kind), 303)


def keep(who: Speaker, visit_id: int, kind: str) -> None:
    """Keep what the form of a visit says. Raises NotSaid."""
    once, text = request.form.get("once", ""), request.form.get("text", "")
    if kind in (said.CAME, "not_come"):
        remarks.confirm(who, visit_id, came=kind == said.CAME, once=once, text=text)
    else:
        remarks.say(who, Saying(kind, once, visit_id, text))


def speaker(one: Held) -> Speaker:
    """Who speaks on this device. One that waits for its manager says no more than the card in the hall."""
    return Speaker(one.recipient_id, BY_CARD if one.pending else BY_DEVICE, device_id=one.device_id)


def count(one: Held) -> None:
    """Count that something is said on a device. Raises TooMany."""
    limit.attempt("said_card" if one.pending else "said_device", "device", one.device_id)


def _shown(found: tuple[Held, ...], visit_id: int) -> Shown:
    """The visit, where it is somebody's whom this device may show; of a pending one only what the card shows."""
    now = clock.now()
    for one in found:
        day = heard.visit_day(speaker(one), visit_id)
        language = door.spoken(one.language)
        if day is None:
            continue
        if one.pending:
            known = paired.card_day(one.recipient_id, current_app.extensions["settings"].card_disclosure, now)
        else:
            known = paired.own_day(one.recipient_id, day, now, language)
        visit = next((visit for visit in known.visits if visit.visit_id == visit_id), None) if known else None
        if known and visit:
            return Shown(one, len(found) > 1, known.hall, said.about(visit, language, now), language)
    abort(404)


def _thanks(shown: Shown, visit_id: int, kind: str) -> Response:
    answers = None if shown.one.pending else ALL + near.lang()
    return door.page("sent", shown.language, kind=kind, answers=answers, **_ways(shown, visit_id))


def _buttons(shown: Shown, visit_id: int, code: str = "") -> Response:
    one = shown.one
    trail.note(one.scope, "read", recipient_id=one.recipient_id)
    return door.page(
        "say", shown.language, said.status(code), visit=shown.about, form=said.form(code, shown.language),
        whose=one.name if shown.several else "", came=confirming.answered(speaker(one), visit_id),
        more=_more(shown, visit_id), **_ways(shown, visit_id),
    )  # fmt: skip


def _ways(shown: Shown, visit_id: int) -> dict[str, Any]:
    here = f"/mitt/besok/{visit_id}{near.lang()}"
    return {"phone": said.phone(shown.hall.phone), "back": "/mitt" + near.lang(), "here": here}


def _more(shown: Shown, visit_id: int) -> list[tuple[str, str]]:
    """Where it goes on from here: address and words."""
    if shown.one.pending:
        return []
    called = said.called(shown.language)
    ask = [(f"/mitt/besok/{visit_id}/andra", called["ask"])] if shown.about.to_come else []
    return [(address + near.lang(), words) for address, words in [*ask, (ALL, called["word"])]]
