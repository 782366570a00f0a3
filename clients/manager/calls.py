"""`/chef/ring`: those whose list did not arrive, to be called by hand before the first visit; a paper to tick."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.telling import unreached
from backend.telling.unreached import Unreached
from clients.manager import asked, notice_words, words
from schema import clock

blueprint = Blueprint("manager_calls", __name__, url_prefix="/chef/ring", template_folder="templates")
STEPS = {
    "klart": (unreached.done, "{who} är avbockad."),
    "angra": (unreached.undone, "{who} står kvar att ringa."),
}


@blueprint.get("")
@audience("manager", "head")
def page() -> str:
    """The list of today, or of `?dag=`."""
    scope, day = asked.own_scope(), asked.day()
    lines = unreached.unreached(scope, day)
    trail.note_each(scope, "read", (person.id for line in lines for person in line.people))
    return render_template(
        "manager/calls.html", by_unit=_by_unit(lines), day=day, today=clock.today(), now=clock.now(), lines=lines,
        left=sum(line.done_at is None for line in lines), words=words, said=notice_words,
    )  # fmt: skip


@blueprint.post("/<int:message_id>/<action>")
@audience("manager", "head")
def tick(message_id: int, action: str) -> Response:
    """Tick somebody off as called (`klart`), or take the tick back (`angra`)."""
    scope, day = asked.own_scope(), asked.day()
    act, said = STEPS.get(action) or abort(404)
    people = act(scope, message_id, day)
    if not people:
        abort(404)
    for person in people:
        trail.note(scope, "change", recipient_id=person.id)
    flash(said.format(who=notice_words.together(people)), "success")
    return redirect(url_for("manager_calls.page", dag=None if day == clock.today() else day), 303)


@blueprint.app_context_processor
def _waiting() -> dict[str, Any]:
    """For the desk: how many are to be called today."""
    return {"calls_waiting": lambda: unreached.waiting(asked.own_scope(), clock.today())}


def _by_unit(lines: Sequence[Unreached]) -> list[tuple[str, list[Unreached]]]:
    """The lists of the units, by name; each by the first visit's time."""
    ordered = sorted(lines, key=lambda line: (line.unit, line.unit_id))
    return [(key[0], list(some)) for key, some in groupby(ordered, key=lambda line: (line.unit, line.unit_id))]
