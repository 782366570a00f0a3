"""`/mitt/manad/<YYYY-MM>`: her month: granted, planned, received, missed, and what the fee may be based on."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import PAIRED, audience
from backend.hearing import heard
from backend.herself import by, month
from clients.recipient import door
from clients.recipient.said import speaker
from clients.ui.day import month as words
from clients.ui.day import said
from schema import clock

blueprint = Blueprint("months", __name__, url_prefix="/mitt/manad")


@blueprint.get("")
@blueprint.get("/<month_name>")
@audience(PAIRED)
def page(month_name: str | None = None) -> Response:
    """A month of whom this device is paired with; this one unless another is named."""
    found = [(one, who) for one in door.own() if (who := by.herself(one))]
    if not found:
        return door.closed()
    today = clock.today()
    asked = words.month_of(month_name, today) or abort(404)
    language = door.spoken(found[0][0].language)
    for one, _ in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    people = [
        (one.name if len(found) > 1 else "", words.view(month.of(who, asked), language, today)) for one, who in found
    ]
    phone = said.phone(heard.phone_of(speaker(found[0][0])))
    return door.page("month", language, people=people, shown=people[0][1].turn, phone=phone)
