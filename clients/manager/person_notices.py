"""The part of a person's page that says how she and her relatives are told, and what is wrong with a number."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.telling import reachable, wishes
from backend.telling.wishes import Chosen
from clients.manager import notice_words
from clients.manager.asked import how, own_scope
from clients.manager.person import blueprint as person_pages

blueprint = Blueprint("manager_notices", __name__, url_prefix="/chef")


@blueprint.post("/person/<int:recipient_id>/besked")
@audience("manager", "head")
def wish(recipient_id: int) -> Response:
    """How she wishes to be told."""
    scope, form = own_scope(), request.form
    chosen = Chosen(
        form.get("notices", ""), _hour(form.get("list_at", "")), form.get("day") == "before", form.get("way") or None
    )
    if not wishes.wish(scope, recipient_id, chosen, how()):
        abort(404)
    return _done(recipient_id)


@blueprint.post("/anhorig/<int:relative_id>/besked")
@audience("manager", "head")
def wish_of_relative(relative_id: int) -> Response:
    """How much a relative hears."""
    recipient_id = wishes.wish_of_relative(own_scope(), relative_id, request.form.get("notices", ""))
    return _done(recipient_id) if recipient_id is not None else abort(404)


def _done(recipient_id: int) -> Response:
    trail.note(own_scope(), "change", recipient_id=recipient_id)
    flash("Sparat. Det gäller från nästa besked.", "success")
    return redirect(url_for("manager_person.person", recipient_id=recipient_id, _anchor="besked"), 303)


def _hour(text: str) -> time | None:
    """An hour of the list, as the form names it; None for the municipality's own."""
    return next((one for one in wishes.LIST_HOURS if one.isoformat("minutes") == text), None)


@person_pages.context_processor
def _lists() -> dict[str, Any]:
    """For a person's page, asked only there."""
    scope = own_scope()
    return {
        "notice_wish_of": lambda person_id: wishes.of_recipient(scope, person_id),
        "kin_notices_of": lambda person_id: wishes.of_relatives(scope, person_id),
        "trouble_of": lambda person_id: reachable.of_recipient(scope, person_id),
        "kin_trouble_of": lambda person_id: reachable.of_relatives(scope, person_id),
        "plain_wish": Chosen(),
        "list_hours": wishes.LIST_HOURS,
        "said": notice_words,
    }
