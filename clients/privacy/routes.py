"""The start of privacy: find somebody, what is held, what retention has let go, and one person's page."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.privacy import holds, ledger, rules, suspicion
from backend.privacy.extract import About
from backend.privacy.parts import RECIPIENT, WORKER
from clients.privacy import asked, words

blueprint = Blueprint("privacy", __name__, url_prefix="/dataskydd", template_folder="templates")


@blueprint.get("", strict_slashes=False)
@audience(*asked.DESK, "auditor", "admin")
def start() -> str:
    """What can be done here, and what stands; to the administrator without people."""
    return _start(asked.scope(*asked.DESK, "auditor", "admin"))


def _start(scope: Scope, wrong: str = "", kind: str = "") -> str:
    held = holds.listing(scope) if scope.role != "admin" else ()
    for line in held:
        trail.note(scope, "read", recipient_id=line.recipient_id, worker_id=line.worker_id)
    return render_template(
        "privacy/start.html", held=held, runs=ledger.runs(), rules=rules.RULES, role=scope.role, words=words,
        wrong=wrong, kind=kind,
    )  # fmt: skip


@blueprint.post("/sok")
@audience(*asked.DESK)
def find() -> Response | tuple[str, int]:
    """To the page of the person with this id in the plan, or this whole name."""
    scope = asked.scope(*asked.DESK)
    kind = asked.text("kind")
    found = suspicion.named(scope, kind, asked.text("who"))
    if len(found) == 1:
        return redirect(url_for("privacy.person", kind=kind, row_id=found[0].id), 303)
    return _start(scope, words.whom(len(found)), kind), 422


@blueprint.get("/<kind>/<int:row_id>")
@audience(*asked.DESK)
def person(kind: str, row_id: int) -> str:
    """One person: extract, holds, and for a recipient the way to consents."""
    scope = asked.scope(*asked.DESK)
    if kind not in words.KINDS:
        abort(404)
    return shown(scope, asked.person(scope, kind, row_id))


def shown(scope: Scope, found: About, **wrong: str) -> str:
    """A person's page; `wrong`: what to do about the reason of its `extract` or its `hold`."""
    kind = found.kind
    mine = {RECIPIENT: found.recipient_id, WORKER: found.id}.get(kind)
    held = [
        line for line in holds.listing(scope)
        if mine is not None and mine == (line.recipient_id if kind == RECIPIENT else line.worker_id)
    ]  # fmt: skip
    trail.note(
        scope, "read", recipient_id=found.recipient_id, worker_id=found.id if kind == WORKER else None,
        unit_id=found.unit_id,
    )  # fmt: skip
    return render_template("privacy/person.html", person=found, held=held, role=scope.role, words=words, wrong=wrong)
