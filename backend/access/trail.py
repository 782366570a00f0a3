"""The trail: who looked at or changed what about whom. Append-only, no values, never skipped.

Views note what they show with `note`; the rows are written when the request ends, in the same transaction as its
changes, and a request whose trail cannot be written fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import new_salt, row_digest
from schema.tables import Trail


@dataclass(frozen=True)
class Look:
    """One look or change about one person, or about a unit's people as a whole."""

    scope: Scope
    action: str
    recipient_id: int | None = None
    unit_id: int | None = None
    card_id: int | None = None


def note(scope: Scope, action: str, *, recipient_id: int | None = None, unit_id: int | None = None) -> None:
    """Remember a look (`read`, `print`, `export`) or a `change`, to be written when this request ends."""
    g.setdefault("looks", []).append(Look(scope, action, recipient_id, unit_id))


def write_noted() -> None:
    """Add the rows of this request's looks to the session. Called once, before the request's commit."""
    for look in g.pop("looks", []):
        db.session.add(row(look, what=request.endpoint or "", address=request.remote_addr))


def row(look: Look, what: str, address: str | None) -> Trail:
    """The trail row of a look, with its digest."""
    return Trail(**values(look, what, address, clock.now()))


def values(look: Look, what: str, address: str | None, at: datetime) -> dict[str, Any]:
    """The columns of the trail row of a look at an instant, with its digest."""
    salt, scope = new_salt(), look.scope
    content = (
        at.isoformat(), scope.user_id, scope.api_key_id, look.card_id, scope.role, look.action, what,
        look.recipient_id, look.unit_id, address,
    )  # fmt: skip
    return {
        "at": at,
        "user_id": scope.user_id,
        "api_key_id": scope.api_key_id,
        "card_id": look.card_id,
        "role": scope.role,
        "action": look.action,
        "what": what,
        "recipient_id": look.recipient_id,
        "unit_id": look.unit_id,
        "address": address,
        "salt": salt,
        "digest": row_digest(salt, *content),
    }
