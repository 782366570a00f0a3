"""Texts by 46elks: plain HTTP with a name and a password (its own documentation: /docs/send-sms, /docs/sms-history).

Making a message is not idempotent there either: what may have been accepted is asked for before it is sent again.
"""

from __future__ import annotations

import json
from typing import Any

from notifications.channels import CannotAsk, Question
from notifications.channels.faults import later, unknown
from notifications.channels.http import Answer, Http, NeverConnected, NoAnswer
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema.keyring import ring
from schema.settings import Settings

NAME = "elks_sms"
HOST = "https://api.46elks.com"
NOT_OUR_TURN = (401, 402, 429)
"""Our key, our credit or our pace is wrong, not the message: it was not accepted."""
MOST_LISTED = 100
HOOK = "/hooks/elks/status/"


class ElksSms:
    """Sends by one account, from a number or a name."""

    name = NAME
    says_later = False

    def __init__(self, settings: Settings, http: Http):
        self._http = http
        self._account = (settings.elks_username or "", settings.elks_password or "")
        self._messages = f"{settings.elks_base_url or HOST}/a1/sms"
        self._sender = settings.elks_from or settings.twilio_from or ""
        self._public = settings.public_url

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over and say where that led."""
        told_at = f"{self._public}{HOOK}{receipt_key(message.id)}?message={message.id}"
        form = {"from": self._sender, "to": message.number, "message": message.body, "whendelivered": told_at}
        try:
            answer = self._http.ask("POST", self._messages, form=form, auth=self._account)
        except NeverConnected:
            return later("no_connection", message.attempts)
        except NoAnswer as fault:
            return unknown(str(fault))
        return _settled(answer, message.attempts)

    def find(self, question: Question) -> str | None:
        """The id of a message that 46elks has and we lost the answer to; None when it has none. Raises CannotAsk."""
        listed = self._listed(question.number)
        same = (str(one["id"]) for one in listed if one.get("message") == question.body and one.get("id"))
        return next((sid for sid in same if sid not in question.taken), None)

    def _listed(self, number: str) -> list[dict[str, Any]]:
        asked = {"to": number, "limit": str(MOST_LISTED)}
        try:
            answer = self._http.ask("GET", self._messages, query=asked, auth=self._account)
            listed = json.loads(answer.text)["data"]
        except (NeverConnected, NoAnswer, ValueError, KeyError, TypeError) as fault:
            raise CannotAsk(type(fault).__name__) from None
        return [one for one in listed if str(one.get("direction", "")).startswith("outgoing")]


def receipt_key(message_id: int) -> str:
    """What makes the address of a message's receipt ours: 46elks signs nothing."""
    return ring().look_up("elks_receipt", str(message_id))[:32]


def inbound_key() -> str:
    """What makes the address that 46elks tells of texts to us ours: whoever configures it is the only one to know."""
    return ring().look_up("elks_inbound", "sms")[:32]


def _settled(answer: Answer, attempts: int) -> Settlement:
    if answer.status in NOT_OUR_TURN:
        return later(str(answer.status), attempts)
    if answer.status >= 500:
        return unknown(str(answer.status))
    if answer.status >= 400:
        return Settlement(State.FAILED, channel=NAME, reason=str(answer.status))
    try:
        sid = json.loads(answer.text)["id"]
    except (ValueError, KeyError, TypeError):
        return unknown("unreadable_answer")
    return Settlement(State.SENT, channel=NAME, sid=str(sid))
