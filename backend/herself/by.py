"""Who makes a choice for a recipient: she herself on her own device or in a call, or staff on her word."""

from __future__ import annotations

from dataclasses import dataclass

from backend.access.callers import BY_TELEPHONE, Caller
from backend.access.scope import Scope
from backend.devices.devices import Held
from backend.privacy.consent_register import recipient_in
from backend.privacy.consents import HOW
from schema import clock
from schema.db import db
from schema.tables import Recipient

OWN = "own"


@dataclass(frozen=True)
class By:
    """Whose choice it is, who says it and how. Made by the functions below alone, which ask who may."""

    scope: Scope
    recipient_id: int
    how: str | None

    @property
    def person(self) -> Recipient:
        """Whose choice it is."""
        return db.session.get_one(Recipient, self.recipient_id)

    @property
    def may(self) -> bool:
        """Whether something can be decided: it is said how, and by somebody, for somebody who still has care."""
        own = BY_TELEPHONE if self.scope.in_a_call else OWN
        said = self.how == own if self.scope.user_id is None else self.how in HOW
        ended = self.person.ended_on
        return said and (ended is None or ended >= clock.today())

    @property
    def marked(self) -> dict[str, int | str | None]:
        """As a row says it."""
        return {"user_id": self.scope.user_id, "device_id": self.scope.device_id, "how": self.how}


def herself(own: Held) -> By | None:
    """She herself, on a device that is fully paired; None where it still waits."""
    return None if own.pending else By(own.scope, own.recipient_id, OWN)


def in_a_call(caller: Caller) -> By:
    """She herself, in a call in which she has proven herself."""
    return By(caller.scope, caller.recipient_id, BY_TELEPHONE)


def on_her_word(scope: Scope, recipient_id: int, how: str | None = None) -> By | None:
    """Staff on her word; `how` None only looks. None where she is not inside the scope."""
    if scope.user_id is None or recipient_in(scope, recipient_id) is None:
        return None
    return By(scope, recipient_id, how)
