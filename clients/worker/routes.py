"""`/personal`: the signed-in worker's own day. GET changes nothing; every registration is a press of a button."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope, current_scope
from backend.intake.events import receive
from backend.visits import registering, route
from backend.visits.registering import NotYet, Tap
from backend.visits.stops import Stop
from clients.worker.words import told, wall_time, words_of_pages
from schema import clock
from schema.wire.facts import FactIn, Origin

blueprint = Blueprint("worker", __name__, url_prefix="/personal", template_folder="templates")
blueprint.context_processor(words_of_pages)
AT_A_VISIT = ("check_in", "check_out", "absent", "declined")
LONGEST_NOTE = 1_000


@blueprint.get("")
@audience("worker")
def day() -> str:
    """Today's route in order, with one large button for what comes next."""
    scope = current_scope("worker")
    stops = route.today(scope)
    for recipient_id in dict.fromkeys(stop.recipient_id for stop in stops):
        trail.note(scope, "read", recipient_id=recipient_id)
    here = [stop for stop in stops if stop.action == "check_out"]
    to_come = [stop for stop in stops if stop.action == "check_in"]
    return render_template(
        "worker/day.html",
        today=clock.today(),
        next_stop=next(iter(here + to_come), None),
        stops=stops,
        regret=registering.regrettable(scope),
        linked=scope.worker_id is not None,
    )


@blueprint.get("/besok/<int:visit_id>")
@audience("worker")
def visit(visit_id: int) -> str:
    """One visit of her own, with everything that she may register about it."""
    scope = current_scope("worker")
    stop = _own(scope, visit_id)
    trail.note(scope, "read", recipient_id=stop.recipient_id)
    return render_template("worker/visit.html", stop=stop, fault=None)


@blueprint.post("/besok/<int:visit_id>")
@audience("worker")
def register(visit_id: int) -> Response:
    """A press of a button at a visit of her own."""
    scope = current_scope("worker")
    stop = _own(scope, visit_id)
    kind = kind_of(AT_A_VISIT)
    send(scope, [registering.tapped(scope, stop, Tap(event_id_of(), kind))], told(kind))
    return redirect(url_for("worker.day"))


@blueprint.post("/hos/<int:recipient_id>")
@audience("worker")
def leave(recipient_id: int) -> Response:
    """The check-out of an unplanned visit that she has open."""
    scope = current_scope("worker")
    stop = route.besides(scope, recipient_id)
    if stop is None:
        abort(404)
    send(scope, [registering.tapped(scope, stop, Tap(event_id_of(), "check_out"))], told("check_out"))
    return redirect(url_for("worker.day"))


@blueprint.post("/besok/<int:visit_id>/efterhand")
@audience("worker")
def afterwards(visit_id: int) -> Response | tuple[str, int]:
    """Times filled in by hand: registered as such, beside whatever was registered before."""
    scope = current_scope("worker")
    stop = _own(scope, visit_id)
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    try:
        came, went = (wall_time(request.form.get(name, "")) for name in ("came", "went"))
        facts = registering.afterwards(scope, stop, event_id_of(), came, went, note)
    except NotYet:
        return _again(scope, stop, "Tiden har inte varit än, eller så slutar besöket innan det börjar.")
    except ValueError:
        return _again(scope, stop, "Skriv tiden som timmar och minuter, till exempel 08:15.")
    if not facts:
        return _again(scope, stop, "Fyll i minst en tid.")
    send(scope, facts, "Registrerat i efterhand.")
    return redirect(url_for("worker.day"))


@blueprint.post("/angra/<int:fact_id>")
@audience("worker")
def regret(fact_id: int) -> Response:
    """Take her last registration back, while it is fresh. Both stand on record."""
    scope = current_scope("worker")
    fact = registering.taken_back(scope, fact_id, event_id_of())
    if fact is None:
        flash("Det går inte att ångra längre. Registrera i efterhand i stället.", "error")
    else:
        send(scope, [fact], "Ångrat.")
    return redirect(url_for("worker.day"))


def send(scope: Scope, facts: list[FactIn], done: str) -> None:
    """Store facts of the signed-in worker, note the change, and say that it is done."""
    receive(facts, Origin(user_id=scope.user_id))
    for recipient_id in sorted({fact.recipient_id for fact in facts}):
        trail.note(scope, "change", recipient_id=recipient_id)
    flash(done, "success")


def kind_of(allowed: tuple[str, ...]) -> str:
    """What the pressed button registers."""
    kind = request.form.get("kind", "")
    return kind if kind in allowed else abort(400)


def event_id_of() -> str:
    """The id that was made with the form: the same form sent twice is one fact."""
    return registering.sound_id(request.form.get("event_id", "")) or abort(400)


def _own(scope: Scope, visit_id: int) -> Stop:
    return route.one(scope, visit_id) or abort(404)


def _again(scope: Scope, stop: Stop, fault: str) -> tuple[str, int]:
    trail.note(scope, "read", recipient_id=stop.recipient_id)
    return render_template("worker/visit.html", stop=stop, fault=fault), 422
