"""Twilio's receipts, replies and calls. What is said to a number is the same whoever has it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from backend.access import limit
from backend.access.audience import HOOK, audience
from backend.access.discretion import HIGHEST_ID
from backend.morning import replies
from clients.hooks import twiml
from clients.hooks.signature import signed
from notifications import receipts
from notifications.texts import catalogue
from schema.phone import written

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks/twilio")
SAYS = {replies.Answer.STOP: "stopped", replies.Answer.WRONG: "wrong", replies.Answer.OTHER: "other"}


@blueprint.post("/status")
@audience(HOOK)
@signed
def status() -> tuple[str, int]:
    """How a text or a call went. Told twice, or of something that is not ours, it changes nothing."""
    told = request.form
    sid = told.get("MessageSid") or told.get("CallSid") or ""
    how = told.get("MessageStatus") or told.get("CallStatus") or ""
    receipts.receive(receipts.Receipt(sid, how, told.get("ErrorCode"), _message_id()))
    return "", 204


@blueprint.post("/voice")
@audience(HOOK)
@signed
def voice() -> Response:
    """A call of ours was answered, or a key was pressed in it; or somebody calls the number that texts come from."""
    message_id, municipality = _message_id(), current_app.extensions["settings"].municipality
    if message_id is None:
        return _twiml(twiml.says(catalogue("sv"), "call_nobody", municipality=municipality))
    if not request.form.get("Digits"):
        words = catalogue(receipts.language_of(message_id))
        return _twiml(twiml.asks_for_a_key(words, municipality, _address()))
    spoken = receipts.say(message_id, request.form.get("CallSid", ""))
    if spoken is None:
        return _twiml(twiml.says(catalogue(receipts.language_of(message_id)), "call_gone"))
    return _twiml(twiml.says_code(catalogue(spoken.language), spoken.code))


@blueprint.post("/sms")
@audience(HOOK)
@signed
def sms() -> Response:
    """Somebody answers a text: STOPP and FEL are done at once, all else gets one neutral answer."""
    number = request.form.get("From", "")
    meant = replies.meaning(request.form.get("Body", ""))
    replies.take(number, meant)
    if request.form.get("OptOutType"):
        return _twiml(twiml.texts(None))  # Twilio has answered already, and would refuse ours
    try:
        limit.attempt("text_answered", number)
    except limit.TooMany:
        return _twiml(twiml.texts(None))  # two machines do not talk to each other for ever
    words = catalogue("sv")
    body = words.say("reply", SAYS[meant], municipality=current_app.extensions["settings"].municipality)
    phone = replies.phone_of(number) if meant is replies.Answer.OTHER else None
    return _twiml(twiml.texts(" ".join([body, *([words.say("reply", "call", phone=written(phone))] if phone else [])])))


def _message_id() -> int | None:
    """The number of ours that the address carries."""
    told = request.args.get("message", "")
    known = told.isascii() and told.isdigit() and len(told) < 20 and int(told) <= HIGHEST_ID
    return int(told) if known else None


def _address() -> str:
    return f"{current_app.extensions['settings'].public_url}{request.full_path.rstrip('?')}"


def _twiml(body: str) -> Response:
    return Response(body, mimetype="text/xml")
