"""`/chef/hur-var-besoket`: how visits were, by unit and month, never below five; and what came in on paper."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend import offers
from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.gaps.board import units_of
from backend.survey import results
from backend.survey.answering import FACES
from clients.manager.asked import own_scope, unit
from clients.ui.speech import large
from schema import clock

blueprint = Blueprint("manager_survey", __name__, url_prefix="/chef/hur-var-besoket", template_folder="templates")
NAMES = dict(zip(FACES, ("Bra", "Varken bra eller dåligt", "Dåligt"), strict=True))
PICTURES = dict(zip(FACES, ("face_good", "face_neither", "face_bad"), strict=True))
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december")  # fmt: skip
LONGEST_NUMBER = 3


@blueprint.get("")
@audience("manager", "head")
def page() -> str:
    """The months that are over, and papers to register."""
    scope = own_scope()
    known = units_of(scope)
    unit_id = unit(known) or next((unit_id for unit_id, _name in known), None)
    trail.note(scope, "read", unit_id=unit_id)
    months: dict[date, list[results.Month]] = {}
    for one in results.months(scope):
        months.setdefault(one.month_on, []).append(one)
    return render_template(
        "manager/survey.html", units=known, unit_id=unit_id, months=months, named=named, faces=NAMES,
        fewest=results.FEWEST, papers=results.on_paper(scope, unit_id) if unit_id is not None else {},
        to_register=results.to_register(), asks=unit_id is not None and offers.of(unit_id).survey,
        this_month=clock.today().replace(day=1),
    )  # fmt: skip


@blueprint.get("/<int:unit_id>/papper")
@audience("manager", "head")
def paper(unit_id: int) -> str:
    """The question on paper, to be printed and left in a home."""
    scope = _scope_of(unit_id)
    name = dict(units_of(scope))[unit_id]
    return render_template("manager/survey_sheet.html", unit=name, unit_id=unit_id, faces=NAMES, pictures=PICTURES)


@blueprint.post("/<int:unit_id>/papper")
@audience("manager", "head")
def register(unit_id: int) -> Response:
    """How many of each came in on paper."""
    scope, form = _scope_of(unit_id), request.form
    sign = -1 if form.get("what") == "remove" else 1
    numbers = {face: _number(form.get(f"face{face}", "")) for face in FACES}
    known = {face: sign * number for face, number in numbers.items() if number is not None}
    if len(known) < len(FACES) or not results.register(scope, unit_id, _month(form.get("month", "")), known):
        flash("Skriv hur många av varje, med siffror, och välj månad. Minst ett svar behövs.", "error")
    else:
        trail.note(scope, "change", unit_id=unit_id, reason="survey_on_paper")
        flash("Antecknat. Blev det fel? Ta bort lika många.", "success")
    return redirect(url_for("manager_survey.page", enhet=unit_id), 303)


def named(month: date) -> str:
    """A month as it is said: Oktober 2026."""
    return large(f"{MONTHS[month.month - 1]} {month.year}")


def _number(text: str) -> int | None:
    plain = text.strip() or "0"
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= LONGEST_NUMBER else None


def _month(text: str) -> date:
    return next((one for one in results.to_register() if one.isoformat() == text), date.min)


def _scope_of(unit_id: int) -> Scope:
    """The reader's scope, where the unit is one of hers."""
    scope = own_scope()
    if unit_id not in {one for one, _name in units_of(scope)}:
        abort(404)
    return scope
