"""46elks' receipts and the texts that come by it. It signs nothing: its addresses have a key that only it was told."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Response, abort, current_app, request

from backend.access import limit, trail
from backend.access.audience import HOOK, audience
from backend.intake import texts
from backend.telling import answers
from clients.hooks.numbers import message_id
from notifications import receipts
from notifications.channels import elks_sms
from schema.keyring import new_token

blueprint = Blueprint("hooks_elks", __name__, url_prefix="/hooks/elks")


@blueprint.post("/status/<key>")
@audience(HOOK)
def status(key: str) -> tuple[str, int]:
    """How a text went. Told twice, or of something that is not ours, it changes nothing."""
    about = message_id()
    _only_it_knows(key, None if about is None else elks_sms.receipt_key(about))
    told = request.form
    receipts.receive(receipts.Receipt(told.get("id", ""), told.get("status", ""), None, about, elks_sms.NAME))
    return "", 204


@blueprint.post("/sms/<key>")
@audience(HOOK)
def sms(key: str) -> Response:
    """Somebody texts us: as by Twilio. What is answered here 46elks sends back as a text."""
    _only_it_knows(key, elks_sms.inbound_key())
    told = request.form
    text = answers.Inbound(told.get("id") or new_token(), told.get("from", ""), told.get("message", ""))
    said = texts.receive(text, current_app.extensions["settings"].municipality)
    try:
        limit.attempt("text_answered", text.number)
    except limit.TooMany:
        said = ""  # two machines do not talk to each other for ever
    return Response(said, mimetype="text/plain")


def _only_it_knows(key: str, right: str | None) -> None:
    request.max_content_length = 64 * 1024
    if right is None or not compare_digest(key.encode(), right.encode()):
        limit.attempt("hook_wrong_address", request.remote_addr)
        trail.refused(reason="hook_signature")
        abort(403)
