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
    taken: frozenset[str] = frozenset()
    """What other messages of ours to the number are known by there."""
    alone: bool = True
    """Whether no other message of ours to the number is in doubt."""


class CannotAsk(Exception):
    """The provider gave no answer that could be read."""


class Channel(Protocol):
    """Carries one message. Never raises for what a provider or a network does: the settlement says it."""

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over."""
        ...


class Asking(Channel, Protocol):
    """A channel whose provider can be asked what became of a message in doubt."""

    name: str
    says_later: bool
    """Whether the words are still needed once the provider has accepted."""

    def find(self, question: Question) -> str | None:
        """What the provider knows the message by; None when it never got it. Raises CannotAsk."""
        ...


class Erasing(Protocol):
    """A channel whose provider can be told to forget the words of a message."""

    name: str

    def erase(self, sid: str) -> bool:
        """Let the provider erase a message's words; False where it could not now. Never raises."""
        ...
