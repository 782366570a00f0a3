"""`/chef/person/<id>/vecka`: a recipient's week on paper, for who has no telephone that shows it."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, current_app, make_response
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.cards import paired
from backend.gaps import person as people
from clients.manager.asked import own_scope
from clients.ui.catalogues import offered
from clients.ui.day.week import week_of
from clients.ui.speech import opening_in_words
from schema import clock

blueprint = Blueprint("manager_week", __name__, url_prefix="/chef/person")


@blueprint.get("/<int:recipient_id>/vecka")
@audience("manager", "head")
def week(recipient_id: int) -> Response:
    """The sheet, in her language: who, when and what for in neutral words, since others at home may read it."""
    scope = own_scope()
    found = people.person(scope, recipient_id, clock.today())
    if found is None:
        abort(404)
    trail.note(scope, "print", recipient_id=recipient_id)
    now, language = clock.now(), found.language if found.language in offered() else "sv"
    made = week_of("", partial(paired.paper_day, recipient_id, now=now), now, language)
    renderer = current_app.extensions["card_renderer"]
    page = renderer.page(
        "week_sheet", language, weeks=[made] if made else [], made=opening_in_words(now, language), paper=True
    )
    return make_response(page, 200, {"Cache-Control": "private, no-store"})
