"""Whether a request is from Twilio: by its signature over the public address, never over what the request claims."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, request
from twilio.request_validator import RequestValidator

from backend.access import limit, trail
from schema.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])
LARGEST = 64 * 1024
FORM = "application/x-www-form-urlencoded"


def signed(view: View) -> View:
    """Let only what Twilio signed reach a view; everything else gets one answer (403) and a row in the trail."""

    @wraps(view)
    def checked(*args: Any, **values: Any) -> Any:
        request.max_content_length = LARGEST
        if not _is_twilios(current_app.extensions["settings"]):
            limit.attempt("hook_wrong_address", request.remote_addr)
            trail.refused(reason="hook_signature")
            abort(403)
        return view(*args, **values)

    return checked  # type: ignore[return-value]  # what `wraps` gives is a view like the one it wraps


def _is_twilios(settings: Settings) -> bool:
    signature = request.headers.get("X-Twilio-Signature", "")
    if not (settings.twilio_auth_token and settings.twilio_account_sid and signature):
        return False
    signed_by = RequestValidator(settings.twilio_auth_token)
    query = request.query_string.decode("latin-1")
    address = f"{settings.public_url}{request.path}" + (f"?{query}" if query else "")
    if request.mimetype == FORM:
        return bool(signed_by.validate(address, request.form, signature)) and _is_ours(settings)
    if not request.args.get("bodySHA256"):
        return False  # without it the signature says nothing of the body
    try:
        body = request.get_data(cache=True).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(signed_by.validate(address, body, signature))


def _is_ours(settings: Settings) -> bool:
    """A subaccount signs with its own secret; an account that is named is ours."""
    return request.form.get("AccountSid", settings.twilio_account_sid) == settings.twilio_account_sid
