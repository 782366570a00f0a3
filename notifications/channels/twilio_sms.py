"""Twilio's Programmable Messaging, through its own client.

Creating a message there is not idempotent: what may have been accepted is `unknown`, never sent again unasked.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.exceptions import ConnectionError as ConnectionFault
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from notifications.channels import CannotAsk, Question
from notifications.outbox import Claimed, Settlement
from notifications.policy import backoff
from notifications.states import State
from schema import clock
from schema.settings import Settings

NAME = "twilio_sms"
TIMEOUT_SECONDS = 15.0
LONGEST_VALIDITY = 36_000
"""Seconds; Twilio's own bound on `ValidityPeriod`."""
CLOCKS_APART = timedelta(minutes=2)
OPTED_OUT = 21610
NOT_OUR_TURN = (401, 429)
"""Our key or our pace is wrong, not the message: it was not accepted, and waits for somebody to mend it."""

for talkative in ("twilio.http_client", "urllib3.connectionpool"):
    logging.getLogger(talkative).setLevel(logging.WARNING)  # they log numbers: query strings, bodies


class OtherHost(TwilioHttpClient):
    """Twilio's HTTP client, aimed at another host when told so; each call on a connection of its own.

    A kept connection that the other side closed meanwhile fails as if the message might have been accepted, and the
    first message of each morning would be in doubt.
    """

    def __init__(self, base_url: str | None):
        super().__init__(pool_connections=False, timeout=TIMEOUT_SECONDS)
        self._base = urlsplit(base_url) if base_url else None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if self._base:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))
        once = TwilioHttpClient(timeout=self.timeout)
        with once.session:
            return once.request(method, url, *args, **kwargs)


class TwilioSms:
    """Sends by one account, from a number or through a messaging service."""

    def __init__(self, settings: Settings):
        told = {"TWILIO_ACCOUNT_SID": settings.twilio_account_sid}  # else the library reads the environment itself
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=OtherHost(settings.twilio_base_url),
            environment=told,
        )
        service = settings.twilio_messaging_service_sid
        self._sender = {"messaging_service_sid": service} if service else {"from_": settings.twilio_from}

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over and say where that led."""
        left = int((message.expires_at - clock.now()).total_seconds())
        validity = max(1, min(left, LONGEST_VALIDITY))
        try:
            made = self._client.messages.create(
                to=message.number, body=message.body, validity_period=validity, **self._sender
            )
        except TwilioRestException as answer:
            return _refused(answer, message.attempts)
        except RequestException as fault:
            return _not_answered(fault, message.attempts)
        except (TwilioException, json.JSONDecodeError):
            return _unknown("unreadable_answer")
        return Settlement(State.SENT, channel=NAME, sid=made.sid) if made.sid else _unknown("no_sid")

    def find(self, question: Question) -> str | None:
        """The sid of a message that Twilio has and we lost the answer to; None when it has none.

        Raises CannotAsk when no answer comes.
        """
        since = question.asked_since - CLOCKS_APART
        try:
            known = self._client.messages.list(to=question.number, limit=50)
        except (TwilioException, RequestException, json.JSONDecodeError) as fault:
            raise CannotAsk(type(fault).__name__) from None
        for made in known:
            ours = str(made.direction).startswith("outbound")
            if ours and (made.body == question.body or (made.date_created and made.date_created >= since)):
                return str(made.sid)
        return None


def _refused(answer: TwilioRestException, attempts: int) -> Settlement:
    """What an answer other than 2xx means: not now, never, or nobody knows."""
    if answer.status in NOT_OUR_TURN:
        return _later(str(answer.status), attempts)
    if answer.status >= 500:
        return _unknown(str(answer.status))
    code = answer.code or answer.status
    return Settlement(State.FAILED, channel=NAME, reason="opted_out_21610" if code == OPTED_OUT else str(code))


def _not_answered(fault: RequestException, attempts: int) -> Settlement:
    """What a fault of the network means: without a connection nothing was accepted; after it, nobody knows."""
    return _later("no_connection", attempts) if _never_connected(fault) else _unknown(type(fault).__name__)


def _never_connected(fault: RequestException) -> bool:
    if isinstance(fault, ConnectTimeout | ProxyError | SSLError):
        return True
    cause = fault.args[0] if isinstance(fault, ConnectionFault) and fault.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _later(reason: str, attempts: int) -> Settlement:
    retry_at = clock.now() + timedelta(seconds=backoff(attempts))
    return Settlement(State.QUEUED, channel=NAME, reason=reason, retry_at=retry_at)


def _unknown(reason: str) -> Settlement:
    return Settlement(State.UNKNOWN, channel=NAME, reason=reason)
