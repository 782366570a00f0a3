"""`/personal/kort/<token>`: a signed-in worker has read a home's card. Whose visit it is does not bar her."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import audience
from backend.access.scope import Scope, current_scope
from backend.cards.issue import home_of
from backend.visits import registering, route
from backend.visits.registering import Tap
from clients.worker.routes import event_id_of, kind_of, send
from clients.worker.words import BUTTONS, told, words_of_pages

blueprint = Blueprint("worker_card", __name__, url_prefix="/personal/kort", template_folder="templates")
blueprint.context_processor(words_of_pages)


@blueprint.get("/<token>")
@audience("worker")
def home(token: str) -> str | tuple[str, int]:
    """The home's visits near now, the likeliest first with its button. Nothing is registered by reading a card."""
    scope = current_scope("worker")
    home_id = _home(scope, token)
    if home_id is None:
        return render_template("worker/no_card.html"), 404
    stops, people = route.in_home(scope, home_id), route.people(scope, home_id)
    for person in people:  # she may be lent, so it opens; a log check finds who was not
        reason = None if scope.covers(person.unit_id) else "card_of_another_unit"
        trail.note(scope, "read", recipient_id=person.recipient_id, reason=reason)
    likeliest = stops[0] if stops and stops[0].action else None
    return render_template("worker/card.html", token=token, stops=stops, likeliest=likeliest, people=people)


@blueprint.post("/<token>")
@audience("worker")
def register(token: str) -> Response | tuple[str, int]:
    """A press of a button in a home whose card was read."""
    scope = current_scope("worker")
    home_id = _home(scope, token)
    if home_id is None:
        return render_template("worker/no_card.html"), 404
    tap = Tap(event_id_of(), kind_of(tuple(BUTTONS)), card_home_id=home_id)
    visit_id, recipient_id = (request.form.get(name, type=int) for name in ("visit_id", "recipient_id"))
    stop = next((one for one in route.in_home(scope, home_id) if one.visit_id == visit_id), None)
    if stop is not None:
        fact = registering.tapped(scope, stop, tap)
    elif visit_id is None and recipient_id in {person.recipient_id for person in route.people(scope, home_id)}:
        fact = registering.walked_in(scope, recipient_id, tap)
    else:
        abort(404)
    send(scope, [fact], told(tap.kind))
    return redirect(url_for("worker.day"))


def _home(scope: Scope, token: str) -> int | None:
    """The home whose card was read; None, after a count and a row in the trail, for what opens nothing."""
    home_id = home_of(token) if scope.worker_id is not None else None
    if home_id is None:
        limit.attempt("card_wrong_address", request.remote_addr)
        trail.refused(scope, "card_wrong")
    return home_id
