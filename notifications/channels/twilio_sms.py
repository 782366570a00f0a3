"""Texts by Twilio's Programmable Messaging."""

from __future__ import annotations

from typing import Any

from twilio.base.exceptions import TwilioRestException

from notifications.channels import Question
from notifications.channels.http import Http
from notifications.channels.twilio_account import CLOCKS_APART, UNREADABLE, client, hook, listed, made
from notifications.outbox import Claimed, Settlement
from schema import clock
from schema.settings import Settings

NAME = "twilio_sms"
MOST_LISTED = 100
LONGEST_VALIDITY = 36_000
"""Seconds; Twilio's own bound on `ValidityPeriod`."""


class TwilioSms:
    """Sends by one account, from a number or through a messaging service."""

    name = NAME
    says_later = False

    def __init__(self, settings: Settings, http: Http):
        self._settings = settings
        self._client = client(settings, http)
        service = settings.twilio_messaging_service_sid
        self._sender = {"messaging_service_sid": service} if service else {"from_": settings.twilio_from}

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over and say where that led."""
        left = int((message.expires_at - clock.now()).total_seconds())
        fields: dict[str, Any] = {"validity_period": max(1, min(left, LONGEST_VALIDITY)), **self._sender}
        told_at = hook(self._settings, "status", message.id)
        fields |= {"status_callback": told_at} if told_at else {}
        make = self._client.messages.create
        return made(NAME, message.attempts, lambda: make(to=message.number, body=message.body, **fields))

    def find(self, question: Question) -> str | None:
        """The sid of a message that Twilio has and we lost the answer to; None when it has none.

        One with the same words; else one of the time, where no other message to the number is in doubt (a messaging
        service may write other letters than ours). Never one that another message of ours is known by. Raises
        CannotAsk when no answer comes.
        """
        since = question.asked_since - CLOCKS_APART
        known = listed(lambda: self._client.messages.list(to=question.number, limit=MOST_LISTED))
        ours = [one for one in known if str(one.direction).startswith("outbound") and one.sid not in question.taken]
        then = [one for one in ours if one.date_created and one.date_created >= since]
        same = [one for one in ours if one.body == question.body]
        return next((str(one.sid) for one in [*same, *(then if question.alone else [])]), None)

    def erase(self, sid: str) -> bool:
        """Have the words of a settled message erased at Twilio; a message that it no longer has has none."""
        try:
            self._client.messages(sid).update(body="")
        except TwilioRestException as answer:
            return bool(answer.status == 404)
        except UNREADABLE:
            return False
        return True
