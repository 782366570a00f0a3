"""Pure: a message's life. States are data; what may not move there stays where it is (`sources`)."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a message is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"


LEGAL: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.SENT, State.EXPIRED, State.SUPPRESSED}),
    State.SENDING: frozenset({State.SENT, State.FAILED, State.QUEUED, State.UNKNOWN, State.SUPPRESSED}),
    State.UNKNOWN: frozenset({State.SENT, State.QUEUED, State.EXPIRED, State.SUPPRESSED}),
    State.SENT: frozenset({State.DELIVERED, State.UNDELIVERED}),
    State.DELIVERED: frozenset(),
    State.UNDELIVERED: frozenset({State.DELIVERED}),
    State.FAILED: frozenset(),
    State.EXPIRED: frozenset(),
    State.SUPPRESSED: frozenset(),
}
"""design.md, "A message's life". From `unknown` only what the provider said leads on.

Two moves are ours beside it. From `queued` to `sent`: the provider's word of a call that was taken for lost comes late,
before it is tried again. From `undelivered` to `delivered`: receipts come in any order, and what arrived has arrived.
"""


def sources(there: State) -> tuple[State, ...]:
    """The states from which a message may come to `there`, for conditional updates."""
    return tuple(here for here in State if there in LEGAL[here])
