"""The register of personal data incidents."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.gaps.board import units_of
from backend.privacy import incidents
from clients.privacy import asked, words
from schema import clock

blueprint = Blueprint("privacy_incidents", __name__, url_prefix="/dataskydd/incidenter", template_folder="templates")
READERS = (*asked.HEADS, "auditor")
ASKED = ("day", "time", "text", "step")
AGAIN = 422
"""The form shown again, with what was wrong in it."""


@blueprint.get("", strict_slashes=False)
@audience(*READERS)
def register() -> str:
    """The incidents of the reader's units, open ones first."""
    return _register(asked.scope(*READERS))


@blueprint.post("", strict_slashes=False)
@audience(*asked.HEADS)
def begin() -> Response | tuple[str, int]:
    """Open an incident; the 72 hours run from when it was found."""
    scope = asked.scope(*asked.HEADS)
    found_at = asked.moment("day", "time")
    try:
        if found_at is None:
            raise incidents.Misstep("not_yet")
        number = incidents.open_case(scope, found_at, asked.text("text"), asked.numbers("unit"))
    except incidents.Misstep as fault:
        return _register(scope, **_told(fault)), AGAIN
    _note(scope, "change", incidents.case(scope, number))
    return redirect(url_for("privacy_incidents.case", number=number), 303)


@blueprint.get("/<int:number>")
@audience(*READERS)
def case(number: int) -> str:
    """One incident with its steps and its clock."""
    scope = asked.scope(*READERS)
    return _case(scope, incidents.case(scope, number) or abort(404))


@blueprint.post("/<int:number>")
@audience(*asked.HEADS)
def step(number: int) -> Response | tuple[str, int]:
    """Append a step."""
    scope = asked.scope(*asked.HEADS)
    found = incidents.case(scope, number) or abort(404)
    at = asked.moment("day", "time")
    try:
        if at is None:
            raise incidents.Misstep("not_yet")
        incidents.add(scope, number, asked.text("step"), at, asked.text("text"))
    except incidents.Misstep as fault:
        return _case(scope, found, **_told(fault)), AGAIN
    _note(scope, "change", found)
    return redirect(url_for("privacy_incidents.case", number=number), 303)


def _register(scope: Scope, **wrong: str) -> str:
    """The page, with what was typed and what is wrong with it where it is shown again."""
    trail.note(scope, "read")
    return render_template(
        "privacy/incidents.html", cases=incidents.cases(scope), units=units_of(scope), whole=scope.unit_ids is None,
        now=clock.now(), words=words, role=scope.role, typed=_typed(), wrong=wrong,
    )  # fmt: skip


def _case(scope: Scope, found: incidents.Case, **wrong: str) -> str:
    """The page, with what was typed and what is wrong with it where it is shown again."""
    _note(scope, "read", found)
    return render_template(
        "privacy/incident.html", case=found, now=clock.now(), words=words, role=scope.role, typed=_typed(),
        steps=incidents.NEXT, wrong=wrong,
    )  # fmt: skip


def _typed() -> dict[str, Any]:
    local = clock.local(clock.now())
    now = {"day": str(local.date()), "time": local.strftime("%H:%M"), "today": local.date()}
    return {**now, "unit": asked.numbers("unit"), **{name: asked.text(name) for name in ASKED if asked.text(name)}}


def _told(fault: incidents.Misstep) -> dict[str, str]:
    """What to do, by the field that it is about."""
    code = str(fault)
    return {{"no_text": "text", "not_yet": "time", "no_unit": "unit"}.get(code, "step"): words.STEP_FAULTS[code]}


def _note(scope: Scope, action: str, found: incidents.Case | None) -> None:
    """On the trail, with the unit where it is one: of several, each alone must not learn that it is there."""
    trail.note(scope, action, unit_id=found.unit_id if found else None)
