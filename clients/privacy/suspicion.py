"""Who was with whom: asked by a head, with a reason, for a suspicion."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access.audience import audience
from backend.privacy import suspicion
from backend.privacy.disclosing import NoReason, Span
from clients.privacy import asked, words
from clients.privacy.extracts import answer
from schema import clock

blueprint = Blueprint(
    "privacy_suspicion", __name__, url_prefix="/dataskydd/vem-var-hos-vem", template_folder="templates"
)


@blueprint.get("", strict_slashes=False)
@audience("head")
def form() -> str:
    """Whom, which days, and why."""
    return render_template(
        "privacy/suspicion.html", words=words, today=clock.today(), kind=request.args.get("kind", "")
    )


@blueprint.post("", strict_slashes=False)
@audience("head")
def take_out() -> Response:
    """Take it out: sealed, held and logged."""
    scope = asked.scope("head")
    found = suspicion.named(scope, asked.text("kind"), asked.text("who"))
    if len(found) != 1:
        wrong = (
            "Flera heter så. Skriv numret i planen i stället."
            if found
            else "Ingen hos dig har det numret eller namnet."
        )
        return _again(wrong)
    span = Span(asked.day("from"), asked.day("until"))
    try:
        made = suspicion.take_out(scope, found[0], span, asked.municipality(), asked.text("reason"))
    except NoReason:
        return _again(words.NO_REASON)
    except suspicion.BadPeriod:
        return _again("Skriv första och sista dagen. Högst två år åt gången.")
    return answer(made, "vem-var-hos-vem.zip")


def _again(wrong: str) -> Response:
    flash(wrong, "error")
    return redirect(url_for("privacy_suspicion.form"), 303)
