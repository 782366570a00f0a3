"""The register of personal data incidents."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.privacy import incidents
from clients.privacy import asked, words
from schema import clock

blueprint = Blueprint("privacy_incidents", __name__, url_prefix="/dataskydd/incidenter", template_folder="templates")
READERS = (*asked.HEADS, "auditor")


def _whole(*roles: str) -> Scope:
    """Who asks, for the whole municipality: an incident belongs to no unit, and tells of people of any."""
    scope = asked.scope(*roles)
    return scope if scope.unit_ids is None else abort(403)


@blueprint.get("", strict_slashes=False)
@audience(*READERS)
def register() -> str:
    """All incidents, open ones first."""
    return _register(_whole(*READERS))


def _register(scope: Scope, **wrong: str) -> str:
    trail.note(scope, "read")
    now = clock.now()
    return render_template(
        "privacy/incidents.html", cases=incidents.cases(), now=now, words=words, role=scope.role,
        local=clock.local(now), given=_given(), wrong=wrong,
    )  # fmt: skip


@blueprint.post("", strict_slashes=False)
@audience(*asked.HEADS)
def begin() -> Response | tuple[str, int]:
    """Open an incident; the 72 hours run from when it was found."""
    scope = _whole(*asked.HEADS)
    found_at = asked.moment("day", "time")
    try:
        if found_at is None:
            raise incidents.Misstep("not_yet")
        number = incidents.open_case(scope, found_at, asked.text("text"))
    except incidents.Misstep as fault:
        return _register(scope, **_told(fault)), 422
    trail.note(scope, "change")
    return redirect(url_for("privacy_incidents.case", number=number), 303)


@blueprint.get("/<int:number>")
@audience(*READERS)
def case(number: int) -> str:
    """One incident with its steps and its clock."""
    return _case(_whole(*READERS), number)


def _case(scope: Scope, number: int, **wrong: str) -> str:
    found = incidents.case(number)
    if found is None:
        abort(404)
    trail.note(scope, "read")
    now = clock.now()
    return render_template(
        "privacy/incident.html", case=found, now=now, words=words, role=scope.role,
        local=clock.local(now), steps=incidents.NEXT, given=_given(), wrong=wrong,
    )  # fmt: skip


@blueprint.post("/<int:number>")
@audience(*asked.HEADS)
def step(number: int) -> Response | tuple[str, int]:
    """Append a step."""
    scope = _whole(*asked.HEADS)
    at = asked.moment("day", "time")
    try:
        if at is None:
            raise incidents.Misstep("not_yet")
        if not incidents.add(scope, number, asked.text("step"), at, asked.text("text")):
            abort(404)
        trail.note(scope, "change")
    except incidents.Misstep as fault:
        return _case(scope, number, **_told(fault)), 422
    return redirect(url_for("privacy_incidents.case", number=number), 303)


def _given() -> dict[str, str]:
    """What was typed, to be put right."""
    return {name: asked.text(name) for name in ("step", "day", "time", "text")}


def _told(fault: incidents.Misstep) -> dict[str, str]:
    """What to do, by the field that it is about."""
    code = str(fault)
    return {{"no_text": "text", "not_yet": "time"}.get(code, "step"): words.STEP_FAULTS[code]}
