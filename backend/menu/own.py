"""What she decides for herself in a call: texts, quiet, language, the question, and to end what others see of her."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.access import limit, trail
from backend.devices import listing, revoke, withdraw
from backend.herself import by, choices
from backend.herself.offer import LEVELS, NONE, OFF, ON
from backend.menu.keys import At
from backend.menu.talk import PART, Talk
from notifications.texts import LANGUAGES, catalogue
from schema.wire.remarks import BY_CALL

QUIET = "21:00-08:00"
"""The quiet hours that a key chooses; others are chosen on her page, or by staff on her word."""


DETAIL = {"texts": "sms", "card": "card"}
"""Level → of what it says how much."""


class NotNow(Exception):
    """It cannot be done, or not any more."""


def _choice(what: str, value: str, done: str) -> Callable[[Talk, At, str], list[str]]:
    def act(talk: Talk, _at: At, _key: str) -> list[str]:
        _choose(talk, what, value)
        return [talk.say(done)]

    return act


def _level(name: str) -> Callable[[Talk, At, str], list[str]]:
    """How much texts or the card say, by the place of the key."""

    def act(talk: Talk, _at: At, key: str) -> list[str]:
        value = LEVELS[int(key) - 1]
        _choose(talk, f"{DETAIL[name]}_detail", value)
        return [talk.say("chosen"), talk.say(f"now_{name}_{value}")]

    return act


def _language(talk: Talk, _at: At, key: str) -> list[str]:
    language = LANGUAGES[int(key) - 1]
    _choose(talk, "language", language)
    return [catalogue(language).say(PART, "language_done")]


def _choose(talk: Talk, what: str, value: str) -> None:
    limit.attempt("choice_device", BY_CALL, talk.recipient_id)
    try:
        choices.choose(by.in_a_call(talk.caller), what, value, talk.offer)
    except choices.NotPossible as wrong:
        raise NotNow from wrong


def _end_all(talk: Talk, _at: At, _key: str) -> list[str]:
    """At once, and silently: nobody is told. What tells herself of her visits still goes."""
    kin = [one.relative_id for one in listing.relatives_of(talk.recipient_id)]
    for relative_id in kin:
        withdraw.withdrawn_in_a_call(talk.caller, relative_id)
        trail.note(talk.scope, "change", recipient_id=talk.recipient_id, reason="relative_withdrawn")
    if revoke.own_of(talk.recipient_id, "by_owner"):
        trail.note(talk.scope, "change", recipient_id=talk.recipient_id, reason="device_ended")
    return [talk.say("ended")]


OWN: Mapping[str, Callable[[Talk, At, str], list[str]]] = {
    "texts": _level("texts"), "card": _level("card"), "no_texts": _choice("sms_detail", NONE, "now_texts_none"),
    "quiet_off": _choice("quiet", NONE, "quiet_off_done"), "quiet_on": _choice("quiet", QUIET, "quiet_on_done"),
    "asked_off": _choice("survey", OFF, "asked_off_done"), "asked_on": _choice("survey", ON, "asked_on_done"),
    "language": _language, "end_all": _end_all,
}  # fmt: skip
