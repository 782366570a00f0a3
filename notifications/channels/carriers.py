"""Who carries a message: chosen by its way, and by SMS_MODE, which holds calls and letters back as well as texts."""

from __future__ import annotations

from notifications.channels import Asking, Channel
from notifications.channels.allowlist import Allowlist
from notifications.channels.console import Console
from notifications.channels.email import Email
from notifications.channels.twilio_sms import TwilioSms
from notifications.channels.twilio_voice import TwilioVoice
from notifications.events import Way
from notifications.outbox import Claimed, Settlement
from schema.settings import Settings


class Carriers:
    """One channel for each way. In console mode nothing leaves; the allowlist is for numbers, not for addresses."""

    def __init__(self, settings: Settings):
        self.outside = settings.sms_mode != "console"
        self._asking: dict[str, Asking] = {}
        self._sending: dict[str, Channel] = dict.fromkeys(Way, Console())
        if self.outside:
            self._asking = {Way.SMS: TwilioSms(settings), Way.CALL: TwilioVoice(settings)}
            self._sending = {**self._asking, Way.EMAIL: Email(settings)}
        if settings.sms_mode == "allowlist":
            held = {way: Allowlist(settings.sms_allowlist, through) for way, through in self._asking.items()}
            self._sending.update(held)

    def send(self, message: Claimed) -> Settlement:
        """Hand one message to whoever carries its way."""
        return self._sending[message.way].send(message)

    def asking(self, way: str) -> Asking | None:
        """Who can be asked of a message in doubt that went this way; None when nobody can."""
        return self._asking.get(way)
