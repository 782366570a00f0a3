"""Calls: what one of ours says, key by key, and what somebody hears who calls us.

Where a call stands is said by the address that we gave Twilio (`message`, `step`), which it signs; it names nobody.
"""

from __future__ import annotations

from flask import current_app, request

from backend.access import limit
from backend.access.callers import Caller
from backend.devices import caller_pins
from backend.telling import calling, proving
from backend.telling.replies import Answer
from clients.hooks import menu, twiml
from clients.hooks.numbers import message_id
from notifications import receipts
from notifications.events import Kind
from notifications.receipts import Spoken
from notifications.spoken import PART
from notifications.texts import Catalogue, catalogue
from schema.reach import hashed_number
from schema.settings import Settings

LONGEST_NUMBER = 40
TALKED = ("completed", "answered")
GONE = {Kind.CODE: ("code", "call_gone")}
CHOICES = {Kind.WELCOME: "welcome_choices"}


def answer() -> str:
    """What is said now in the call of this request: one of ours, or that of somebody who calls us."""
    about = message_id()
    return _incoming() if about is None else _of_ours(about)


def _of_ours(about: int) -> str:
    kind, language = receipts.about(about)
    words, key, step = catalogue(language), request.form.get("Digits", ""), request.args.get("step")
    if not key and not step:
        return twiml.asks_for_a_key(words, _settings().municipality, _address())
    menu.prepare()
    spoken = receipts.say(about, request.form.get("CallSid", ""))
    if spoken is None:
        return twiml.says(words, *GONE.get(Kind(kind or Kind.CODE), (PART, "gone")))
    if spoken.kind == Kind.CODE:
        return twiml.says_code(words, spoken.words)
    caller = proving.of_call(about, request.form.get("CallSid", ""))
    if caller is not None:
        return _in_the_menu(caller, step)
    if step == "unit":
        return _after_the_unit(spoken, words)
    return _chosen(spoken, words, key) if step else _read(spoken, words, spoken.words)


def _in_the_menu(caller: Caller, step: str | None) -> str:
    """Who has proven herself is offered all of it."""
    address, then = _address(caller.message_id, menu.STEP), _address(caller.message_id, "unit")
    if step == "unit":
        return _talked(catalogue(caller.language)) or menu.again(caller, address, "no_answer")
    if menu.wants_the_unit():
        number = calling.unit_number(caller.message_id)
        if number is None:
            return menu.again(caller, address, "no_number")
        return twiml.connects(catalogue(caller.language), number, _settings().twilio_from, then)
    return menu.pressed(caller, address) if step == menu.STEP else menu.first(caller, address)


def _chosen(spoken: Spoken, words: Catalogue, key: str) -> str:
    """What a key leads to; any other says again what the keys do."""
    if key == "1":
        return _read(spoken, words, spoken.words)
    if key == "0":
        return _put_through(spoken, words)
    if key == "2" and spoken.kind != Kind.WELCOME:
        return _read(spoken, words, calling.tomorrow(spoken.message_id, _settings().municipality))
    if spoken.kind == Kind.WELCOME and (meant := calling.welcomed(spoken.message_id, key)):
        return twiml.says(words, PART, "stopped" if meant is Answer.STOP else "wrong")
    return _read(spoken, words, "")


def _read(spoken: Spoken, words: Catalogue, said: str) -> str:
    choices = CHOICES.get(Kind(spoken.kind), "choices")
    return twiml.reads(words, said.splitlines(), choices, _address(spoken.message_id, "choices"))


def _put_through(spoken: Spoken, words: Catalogue) -> str:
    number = calling.unit_number(spoken.message_id)
    if number is None:
        return _read(spoken, words, words.say(PART, "no_number"))
    return twiml.connects(words, number, _settings().twilio_from, _address(spoken.message_id, "unit"))


def _after_the_unit(spoken: Spoken, words: Catalogue) -> str:
    return _talked(words) or _read(spoken, words, words.say(PART, "no_answer"))


def _talked(words: Catalogue) -> str | None:
    """Goodbye, to who has talked with the unit."""
    return twiml.says(words, "code", "call_end") if request.form.get("DialCallStatus") in TALKED else None


def _incoming() -> str:
    """Somebody calls us. Until she has shown by her PIN who she is, everybody hears the same."""
    municipality, typed = _settings().municipality, request.form.get("Digits", "")
    then, number = _address(step="pin"), request.form.get("From", "")[:LONGEST_NUMBER]
    if request.args.get("step") != "pin":
        return twiml.asks_for_pin("pin_ask", municipality, then)
    if not typed:
        calling.call_back(hashed_number(number), municipality)
        return twiml.says_to_anybody("call_back")
    try:
        recipient_id = caller_pins.who(hashed_number(number), typed)
    except limit.TooMany:
        return twiml.says_to_anybody("pin_over")
    if recipient_id is None:
        return twiml.asks_for_pin("pin_wrong", municipality, then)
    return _her_day(recipient_id, number)


def _her_day(recipient_id: int, number: str) -> str:
    call_sid = request.form.get("CallSid", "")
    about = calling.proven(recipient_id, number, call_sid, _settings().municipality)
    if about is None or receipts.say(about, call_sid) is None:
        return twiml.says_to_anybody("pin_over")
    caller = proving.of_call(about, call_sid)
    assert caller is not None
    return menu.first(caller, _address(about, menu.STEP))


def _address(about: int | None = None, step: str | None = None) -> str:
    """The address of this hook for what comes next in the call; as it was asked, where nothing is named."""
    here = f"{_settings().public_url}{request.path}"
    if step is None:
        return f"{_settings().public_url}{request.full_path.rstrip('?')}"
    return f"{here}?step={step}" if about is None else f"{here}?message={about}&step={step}"


def _settings() -> Settings:
    told: Settings = current_app.extensions["settings"]
    return told
