"""What a call that did not go well means: not accepted and tried again, or nobody knows."""

from __future__ import annotations

from datetime import timedelta

from notifications.outbox import Settlement
from notifications.policy import backoff
from notifications.states import State
from schema import clock


def later(reason: str, attempts: int) -> Settlement:
    """It was not accepted: it is tried again after a while."""
    return Settlement(State.QUEUED, reason=reason, retry_at=clock.now() + timedelta(seconds=backoff(attempts)))


def unknown(reason: str) -> Settlement:
    """It may have been accepted: the provider is asked before anything is sent again."""
    return Settlement(State.UNKNOWN, reason=reason)
