"""One file per neighbour that carries messages. Nothing above this package knows their libraries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.outbox import Claimed, Settlement


@dataclass(frozen=True)
class Question:
    """A message nobody knows the fate of, as the provider could know it."""

    number: str
    body: str
    asked_since: datetime


class CannotAsk(Exception):
    """The provider gave no answer that could be read."""


class Channel(Protocol):
    """Carries one message. Never raises for what a provider or a network does: the settlement says it."""

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over."""
        ...
