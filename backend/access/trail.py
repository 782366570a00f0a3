"""The trail: who looked at or changed what about whom. Append-only, no values, never skipped.

Views note what they show with `note`; the rows are written when the request ends, in the same transaction as its
changes, and a request whose trail cannot be written fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request
from sqlalchemy import insert

from backend.access.scope import MUNICIPALITY, NOBODY, Scope
from schema import clock
from schema.chains import sealed
from schema.db import db
from schema.tables import Trail


@dataclass(frozen=True)
class Look:
    """One look or change about one person, or about a unit's people as a whole."""

    scope: Scope
    action: str
    recipient_id: int | None = None
    unit_id: int | None = None
    card_id: int | None = None
    worker_id: int | None = None
    gap_id: int | None = None
    reason: str | None = None


def note(
    scope: Scope, action: str, *, recipient_id: int | None = None, unit_id: int | None = None,
    worker_id: int | None = None, gap_id: int | None = None, card_id: int | None = None, reason: str | None = None,
) -> None:  # fmt: skip
    """Remember a look (`read`, `print`, `export`) or a `change`, to be written when this request ends.

    `worker_id` is somebody of the staff whom it is about; `gap_id` the gap under review, itself the reason; `card_id`
    the card that was read. Whoever looks at somebody whom break-glass opened to her does so for the reason that she
    gave then.
    """
    if reason is None and recipient_id is not None:
        reason = scope.opened_why.get(recipient_id)
    look = Look(
        scope,
        action,
        recipient_id=recipient_id,
        unit_id=unit_id,
        worker_id=worker_id,
        gap_id=gap_id,
        card_id=card_id,
        reason=reason,
    )
    g.setdefault("looks", []).append(look)


def note_each(scope: Scope, action: str, recipient_ids: Iterable[int]) -> None:
    """Remember a look at several people at once: a row for each of them, or one alone where nobody was shown."""
    shown: list[int | None] = [*sorted(set(recipient_ids))]
    for recipient_id in shown or [None]:
        note(scope, action, recipient_id=recipient_id)


def note_import(scope: Scope, run_id: int) -> None:
    """Remember that an import was carried out, or taken back: whom it changed stands in the run's own revisions."""
    note(scope, "change", reason=f"import_run {run_id}")


def refused(scope: Scope = NOBODY, reason: str | None = None) -> None:
    """Remember that this request was refused: a wrong, expired, used or revoked code, token, key or cookie.

    `reason` is a code of ours, never what was sent. The row is written though the answer is an error.
    """
    note(scope, "refused", reason=reason)


def write_noted() -> None:
    """Write the rows of this request's looks, by one statement. Called once, before the request's commit."""
    now, what = clock.now(), request.endpoint or ""
    rows = [values(look, what, request.remote_addr, now) for look in g.pop("looks", [])]
    if rows:
        db.session.execute(insert(Trail), rows)


def by_operator(
    what: str, action: str, *, address: str, recipient_id: int | None = None, reason: str | None = None
) -> None:  # fmt: skip
    """The row of what a command does, in its own transaction. `address` is from where: the machine's account."""
    db.session.add(row(Look(MUNICIPALITY, action, recipient_id=recipient_id, reason=reason), what, address))


def row(look: Look, what: str, address: str | None) -> Trail:
    """The trail row of a look, with its digest."""
    return Trail(**values(look, what, address, clock.now()))


def values(look: Look, what: str, address: str | None, at: datetime) -> dict[str, Any]:
    """The columns of the trail row of a look at an instant, with its digest."""
    scope = look.scope
    return sealed(
        "trail",
        {
            "at": at,
            "user_id": scope.user_id,
            "api_key_id": scope.api_key_id,
            "card_id": look.card_id,
            "device_id": scope.device_id,
            "phone_id": scope.phone_id,
            "role": scope.role,
            "from_unit_id": scope.home_unit,
            "action": look.action,
            "what": what,
            "recipient_id": look.recipient_id,
            "worker_id": look.worker_id,
            "unit_id": look.unit_id,
            "gap_id": look.gap_id,
            "reason": look.reason,
            "address": address,
        },
    )
