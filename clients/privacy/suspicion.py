"""Who was with whom: asked by a head, with a reason, for a suspicion."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
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
    return _form()


@blueprint.post("", strict_slashes=False)
@audience("head")
def take_out() -> Response | tuple[str, int]:
    """Take it out: sealed, held and logged."""
    scope = asked.scope("head")
    found = suspicion.named(scope, asked.text("kind"), asked.text("who"))
    if len(found) != 1:
        return _form(who=words.whom(len(found))), 422
    span = Span(asked.day("from"), asked.day("until"))
    try:
        made = suspicion.take_out(scope, found[0], span, asked.municipality(), asked.text("reason"))
    except NoReason:
        return _form(reason=words.NO_REASON), 422
    except suspicion.BadPeriod:
        return _form(period="Skriv första och sista dagen. Högst två år åt gången."), 422
    return answer(made, "vem-var-hos-vem.zip", url_for("privacy_suspicion.form"))


def _form(**wrong: str) -> str:
    """The form with what was typed, but for whom; `wrong`: what to do about a field."""
    given = {name: asked.text(name) for name in ("from", "until", "reason")}
    kind = asked.text("kind") or request.args.get("kind", "")
    return render_template("privacy/suspicion.html", today=clock.today(), kind=kind, given=given, wrong=wrong)
