"""The menu at the telephone, for who has proven herself: a key in, TwiML out. What the keys do is in `backend.menu`."""

from __future__ import annotations

from flask import current_app, request

from backend.access import turn
from backend.access.callers import Caller
from backend.herself.offer import Offer
from backend.menu import calls, keys
from backend.menu.keys import UNIT, At
from backend.menu.talk import Said, Talk, choices
from clients.hooks import twiml
from clients.ui.catalogues import offered
from notifications.spoken import PART
from notifications.texts import catalogue

STEP, WHERE = "menu", "at"


def prepare() -> None:
    """Wait for one's turn where the key of this request changes something, before any row is touched."""
    if request.args.get("step") == STEP and keys.changes(_here(), _key()):
        turn.take()


def first(caller: Caller, address: str) -> str:
    """The first words; `address` is the hook's for this call, with the step to come."""
    talk = _talk(caller)
    return _answer(calls.first(talk), talk, address)


def pressed(caller: Caller, address: str) -> str:
    """What the key of this request leads to."""
    said, talk = calls.press(_talk(caller), _here(), _key())
    return _answer(said, talk, address)


def again(caller: Caller, address: str, name: str) -> str:
    """One sentence of calls (`name`), then the choices of where the call stood."""
    words = catalogue(caller.language)
    return _answer(Said(_here(), (words.say(PART, name),)), _talk(caller), address)


def wants_the_unit() -> bool:
    """Whether the key of this request is the one for the unit."""
    return request.args.get("step") == STEP and _key() == UNIT


def _answer(said: Said, talk: Talk, address: str) -> str:
    words = catalogue(talk.caller.language)
    if said.over:
        return twiml.tells(words, said.lines)
    spoken = choices(said.at, words.language)
    return twiml.asks(words, said.lines, spoken, f"{address}&{WHERE}={said.at.written}")


def _talk(caller: Caller) -> Talk:
    settings = current_app.extensions["settings"]
    return Talk(caller, Offer(settings.card_disclosure, tuple(offered())))


def _here() -> At:
    return keys.read(request.args.get(WHERE, ""))


def _key() -> str:
    return request.form.get("Digits", "")
