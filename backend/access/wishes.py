"""Wishes taken back here: recorded, effective at once, standing against the plan until a later consent."""

from __future__ import annotations

from sqlalchemy import select, update

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Home, Recipient, Withdrawal

LOWEST = {"sms_detail": "none", "card_detail": "times"}
"""What holds once a wish is taken back: no texts; times only on the card."""


def withdraw(scope: Scope, recipient_id: int, what: str, how: str | None = None) -> bool:
    """Take back a recipient's wish (`sms_detail` or `card_detail`); False where she is not inside the scope.

    `how` she said it: spoken, telephone or written. Raises KeyError for another wish. The caller commits.
    """
    row = db.session.scalar(scope.people(select(Recipient)).where(Recipient.id == recipient_id))
    if row is None or scope.user_id is None:
        return False
    take_back(row, what, user_id=scope.user_id, how=how)
    return True


def take_back(
    row: Recipient, what: str, *, user_id: int | None = None, device_id: int | None = None, how: str | None = None
) -> None:
    """Take back a wish of somebody whom the caller may change: by staff on her word, or by herself on her own
    device or in a call (`how`: telephone).

    Raises KeyError for another wish. The caller commits.
    """
    lowest = LOWEST[what]
    db.session.add(
        Withdrawal(
            what=what, recipient_id=row.id, withdrawn_at=clock.now(), user_id=user_id, device_id=device_id, how=how
        )
    )  # fmt: skip
    setattr(row, what, lowest)
    db.session.flush()
    db.session.execute(update(Home).where(Home.id == row.home_id).values(version=Home.version + 1))
