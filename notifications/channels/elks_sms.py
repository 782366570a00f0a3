"""Texts by 46elks: plain HTTP with a name and a password (its own documentation: /docs/send-sms, /docs/sms-history).

Making a message is not idempotent there either: what may have been accepted is asked for before it is sent again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import requests
from requests.exceptions import RequestException

from notifications.channels import CannotAsk, Question
from notifications.channels.faults import later, never_connected, unknown
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema.keyring import ring
from schema.settings import Settings

NAME = "elks_sms"
HOST = "https://api.46elks.com"
TIMEOUT_SECONDS = 15.0
CLOCKS_APART_SECONDS = 120
NOT_OUR_TURN = (401, 402, 429)
"""Our key, our credit or our pace is wrong, not the message: it was not accepted."""
MOST_LISTED = 100
HOOK = "/hooks/elks/status/"


class ElksSms:
    """Sends by one account, from a number or a name."""

    name = NAME
    says_later = False

    def __init__(self, settings: Settings):
        self._account = (settings.elks_username or "", settings.elks_password or "")
        self._messages = f"{settings.elks_base_url or HOST}/a1/sms"
        self._sender = settings.elks_from or settings.twilio_from or ""
        self._public = settings.public_url

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over and say where that led."""
        told_at = f"{self._public}{HOOK}{receipt_key(message.id)}?message={message.id}"
        form = {"from": self._sender, "to": message.number, "message": message.body, "whendelivered": told_at}
        try:
            answer = requests.post(self._messages, data=form, auth=self._account, timeout=TIMEOUT_SECONDS)
        except RequestException as fault:
            attempts = message.attempts
            return later("no_connection", attempts) if never_connected(fault) else unknown(type(fault).__name__)
        return _settled(answer, message.attempts)

    def find(self, question: Question) -> str | None:
        """The id of a message that 46elks has and we lost the answer to; None when it has none. Raises CannotAsk."""
        since = question.asked_since.timestamp() - CLOCKS_APART_SECONDS
        ours = [one for one in self._listed(question.number) if str(one.get("id")) not in question.taken]
        same = [one for one in ours if one.get("message") == question.body and _made_at(one) >= since]
        return next((str(one["id"]) for one in same), None)

    def _listed(self, number: str) -> list[dict[str, Any]]:
        asked = {"to": number, "limit": str(MOST_LISTED)}
        try:
            answer = requests.get(self._messages, params=asked, auth=self._account, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            listed = answer.json()["data"]
        except (RequestException, ValueError, KeyError, TypeError) as fault:
            raise CannotAsk(type(fault).__name__) from None
        return [one for one in listed if str(one.get("direction", "")).startswith("outgoing")]


def receipt_key(message_id: int) -> str:
    """What makes the address of a message's receipt ours: 46elks signs nothing."""
    return ring().look_up("elks_receipt", str(message_id))[:32]


def _settled(answer: requests.Response, attempts: int) -> Settlement:
    if answer.status_code in NOT_OUR_TURN:
        return later(str(answer.status_code), attempts)
    if answer.status_code >= 500:
        return unknown(str(answer.status_code))
    if answer.status_code >= 400:
        return Settlement(State.FAILED, channel=NAME, reason=str(answer.status_code))
    try:
        sid = answer.json()["id"]
    except (ValueError, KeyError, TypeError):
        return unknown("unreadable_answer")
    return Settlement(State.SENT, channel=NAME, sid=str(sid))


def _made_at(one: dict[str, Any]) -> float:
    """When the provider made a message (its times are in UTC, without saying so); 0 where it does not say."""
    try:
        return datetime.fromisoformat(str(one["created"])).replace(tzinfo=UTC).timestamp()
    except (KeyError, ValueError):
        return 0.0
