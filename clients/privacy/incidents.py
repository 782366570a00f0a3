"""The register of personal data incidents."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
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
    scope = _whole(*READERS)
    trail.note(scope, "read")
    return render_template(
        "privacy/incidents.html", cases=incidents.cases(), now=clock.now(), words=words, role=scope.role,
        local=clock.local(clock.now()),
    )  # fmt: skip


@blueprint.post("", strict_slashes=False)
@audience(*asked.HEADS)
def begin() -> Response:
    """Open an incident; the 72 hours run from when it was found."""
    scope = _whole(*asked.HEADS)
    found_at = asked.moment("day", "time")
    try:
        if found_at is None:
            raise incidents.Misstep("not_yet")
        number = incidents.open_case(scope, found_at, asked.text("text"))
    except incidents.Misstep as fault:
        flash(words.STEP_FAULTS[str(fault)], "error")
        return redirect(url_for("privacy_incidents.register"), 303)
    trail.note(scope, "change")
    return redirect(url_for("privacy_incidents.case", number=number), 303)


@blueprint.get("/<int:number>")
@audience(*READERS)
def case(number: int) -> str:
    """One incident with its steps and its clock."""
    scope = _whole(*READERS)
    found = incidents.case(number)
    if found is None:
        abort(404)
    trail.note(scope, "read")
    now = clock.now()
    return render_template(
        "privacy/incident.html", case=found, now=now, words=words, role=scope.role,
        local=clock.local(now), steps=incidents.NEXT,
    )  # fmt: skip


@blueprint.post("/<int:number>")
@audience(*asked.HEADS)
def step(number: int) -> Response:
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
        flash(words.STEP_FAULTS[str(fault)], "error")
    return redirect(url_for("privacy_incidents.case", number=number), 303)
