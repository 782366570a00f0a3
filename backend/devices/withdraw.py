"""A relative's consent taken back: recorded, effective at once, standing against the plan until a later consent."""

from __future__ import annotations

from sqlalchemy import select

from backend.access.callers import BY_TELEPHONE, Caller
from backend.access.scope import Scope
from backend.devices import revoke
from backend.devices.devices import Held
from schema import clock
from schema.db import db
from schema.tables import Recipient, Relative, Withdrawal


def withdraw_relative(scope: Scope, relative_id: int, how: str | None = None) -> int | None:
    """Take back what a relative may see: the recipient whose relative it is; None where that is outside the scope.

    `how` she said it: spoken, telephone or written. The relative's devices, feeds, codes and queued messages end with
    it. The caller commits.
    """
    query = scope.people(select(Relative).join(Recipient, Recipient.id == Relative.recipient_id))
    row = db.session.scalar(query.where(Relative.id == relative_id, Relative.revision > 0))
    if row is None or scope.user_id is None:
        return None
    _take_back(row, user_id=scope.user_id, how=how)
    return row.recipient_id


def withdrawn_by_herself(own: Held, relative_id: int) -> bool:
    """The recipient takes it back on her own device; False where that is no relative of hers, or it waits itself."""
    row = db.session.get(Relative, relative_id)
    if row is None or own.pending or row.recipient_id != own.recipient_id or row.revision == 0:
        return False
    _take_back(row, device_id=own.device_id)
    return True


def withdrawn_in_a_call(caller: Caller, relative_id: int) -> bool:
    """The recipient takes it back in a call; False where that is no relative of hers."""
    row = db.session.get(Relative, relative_id)
    if row is None or row.recipient_id != caller.recipient_id or row.revision == 0:
        return False
    _take_back(row, how=BY_TELEPHONE)
    return True


def _take_back(
    row: Relative, *, user_id: int | None = None, device_id: int | None = None, how: str | None = None
) -> None:
    db.session.add(
        Withdrawal(
            what="relative", relative_id=row.id, withdrawn_at=clock.now(), user_id=user_id, device_id=device_id,
            how=how,
        )
    )  # fmt: skip
    row.secrecy_consent_on = row.data_consent_on = None
    row.notices = "none"
    db.session.flush()
    revoke.of_relative(row.id, "consent_ended", user_id)
