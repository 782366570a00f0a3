"""Texts by the first provider that is well; by the next one where the first did not accept. Never after a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from notifications.channels import Asking, Question
from notifications.outbox import Claimed, Settlement
from notifications.states import State


class Relay:
    """Several channels of one way, tried in order; those that rest are passed over."""

    name = "sms"
    says_later = False

    def __init__(self, channels: Sequence[Asking], rests: Mapping[str, datetime]):
        self._channels = channels
        self.rests = rests
        """Channel → until when it is left in peace; whoever sees that somebody rests now puts another in its place."""

    def send(self, message: Claimed) -> Settlement:
        """Hand one message over. The settlement says who was tried, and how that went."""
        rests = self.rests
        awake = [channel for channel in self._channels if channel.name not in rests]
        if not self._channels:
            return Settlement(State.FAILED, reason="no_provider")
        if not awake:
            first_up = min(rests[channel.name] for channel in self._channels)
            return Settlement(State.QUEUED, reason="provider_rests", retry_at=first_up)
        tried: list[tuple[str, bool]] = []
        outcome = Settlement(State.QUEUED)
        for channel in awake:
            outcome = channel.send(message)
            tried.append((channel.name, outcome.state not in (State.QUEUED, State.UNKNOWN)))
            if outcome.state is not State.QUEUED:
                break
        return replace(outcome, tried=tuple(tried))

    def find(self, question: Question) -> tuple[Asking, str] | None:
        """Who knows a message in doubt, and by what. Raises CannotAsk where one of them does not answer."""
        for channel in self._channels:
            if sid := channel.find(question):
                return channel, sid
        return None
