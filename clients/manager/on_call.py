"""`/chef/jour`: who is told when somebody has not come, one after the other, by the clock."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.gaps.board import units_of
from backend.telling import on_call
from backend.telling.on_call import Typed
from clients.manager import notice_words, words
from clients.manager.asked import own_scope, unit, whole

blueprint = Blueprint("manager_on_call", __name__, url_prefix="/chef/jour", template_folder="templates")


@blueprint.get("")
@audience("manager", "head")
def page() -> str:
    """One unit's steps, and a form for one more."""
    units = units_of(own_scope())
    return _page(unit(units) or next((unit_id for unit_id, _name in units), None), {})


@blueprint.post("")
@audience("manager", "head")
def add() -> Response | tuple[str, int]:
    """One more step."""
    scope, unit_id = own_scope(), whole(request.form.get("unit")) or 0
    if unit_id not in {one for one, _name in units_of(scope)}:
        abort(404)
    try:
        on_call.add(scope, unit_id, _typed())
    except on_call.Wrong as fault:
        return _page(
            unit_id, {field: notice_words.STEP_FAULTS[field, code] for field, code in fault.faults.items()}
        ), 422
    return _done(unit_id, "Steget står nu i jouren.")


@blueprint.post("/<int:step_id>/avsluta")
@audience("manager", "head")
def end(step_id: int) -> Response:
    """Somebody is not told any more."""
    row = on_call.end(own_scope(), step_id)
    if row is None:
        abort(404)
    return _done(row.unit_id, "Steget är borttaget. Blev det fel? Lägg till det på nytt.")


def _done(unit_id: int, said: str) -> Response:
    trail.note(own_scope(), "change", unit_id=unit_id)
    flash(said, "success")
    return redirect(url_for("manager_on_call.page", enhet=unit_id), 303)


def _typed() -> Typed:
    form = request.form
    return Typed(
        whole(form.get("step")), form.get("name", "")[:200], form.get("phone", "")[:60], _time("from_time"),
        _time("to_time"), whole(form.get("minutes")),
    )  # fmt: skip


def _time(name: str) -> time | None:
    try:
        return time.fromisoformat(request.form.get(name, "")[:5])
    except ValueError:
        return None


def _page(unit_id: int | None, wrong: dict[str, str]) -> str:
    scope = own_scope()
    steps = on_call.steps(scope, unit_id) if unit_id is not None else []
    if unit_id is not None:
        trail.note(scope, "read", unit_id=unit_id)
    return render_template(
        "manager/on_call.html", units=units_of(scope), unit_id=unit_id, steps=steps, wrong=wrong, said=notice_words,
        bare=on_call.uncovered(steps) if steps else [], typed=request.form, most=on_call.MOST_STEPS, words=words,
    )  # fmt: skip
