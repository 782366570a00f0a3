"""`/chef/person/<id>/andra`: a visit declined, or another time asked for, written down by staff on her word."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.hearing import lists
from backend.requests import asking
from backend.requests.asking import Choice
from clients.manager import asked
from clients.ui.day import change_words, wish_form
from schema.keyring import new_token

blueprint = Blueprint(
    "manager_on_her_word", __name__, url_prefix="/chef/person/<int:recipient_id>/andra", template_folder="templates"
)
WORDS = change_words.Words("sv")
NO_VISIT, NO_KIND, NO_HOW = "Välj vilket besök det gäller.", "Välj vad det gäller.", "Välj hur det sades."
NOT_NOW = (
    "Det går inte att ändra besöket nu: det har börjat, eller så väntar ett önskemål om det redan på svar."
)  # fmt: skip


@blueprint.get("")
@audience("manager", "head")
def page(recipient_id: int) -> str:
    """Her visits to come, and what may be asked of them."""
    return _page(asked.own_scope(), recipient_id)


@blueprint.post("")
@audience("manager", "head")
def write_down(recipient_id: int) -> Response | tuple[str, int]:
    """Keep what she asked; it is answered with the others."""
    scope = asked.own_scope()
    fault = _keep(scope, recipient_id, _choices(scope, recipient_id))
    if fault:
        return _page(scope, recipient_id, fault), 422
    trail.note(scope, "change", recipient_id=recipient_id, reason=f"asked_on_her_word:{asked.how()}")
    flash("Nedskrivet. Säg ja eller nej här nedanför.", "success")
    return redirect(url_for("planner_requests.page"), 303)


def _choices(scope: Scope, recipient_id: int) -> list[Choice]:
    if not lists.may_write(scope, recipient_id):
        abort(404)
    found = (asking.choice(scope, recipient_id, one) for one in asking.to_come(scope, recipient_id))
    return [one for one in found if one is not None and one.may_ask]


def _keep(scope: Scope, recipient_id: int, choices: list[Choice]) -> str:
    """Keep what the form says; what is wrong with it, "" for nothing."""
    form = request.form
    visit_id = asked.whole(form.get("visit"))
    one = asking.choice(scope, recipient_id, visit_id) if visit_id is not None else None
    if one is None:
        return NO_VISIT
    if form.get("kind") not in asking.KINDS:
        return NO_KIND
    if asked.how() is None:
        return NO_HOW
    wish = wish_form.wish_of(form, one.window_start_at)
    if isinstance(wish, str):
        return WORDS.wrong(wish)
    return "" if asking.ask(scope, recipient_id, one.visit_id, wish) else NOT_NOW


def _page(scope: Scope, recipient_id: int, fault: str = "") -> str:
    choices = _choices(scope, recipient_id)
    trail.note(scope, "read", recipient_id=recipient_id)
    return render_template(
        "manager/person_asking.html", name=lists.name_of(scope, recipient_id), person_id=recipient_id, wrong=fault,
        visits=[(one.visit_id, f"{WORDS.day(one)}. {WORDS.window(one)}") for one in choices],
        times=WORDS.times(), once=request.form.get("once") or new_token(), form=request.form if fault else {},
        text=wish_form.typed(request.form) if fault else "", most=asking.LONGEST,
    )  # fmt: skip
