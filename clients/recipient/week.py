"""`/mitt/vecka`: her week on one sheet, to print and lay on the table. Others at home read it: never nursing."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import PAIRED, audience
from backend.cards import paired
from clients.recipient import door
from clients.ui.catalogues import offered
from clients.ui.day import near
from clients.ui.day.week import week_of
from clients.ui.speech import opening_in_words
from schema import clock

blueprint = Blueprint("week", __name__, url_prefix="/mitt/vecka")


@blueprint.get("")
@audience(PAIRED)
def page() -> Response:
    """The sheet."""
    found = [one for one in door.own() if not one.pending]
    if not found:
        return door.closed()
    now, language = clock.now(), door.spoken(found[0].language)
    language = language if language in offered() else "sv"
    weeks = []
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
        day_of = partial(paired.paper_day, one.recipient_id, now=now)
        weeks.append(week_of(one.name if len(found) > 1 else "", day_of, now, language))
    known = [week for week in weeks if week]
    return door.page(
        "week_sheet", language, weeks=known, made=opening_in_words(now, language), back="/mitt", lang=near.lang()
    )
