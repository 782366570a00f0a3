"""The municipality's account at Twilio, through Twilio's own client: what sending a text and calling have in common.

Creating a message or a call there is not idempotent: what may have been accepted is `unknown`, and never made again
unasked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from notifications.channels import CannotAsk
from notifications.channels.faults import later, unknown
from notifications.channels.http import Http, NeverConnected, NoAnswer
from notifications.outbox import Settlement
from notifications.states import State
from schema.settings import Settings

CLOCKS_APART = timedelta(minutes=2)
OPTED_OUT = 21610
NOT_OUR_TURN = (401, 429)
"""Our key or our pace is wrong, not the message: it was not accepted, and waits for somebody to mend it."""
UNREACHABLE = ("127.0.0.1", "localhost", "::1")
HOOKS = "/hooks/twilio/"
UNREADABLE = (TwilioException, NeverConnected, NoAnswer, json.JSONDecodeError)
"""What Twilio's client raises over our connections when no answer comes, or none that can be read."""


class OverHttp(HttpClient):
    """What Twilio's client asks through: our own connections, aimed at another host when told so.

    Its own spends nine tenths of a call in `requests`, under the interpreter's one lock (docs/speed.md).
    """

    def __init__(self, http: Http, base_url: str | None):
        super().__init__(logging.getLogger(__name__), False, None)
        self._http = http
        self._base = urlsplit(base_url) if base_url else None

    def request(
        self, method: str, url: str, params: Any = None, data: Any = None, headers: Any = None, auth: Any = None,
        timeout: float | None = None, allow_redirects: bool = False,
    ) -> Response:  # fmt: skip
        """Ask once. Raises NeverConnected or NoAnswer."""
        if self._base:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))
        form = data if method.upper() in ("POST", "PUT") else None
        answer = self._http.ask(method.upper(), url, form=form, query=params, auth=auth, headers=headers)
        return Response(answer.status, answer.text, answer.headers)


def client(settings: Settings, http: Http) -> Client:
    """Twilio's client for the account of the settings, over somebody's connections."""
    told = {"TWILIO_ACCOUNT_SID": settings.twilio_account_sid}  # else the library reads the environment itself
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        http_client=OverHttp(http, settings.twilio_base_url),
        environment=told,
    )


def hook(settings: Settings, name: str, message_id: int) -> str | None:
    """Where Twilio is to tell of a message; None when it could not get there and would refuse the address."""
    if urlsplit(settings.public_url).hostname in UNREACHABLE and not settings.twilio_base_url:
        return None
    return f"{settings.public_url}{HOOKS}{name}?message={message_id}"


def made(carrier: str, attempts: int, make: Callable[[], Any]) -> Settlement:
    """Where asking Twilio to make something led. `make` gives what was made; it may raise what its client raises."""
    try:
        sid = make().sid
    except TwilioRestException as answer:
        return _refused(carrier, answer, attempts)
    except NeverConnected:
        return later("no_connection", attempts)
    except NoAnswer as fault:
        return unknown(str(fault))
    except (TwilioException, json.JSONDecodeError):
        return unknown("unreadable_answer")
    return Settlement(State.SENT, channel=carrier, sid=sid) if sid else unknown("no_sid")


def listed(ask: Callable[[], list[Any]]) -> list[Any]:
    """What Twilio lists. Raises CannotAsk when no answer comes."""
    try:
        return ask()
    except UNREADABLE as fault:
        raise CannotAsk(type(fault).__name__) from None


def _refused(carrier: str, answer: TwilioRestException, attempts: int) -> Settlement:
    """What an answer other than 2xx means: not now, never, or nobody knows."""
    if answer.status in NOT_OUR_TURN:
        return later(str(answer.status), attempts)
    if answer.status >= 500:
        return unknown(str(answer.status))
    code = answer.code or answer.status
    return Settlement(State.FAILED, channel=carrier, reason="opted_out_21610" if code == OPTED_OUT else str(code))
