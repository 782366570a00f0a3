"""`/chef/meddelande`: why one message was sent, or not."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template

from backend.access import trail
from backend.access.audience import audience
from backend.telling import life
from clients.manager.asked import own_scope
from clients.ui import message_words

blueprint = Blueprint("manager_messages", __name__, url_prefix="/chef/meddelande", template_folder="templates")


@blueprint.get("/<int:message_id>")
@audience("manager", "head")
def message(message_id: int) -> str:
    """One message of the own units; none about somebody whom she may not see."""
    scope = own_scope()
    nothing_leaves = current_app.extensions["settings"].sms_mode == "console"
    found = life.life(scope, message_id, nothing_leaves=nothing_leaves)
    if found is None or found.hidden:
        abort(404)
    for recipient_id in found.about:
        trail.note(scope, "read", recipient_id=recipient_id, unit_id=found.unit_id)
    return render_template("manager/message.html", message=found, words=message_words)
