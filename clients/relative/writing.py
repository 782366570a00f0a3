"""`/anhorig/skriv/<recipient_id>`: a relative's word to the unit of whom she may see, and the answers to it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit, trail
from backend.access.audience import RELATIVE, audience
from backend.devices.relatives import Sight, sights
from backend.hearing import heard
from backend.hearing.remarks import NotSaid, Saying, Speaker
from backend.intake import remarks
from clients.relative import answers
from clients.relative.signing_in import HERE as DOOR
from clients.ui.cookies import KIN, kept
from clients.ui.day import near, said
from schema.wire.remarks import BY_DEVICE, TO_THE_UNIT

blueprint = Blueprint("relative_writing", __name__, url_prefix="/anhorig/skriv/<int:recipient_id>")


@blueprint.get("")
@audience(RELATIVE)
def page(recipient_id: int) -> AnyResponse:
    """The form, and what became of earlier words."""
    one = _one(recipient_id)
    return _page(one) if one else _closed()


@blueprint.post("")
@audience(RELATIVE)
def write(recipient_id: int) -> AnyResponse:
    """A word to the unit, or a wish to be rung."""
    one, kind = _one(recipient_id), request.form.get("kind", "")
    if one is None:
        return _closed()
    if kind not in TO_THE_UNIT:
        abort(404)
    try:
        limit.attempt("said_device", "device", one.device_id)
        remarks.say(_speaker(one), Saying(kind, request.form.get("once", ""), text=request.form.get("text", "")))
    except (NotSaid, limit.TooMany) as wrong:
        return _page(one, said.code_of(wrong))
    trail.note(one.scope, "change", recipient_id=one.recipient_id, reason=f"said:{kind}")
    return redirect(said.after(f"/anhorig/skriv/{recipient_id}", kind), 303)


def _one(recipient_id: int) -> Sight | None:
    return next((one for one in sights(kept(KIN)) if one.recipient_id == recipient_id), None)


def _speaker(one: Sight) -> Speaker:
    return Speaker(one.recipient_id, BY_DEVICE, device_id=one.device_id, relative_id=one.relative_id)


def _page(one: Sight, code: str = "") -> AnyResponse:
    language = answers.spoken(one.language)
    trail.note(one.scope, "read", recipient_id=one.recipient_id)
    speaker, here = _speaker(one), f"/anhorig/skriv/{one.recipient_id}{near.lang()}"
    known, phone = heard.by_speaker(speaker, one.since), heard.phone_of(speaker)
    part = {
        "person": one.recipient_id, "name": one.name, "form": said.form(code, language),
        "lines": said.lines(known, language), "phone": said.phone(phone),
    }  # fmt: skip
    return answers.page(
        "heard", language, said.status(code), title=said.called(language)["write"], parts=[part],
        thanks="" if code else said.thanks(), here=here, back="/anhorig" + near.lang(),
    )  # fmt: skip


def _closed() -> AnyResponse:
    """To the sign-in; a token that opens nothing is counted and written down first."""
    if KIN in request.cookies:
        limit.attempt("token_wrong_address", request.remote_addr)
        trail.refused(reason="device_not_open")
    return redirect(DOOR + near.lang())
