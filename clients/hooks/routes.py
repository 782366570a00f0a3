"""Twilio's receipts and replies; calls are in `voice`. What is said to a number is the same whoever has it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from backend.access import limit
from backend.access.audience import HOOK, audience
from backend.intake import texts
from backend.telling import answers, opted_out
from clients.hooks import twiml
from clients.hooks import voice as calls
from clients.hooks.numbers import message_id
from clients.hooks.signature import signed
from notifications import receipts
from schema.keyring import new_token

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks/twilio")


@blueprint.post("/status")
@audience(HOOK)
@signed
def status() -> tuple[str, int]:
    """How a text or a call went. Told twice, or of something that is not ours, it changes nothing."""
    told = request.form
    sid = told.get("MessageSid") or told.get("CallSid") or ""
    how = told.get("MessageStatus") or told.get("CallStatus") or ""
    receipts.receive(receipts.Receipt(sid, how, told.get("ErrorCode"), message_id()))
    if told.get("ErrorCode") == opted_out.CODE:
        opted_out.heed()
    return "", 204


@blueprint.post("/voice")
@audience(HOOK)
@signed
def voice() -> Response:
    """A call of ours was answered, or a key was pressed in it; or somebody calls the number that texts come from."""
    return _answered(calls.answer())


@blueprint.post("/sms")
@audience(HOOK)
@signed
def sms() -> Response:
    """Somebody texts us: kept, done what it says, answered; what means nothing to us lies in the unit's inbox."""
    told, municipality = request.form, current_app.extensions["settings"].municipality
    number = told.get("From", "")
    text = answers.Inbound(told.get("MessageSid") or new_token(), number, told.get("Body", ""))
    said = texts.receive(text, municipality)
    if told.get("OptOutType"):
        return _answered(twiml.texts(None))  # Twilio has answered already, and would refuse ours
    try:
        limit.attempt("text_answered", number)
    except limit.TooMany:
        return _answered(twiml.texts(None))  # two machines do not talk to each other for ever
    return _answered(twiml.texts(said))


def _answered(body: str) -> Response:
    """An answer in Twilio's own language."""
    return Response(body, mimetype="text/xml")
