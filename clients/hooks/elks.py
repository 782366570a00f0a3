"""46elks' receipts. It signs nothing: each message's receipt has an address that only it was told."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, abort, request

from backend.access import limit, trail
from backend.access.audience import HOOK, audience
from clients.hooks.numbers import message_id
from notifications import receipts
from notifications.channels import elks_sms

blueprint = Blueprint("hooks_elks", __name__, url_prefix="/hooks/elks")


@blueprint.post("/status/<key>")
@audience(HOOK)
def status(key: str) -> tuple[str, int]:
    """How a text went. Told twice, or of something that is not ours, it changes nothing."""
    request.max_content_length = 64 * 1024
    about = message_id()
    if about is None or not compare_digest(key.encode(), elks_sms.receipt_key(about).encode()):
        limit.attempt("hook_wrong_address", request.remote_addr)
        trail.refused(reason="hook_signature")
        abort(403)
    told = request.form
    receipts.receive(receipts.Receipt(told.get("id", ""), told.get("status", ""), None, about, elks_sms.NAME))
    return "", 204
