"""Only numbers that were named get anything: for a pilot, where a wrong number must cost nothing."""

from __future__ import annotations

from notifications.channels import Channel
from notifications.outbox import Claimed, Settlement
from notifications.states import State


class Allowlist:
    """Lets the named numbers through to another channel and holds the rest back."""

    def __init__(self, numbers: frozenset[str], through: Channel):
        self._numbers = frozenset(_digits(number) for number in numbers)
        self._through = through

    def send(self, message: Claimed) -> Settlement:
        """Send to a named number; any other is suppressed as `not_on_allowlist`."""
        if _digits(message.number) in self._numbers:
            return self._through.send(message)
        return Settlement(State.SUPPRESSED, channel="console", reason="not_on_allowlist")


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())
