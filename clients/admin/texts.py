"""Sidornas texter: what the municipality fills in on the public pages, tried out before it is saved."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import current_scope
from backend.municipality import texts
from backend.municipality.fields import FIELDS, Field, fault, missing
from clients.admin.text_words import CHOICES, FAULTS, LABELS, language_said
from clients.ui import statement
from clients.ui.statement import PAGES
from schema import clock
from schema.languages import COMPLETE

blueprint = Blueprint("admin_texts", __name__, url_prefix="/admin/texter", template_folder="templates")
PAGE = "/admin/texter"
Given = dict[tuple[str, str], str]


class Entry(NamedTuple):
    """One field of the form."""

    key: str
    label: str
    help: str
    value: str
    wrong: str
    longest: int


@blueprint.before_request
def whole_municipality() -> None:
    """The pages are of the whole municipality: more than an administrator of some units may change."""
    scope = current_scope("admin")
    if scope.unit_ids is not None:
        trail.refused(scope, "texts_of_all")
        abort(403)


@blueprint.get("")
@audience("admin")
def page() -> str:
    """What is filled in, and what is missing."""
    now = texts.in_force()
    return _page(dict(now.filled), now.mark)


@blueprint.post("")
@audience("admin")
def save() -> Response | tuple[str, int]:
    """Save what differs."""
    given, mark = _given(), request.form.get("mark", 0, type=int)
    wrong = _faults(given)
    if wrong:
        return _page(given, mark, wrong), 422
    scope = current_scope("admin")
    if not texts.record(scope, given, mark):
        flash("Någon annan har ändrat texterna. Titta på det du skrev här, och spara igen.", "error")
        return _page(given, texts.in_force().mark), 409
    trail.note(scope, "change", reason="public_texts")
    flash("Sparat. Det syns på sidorna nu.", "success")
    return redirect(PAGE, 303)


@blueprint.post("/prov")
@audience("admin")
def tried() -> str:
    """A page as it would be. Nothing is saved."""
    name, _, language = request.form.get("see", "").partition(" ")
    if name not in PAGES or language not in COMPLETE:
        abort(400)
    given = {key: text for key, text in _given().items() if text and key not in _faults({key: text})}
    return statement.page(name, language, given, clock.now(), None, trial=True)


def _given() -> Given:
    return {
        (one.name, language): statement.letter_said(request.form.get(_key(one, language))).strip()
        for one in FIELDS for language in one.languages
    }  # fmt: skip


def _key(field: Field, language: str) -> str:
    return f"{field.name}.{language}" if language else field.name


def _faults(given: Given) -> dict[tuple[str, str], str]:
    kinds, today = {one.name: one for one in FIELDS}, clock.today()
    return {key: code for key, text in given.items() if (code := fault(kinds[key[0]], text, today))}


def _page(given: Given, mark: int, wrong: dict[tuple[str, str], str] | None = None) -> str:
    return render_template(
        "admin/texts.html",
        entries=[_entry(one, language, given, wrong or {}) for one in FIELDS for language in one.languages],
        missing=[_called(one, language) for one, language in missing(texts.in_force().filled)],
        choices=CHOICES,
        mark=mark,
        languages_said={code: language_said(code) for code in COMPLETE},
    )


def _entry(field: Field, language: str, given: Given, wrong: dict[tuple[str, str], str]) -> Entry:
    key = (field.name, language)
    return Entry(
        _key(field, language), _called(field, language), LABELS[field.name][1], given.get(key, ""),
        FAULTS[wrong[key]].format(most=field.longest) if key in wrong else "", field.longest,
    )  # fmt: skip


def _called(field: Field, language: str) -> str:
    label = LABELS[field.name][0]
    return f"{label} ({language_said(language)})" if language else label
