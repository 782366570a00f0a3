"""`/chef/person/<id>/manad/<YYYY-MM>`: one person's month as she sees it herself, to go through and to print."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from backend.access import trail
from backend.access.audience import audience
from backend.herself import by, month
from clients.manager.asked import own_scope
from clients.ui.day import month as words
from schema import clock

blueprint = Blueprint("manager_months", __name__, url_prefix="/chef/person", template_folder="templates")


@blueprint.get("/<int:recipient_id>/manad")
@blueprint.get("/<int:recipient_id>/manad/<month_name>")
@audience("manager", "head")
def page(recipient_id: int, month_name: str | None = None) -> str:
    """The month."""
    who = by.on_her_word(own_scope(), recipient_id)
    today = clock.today()
    asked = words.month_of(month_name, today)
    if who is None or asked is None:
        abort(404)
    trail.note(who.scope, "read", recipient_id=recipient_id)
    shown = words.view(month.of(who, asked), "sv", today, of_another=True)
    return render_template("manager/month.html", recipient_id=recipient_id, name=who.person.name, month=shown)
