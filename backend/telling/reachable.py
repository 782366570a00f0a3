"""What keeps a number from being told of visits: a code for each trouble, said on the person's page with what to do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.access.scope import Scope
from backend.telling import confirmed, ways, wishes
from notifications.events import Kind
from notifications.states import State
from schema.db import db
from schema.tables import Consent, Message, Recipient, Relative, Withdrawal

STOPPED, WRONG, CAME_BACK, WELCOMED, UNCONFIRMED, NO_NUMBER = (
    "stopped", "wrong", "came_back", "welcomed", "unconfirmed", "no_number",
)  # fmt: skip
"""It answered STOPP or FEL; the welcome did not arrive; it was sent and stands till the morning; not sent yet; none."""


def of_recipient(scope: Scope, recipient_id: int) -> str | None:
    """The trouble with a recipient's number; None where there is none, or she is outside the scope."""
    row = db.session.scalar(scope.people(select(Recipient)).where(Recipient.id == recipient_id))
    if row is None:
        return None
    told = ways.chosen([row.id]).get(row.id)
    if told is None:
        return NO_NUMBER
    return _trouble(row, told.number_hash, row.sms_detail != "none", "sms_detail", Withdrawal.recipient_id)


def of_relatives(scope: Scope, recipient_id: int) -> dict[int, str]:
    """Relative → the trouble with her number; those without trouble, or told by e-mail alone, are not there."""
    query: Any = scope.people(select(Relative).join(Recipient, Recipient.id == Relative.recipient_id))
    rows = db.session.scalars(query.where(Relative.recipient_id == recipient_id, Relative.revision > 0)).all()
    wanted = wishes.of_relatives(scope, recipient_id)
    troubles = {
        row.id: _trouble(row, row.phone_hash, wanted[row.id] != "none", "notices", Withdrawal.relative_id)
        for row in rows
        if row.phone_hash
    }
    return {id_: trouble for id_, trouble in troubles.items() if trouble}


def _trouble(row: Any, number_hash: str, wanted: bool, what: str, column: Any) -> str | None:
    if row.phone_closed_at is not None and row.phone_hash == number_hash:
        return WRONG
    if not wanted:
        return STOPPED if _answered_stop(row.id, what, column) else None
    standing = confirmed.standing([number_hash])
    if number_hash in standing.proven:
        return None
    return UNCONFIRMED if number_hash in standing.fresh else _welcome(number_hash)


def _answered_stop(row_id: int, what: str, column: Any) -> bool:
    """Whether the last word was a text from the number: nobody's hand here, and no device of hers."""
    query = select(Withdrawal).where(column == row_id, Withdrawal.what == what).order_by(Withdrawal.id.desc()).limit(1)
    last = db.session.scalar(query)
    if last is None or last.user_id is not None or last.device_id is not None:
        return False
    about = Consent.relative_id == row_id if what == "notices" else Consent.recipient_id == row_id
    given = select(Consent.id).where(about, Consent.what == what, Consent.recorded_at > last.withdrawn_at).limit(1)
    return db.session.scalar(given) is None


def _welcome(number_hash: str) -> str:
    query = select(Message.state).where(Message.number_hash == number_hash, Message.kind == Kind.WELCOME)
    state = db.session.scalar(query.order_by(Message.id.desc()).limit(1))
    return CAME_BACK if state in (State.UNDELIVERED, State.FAILED, State.EXPIRED) else WELCOMED
