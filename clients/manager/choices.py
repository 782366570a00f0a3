"""The part of a person's page where staff choose for her on her word: who, how and when stand beside each choice."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from backend.access.audience import audience
from backend.herself import by, choices
from backend.herself.offer import Offer
from backend.herself.standing import Mark, Standing, standing
from clients.manager.asked import how, own_scope
from clients.manager.person import blueprint as person_pages
from clients.ui import choice_words
from clients.ui.catalogues import offered
from clients.ui.speech import day_in_words
from notifications.going import hours
from schema import clock

blueprint = Blueprint("manager_choices", __name__, url_prefix="/chef")
HERE = ("language", "quiet", "survey")
"""What is chosen here; less in texts and on the card is a wish taken back, more a consent in the register."""
SHOWN = ("sms_detail", "card_detail", *HERE)
HOW = {"own": "på egen enhet", "spoken": "muntligt", "telephone": "på telefon", "written": "skriftligt",
       "sms": "med ett sms"}  # fmt: skip
UNDO = "choice_for"


class Part(NamedTuple):
    """One choice: what stands, who chose it, what there is to choose from, and what stood before the last press."""

    said: str
    mark: str
    values: dict[str, str]
    before: tuple[str, str] | None


@blueprint.post("/person/<int:recipient_id>/val/<what>")
@audience("manager", "head")
def choose(recipient_id: int, what: str) -> Response:
    """Make one choice on her word, or the former one anew."""
    who = by.on_her_word(own_scope(), recipient_id, how())
    if who is None or what not in HERE:
        abort(404)
    undone = "before" in request.form
    value = request.form["before"][:40] if undone else choice_words.of_form(what, request.form)
    try:
        before = choices.choose(who, what, value, _offer())
    except choices.NotPossible:
        flash("Ingenting sparades. Välj något av det som står där, och hur det sades.", "error")
    else:
        flash("Sparat. Det gäller genast.", "success")
        if before is not None:
            last = {"recipient": recipient_id, "what": what, "before": before, "how": who.how}
            session[UNDO] = None if undone else last
    return redirect(url_for("manager_person.person", recipient_id=recipient_id, _anchor="val"), 303)


@person_pages.context_processor
def _choices() -> dict[str, Any]:
    """For a person's page, asked only there."""
    return {"choices_of": _of, "said_by": said_by}


def said_by(name: str | None, said: str | None) -> str:
    """By whom and how something was recorded, after a moment: " av Maria Ström, på telefon"."""
    return (f" av {name}" if name else "") + (f", {HOW[said]}" if said in HOW else "")


def _offer() -> Offer:
    return Offer(current_app.extensions["settings"].card_disclosure, tuple(offered()))


def _of(recipient_id: int) -> tuple[Standing, dict[str, Any]]:
    who = by.on_her_word(own_scope(), recipient_id)
    if who is None:
        abort(404)
    now = standing(who, _offer())
    begins, ends = choice_words.spans("sv")
    span = hours(now.values["quiet"])
    chosen = (f"{span[0]:%H:%M}", f"{span[1]:%H:%M}") if span else ("21:00", "08:00")
    parts: dict[str, Any] = {what: _part(now, what) for what in SHOWN}
    return now, parts | {"begins": begins, "ends": ends, "span": chosen}


def _part(now: Standing, what: str) -> Part:
    values = dict(choice_words.known(what, "sv")) if what != "quiet" else {}
    last = session.get(UNDO) or {}
    mine = last.get("recipient") == now.recipient_id and last.get("what") == what
    mine = mine and last.get("before") != now.values[what]
    said, mark = choice_words.said(what, now.values[what], "sv"), now.marks.get(what)
    return Part(said, _marked(mark), values, (last["before"], last["how"]) if mine else None)


def _marked(mark: Mark | None) -> str:
    if mark is None:
        return ""
    day = day_in_words(clock.local_date(mark.at), "sv")
    return f"Antecknat {day}{said_by(mark.by or 'personen själv', mark.how or ('sms' if mark.by is None else None))}."
