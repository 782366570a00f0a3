"""One recipient's page: today, the card, her wishes, and who has looked."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail, wishes
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.cards import issue, sheet
from backend.gaps import person as people
from backend.telling import life
from clients.manager import words
from clients.manager.asked import how, own_scope
from clients.ui import message_words, paper
from schema import clock

blueprint = Blueprint("manager_person", __name__, url_prefix="/chef/person", template_folder="templates")

SAID = {
    "sms_detail": "Inga fler sms går ut. Det står fast tills ett nyare samtycke kommer med planen.",
    "card_detail": "Kortet visar bara tider. Det står fast tills ett nyare samtycke kommer med planen.",
}


@blueprint.get("/<int:recipient_id>")
@audience("manager", "head")
def person(recipient_id: int) -> str:
    """Her day and her wishes."""
    scope = own_scope()
    found = _found(scope, recipient_id)
    trail.note(scope, "read", recipient_id=found.id)
    has_card = issue.token_of(found.home_id, scope) is not None
    return render_template(
        "manager/person.html", person=found, has_card=has_card, words=words, today=clock.today(),
        messages=life.of_person(scope, found.id), told_words=message_words,
    )  # fmt: skip


@blueprint.post("/<int:recipient_id>/kort/<action>")
@audience("manager", "head")
def card(recipient_id: int, action: str) -> Response:
    """Issue a card (`ny`, also instead of a lost one), close it (`sparra`) or show its sheet (`skriv-ut`)."""
    scope = own_scope()
    found = _found(scope, recipient_id)
    if action == "skriv-ut":
        return _paper(scope, found)
    if action == "ny":
        said = "Kortet är klart att skriva ut." if issue.rotate(found.home_id, scope) else None
    elif action == "sparra":
        said = "Kortet är spärrat." if issue.revoke(found.home_id, scope) else None
    else:
        abort(404)
    trail.note(scope, "change", recipient_id=found.id)
    flash(said or "Hemmet har inget kort.", "success" if said else "error")
    return redirect(url_for("manager_person.person", recipient_id=found.id), 303)


@blueprint.post("/<int:recipient_id>/onskemal/<what>")
@audience("manager", "head")
def wish(recipient_id: int, what: str) -> Response:
    """Take back a wish: `sms_detail` (no more texts) or `card_detail` (times only)."""
    scope = own_scope()
    if what not in SAID or not wishes.withdraw(scope, recipient_id, what, how()):
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id)
    flash(SAID[what], "success")
    return redirect(url_for("manager_person.person", recipient_id=recipient_id), 303)


def _paper(scope: Scope, found: people.Person) -> Response:
    """The home's sheet as a page for the browser's own print; its card is issued if there is none."""
    here = current_app.extensions["settings"].public_url
    sheets = list(sheet.sheets([found.home_id], here, scope))
    return make_response(paper.page(sheets)) if sheets else abort(404)


def _found(scope: Scope, recipient_id: int) -> people.Person:
    found = people.person(scope, recipient_id, clock.today())
    if found is None:
        abort(404)
    return found
