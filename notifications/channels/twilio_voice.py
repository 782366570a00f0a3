"""Calls by Twilio's Programmable Voice. What is said is asked of our own hook: the code never leaves in a request."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from notifications.channels import Question
from notifications.channels.http import Http
from notifications.channels.twilio_account import CLOCKS_APART, client, hook, listed, made
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema.settings import Settings

NAME = "twilio_voice"
RINGS_SECONDS = 40
"""Long enough to get up from a chair and walk to the hall."""
A_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


class TwilioVoice:
    """Calls by one account, from its number. A call that was made keeps its code until it has been said."""

    name = NAME
    says_later = True

    def __init__(self, settings: Settings, http: Http):
        self._settings = settings
        self._client = client(settings, http)

    def send(self, message: Claimed) -> Settlement:
        """Have the number called and say where that led."""
        caller, speaks = self._settings.twilio_from, hook(self._settings, "voice", message.id)
        if not (caller and A_NUMBER.fullmatch(caller) and speaks):
            return Settlement(State.FAILED, channel=NAME, reason="cannot_call")
        told_at = hook(self._settings, "status", message.id)
        fields: dict[str, Any] = {"url": speaks, "timeout": RINGS_SECONDS, "status_callback": told_at}
        make = self._client.calls.create
        outcome = made(NAME, message.attempts, lambda: make(to=message.number, from_=caller, **fields))
        return replace(outcome, keeps_words=outcome.state is State.SENT)

    def find(self, question: Question) -> str | None:
        """The sid of a call that Twilio made and we lost the answer to; None when it has none. Raises CannotAsk."""
        since = question.asked_since - CLOCKS_APART
        known = listed(lambda: self._client.calls.list(to=question.number, limit=50))
        ours = [one for one in known if str(one.direction).startswith("outbound") and one.sid not in question.taken]
        return next((str(one.sid) for one in ours if one.date_created and one.date_created >= since), None)
