"""Who carries a message: chosen by its way, and by SMS_MODE, which holds all ways back as well as texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from notifications.channels import Asking, Channel, Erasing
from notifications.channels.allowlist import Allowlist
from notifications.channels.console import Console
from notifications.channels.elks_sms import ElksSms
from notifications.channels.email import Email
from notifications.channels.http import Http
from notifications.channels.public_http import PublicHttp
from notifications.channels.relay import Relay
from notifications.channels.twilio_sms import TwilioSms
from notifications.channels.twilio_voice import TwilioVoice
from notifications.channels.web_push import WebPush
from notifications.events import Way
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema import clock
from schema.settings import Settings

TIMEOUT_SECONDS = 15.0
PUSH_TIMEOUT_SECONDS = 5.0
"""Whom a browser names gets less patience than whom the municipality chose."""
ASLEEP = timedelta(minutes=1)
"""Between a claim and its call: whoever slept longer may have been taken for dead, and its messages sent by another."""


class Carriers:
    """One channel for each way. In console mode nothing leaves; the allowlist is for numbers, not for addresses."""

    def __init__(
        self, settings: Settings, rests: Mapping[str, datetime] = MappingProxyType({}), at_once: int = 8
    ):  # fmt: skip
        self.outside = settings.sms_mode != "console"
        self._http = Http(TIMEOUT_SECONDS, at_once)
        self._open_http = PublicHttp(PUSH_TIMEOUT_SECONDS, at_once)
        self._relays: dict[str, Relay] = {}
        self._sending: dict[str, Channel] = dict.fromkeys(Way, Console())
        self._erasing: dict[str, Erasing] = {}
        if self.outside:
            texting = _texting(settings, self._http)
            calling: list[Asking] = [TwilioVoice(settings, self._http)] if settings.twilio_account_sid else []
            self._erasing = {one.name: one for one in texting if isinstance(one, TwilioSms)}
            self._relays = {Way.SMS: Relay(texting, rests), Way.CALL: Relay(calling, rests)}
            self._sending = {
                **self._relays, Way.EMAIL: Email(settings), Way.PUSH: WebPush(settings, self._open_http)
            }  # fmt: skip
        if settings.sms_mode == "allowlist":
            held = {way: Allowlist(settings.sms_allowlist, through) for way, through in self._relays.items()}
            self._sending.update(held)

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over to whoever carries its way; back to the queue where we slept since it was claimed."""
        if clock.steady() - message.claimed_steady > ASLEEP.total_seconds() or message.expires_at <= clock.now():
            return Settlement(State.QUEUED, reason="slept", retry_at=clock.now())
        return self._sending[message.way].send(message)

    def rest(self, rests: Mapping[str, datetime]) -> None:
        """Who is left in peace from now on, and until when."""
        for relay in self._relays.values():
            relay.rests = rests

    def asking(self, way: str) -> Relay | None:
        """Who can be asked of a message in doubt that went this way; None when nobody can."""
        return self._relays.get(way)

    def erasing(self) -> dict[str, Erasing]:
        """The channels whose provider can forget words, by name."""
        return self._erasing

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()
        self._open_http.close()


def _texting(settings: Settings, http: Http) -> list[Asking]:
    """The providers of texts that there are, the first by SMS_FIRST."""
    known: dict[str, Asking] = {}
    if settings.twilio_account_sid:
        known["twilio"] = TwilioSms(settings, http)
    if settings.elks_username:
        known["elks"] = ElksSms(settings, http)
    return sorted(known.values(), key=lambda channel: channel is not known.get(settings.sms_first))
