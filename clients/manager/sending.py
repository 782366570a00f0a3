"""`/chef/besked`: whether a unit's notices go out, for how much, what they came to, and what they look like."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import demonstration, trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.followup.seeing import Share
from backend.gaps.board import units_of
from backend.herself import seeing
from backend.telling import chosen, doubtful, facts, fuse, rehearsal, spending, units
from clients.manager import sending_words, words
from clients.manager.asked import own_scope, unit
from notifications import sample, sms_text
from notifications.events import Kind
from notifications.texts import catalogue, offered
from schema import clock
from schema.settings import Settings

blueprint = Blueprint("manager_sending", __name__, url_prefix="/chef/besked", template_folder="templates")
USUAL_NAME = "Leila"
HELD = {"release": fuse.release, "let_go": fuse.let_go}


@dataclass(frozen=True)
class Preview:
    """A kind of notice as it is sent. `odd`: the letters for which it needs more room."""

    kind: Kind
    language: str
    level: str
    name: int
    names: tuple[str, ...]
    text: str
    sms: sms_text.Sms
    odd: tuple[str, ...]


@blueprint.get("")
@audience("manager", "head")
def page() -> str:
    """One unit's notices."""
    scope = own_scope()
    known = units_of(scope)
    unit_id = unit(known) or next((unit_id for unit_id, _name in known), None)
    if unit_id is None:
        return render_template("manager/sending.html", units=known, unit_id=None, words=words, said=sending_words)
    numbers = doubtful.numbers(scope, unit_id)
    trail.note(scope, "read", unit_id=unit_id)
    for recipient_id in sorted({one.recipient_id for one in numbers}):
        trail.note(scope, "read", recipient_id=recipient_id)
    settings = _settings()
    return render_template(
        "manager/sending.html", units=known, unit_id=unit_id, chosen=chosen.standing(scope, unit_id),
        waiting=fuse.waiting(scope, unit_id), forecast=spending.forecast(scope, unit_id),
        report=rehearsal.report(scope, unit_id), numbers=numbers, preview=_preview(scope, unit_id, settings),
        kinds=sample.SAMPLES, languages=offered(), price=settings.sms_segment_price,
        leaves=settings.sms_mode != "console", words=words, said=sending_words, seeing=_seeing(scope, settings),
    )  # fmt: skip


@blueprint.post("/<int:unit_id>/lage")
@audience("manager", "head")
def mode(unit_id: int) -> Response:
    """Let the unit's notices go out, or only be written."""
    scope, wanted = _scope_of(unit_id), request.form.get("mode", "")
    return _done(scope, unit_id, wanted if chosen.set_mode(scope, unit_id, wanted) else "same")


@blueprint.post("/<int:unit_id>/budget")
@audience("manager", "head")
def budget(unit_id: int) -> Response:
    """Give the unit a budget, or none."""
    scope, typed = _scope_of(unit_id), "".join(request.form.get("segments", "").split())
    sound = typed.isascii() and typed.isdecimal() and len(typed) < 10 and int(typed) <= chosen.HIGHEST
    if typed and not sound:
        return _done(scope, unit_id, "not_a_number", "error")
    changed = chosen.set_budget(scope, unit_id, int(typed) if typed else None)
    return _done(scope, unit_id, "budget" if changed else "same")


@blueprint.post("/<int:unit_id>/angra")
@audience("manager", "head")
def undo(unit_id: int) -> Response:
    """Choose again what stood before."""
    scope = _scope_of(unit_id)
    return _done(scope, unit_id, "undone" if chosen.undo(scope, unit_id) else "nothing_to_undo")


@blueprint.post("/<int:unit_id>/hallna")
@audience("manager", "head")
def held(unit_id: int) -> Response:
    """Let what the fuse holds be told, or let it go."""
    scope, what = _scope_of(unit_id), request.form.get("what", "")
    act = HELD.get(what) or abort(404)
    return _done(scope, unit_id, what if act(scope, unit_id) else "nothing_held")


def _done(scope: Scope, unit_id: int, said: str, kind: str = "success") -> Response:
    trail.note(scope, "change", unit_id=unit_id)
    flash(sending_words.SAID[said], kind)
    return redirect(url_for("manager_sending.page", enhet=unit_id), 303)


def _scope_of(unit_id: int) -> Scope:
    """The reader's scope, where the unit is one of hers."""
    scope = own_scope()
    if unit_id not in {one for one, _name in units_of(scope)}:
        abort(404)
    return scope


def _settings() -> Settings:
    told: Settings = current_app.extensions["settings"]
    return told


def _seeing(scope: Scope, settings: Settings) -> list[tuple[str, Share]]:
    """How many of each of the reader's units see who comes, when and for what."""
    sends = settings.sms_mode != "console" or demonstration.is_one()
    return seeing.by_unit(scope, settings.card_disclosure, sends=sends)


def _preview(scope: Scope, unit_id: int, settings: Settings) -> Preview:
    """The notice that was asked to be seen, with names of the unit's own that need more room to choose from."""
    asked, known = request.args, units.standing()
    kind = next((one for one in sample.SAMPLES if one == asked.get("slag")), Kind.MORNING)
    language = asked.get("sprak") if asked.get("sprak") in offered() else "sv"
    level = asked["niva"] if asked.get("niva") in sending_words.LEVELS else "names"
    names = (USUAL_NAME, *facts.costly_names(scope, unit_id))
    name = asked.get("namn", 0, type=int)
    name = name if 0 <= name < len(names) else 0
    of = sample.Sample(
        settings.municipality, known.names[unit_id], known.phone(unit_id), sending_words.level(level),
        clock.local(clock.now()), names[name],
    )  # fmt: skip
    text = sample.text(kind, of, catalogue(language or "sv"))
    return Preview(kind, language or "sv", level, name, names, text, sms_text.measure(text), sms_text.outside(text))
