"""Who speaks in a call: a recipient who has proven herself in it, as a speaker of her own beside her devices."""

from __future__ import annotations

from dataclasses import dataclass

from backend.access.scope import Scope

BY_TELEPHONE = "telephone"
"""How what she chooses in a call is recorded; nobody of the staff and no device stands beside it."""


@dataclass(frozen=True)
class Caller:
    """A recipient in a call in which she has proven herself. Made by `backend.telling.proving` alone.

    `call` is what the provider knows the call by, `message_id` our message that it reads out. `by_pin`: by her PIN;
    else by a key in a call to a registered number that is hers alone.
    """

    recipient_id: int
    message_id: int
    call: str
    language: str
    by_pin: bool

    @property
    def scope(self) -> Scope:
        """Who looks and asks. It reaches nobody by a query: all is bound to `recipient_id`."""
        return Scope(role="recipient", unit_ids=frozenset(), in_a_call=True)
