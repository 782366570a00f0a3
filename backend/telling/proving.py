"""Who has proven herself in a call: by her PIN, or by a key in a call back to a registered number that is hers alone.

Nobody on a number that several have, or that a relative has too: there the PIN alone tells who it is. Our own calls in
the morning prove nothing: whoever lifts has asked for nothing.
"""

from __future__ import annotations

from sqlalchemy import select

from backend.access.callers import Caller
from backend.telling import calling, confirmed
from backend.telling.numbers import with_roles
from notifications.events import Kind
from notifications.policy import Level
from schema import clock
from schema.db import db
from schema.tables import Message, MessageLedger, Recipient


def of_call(message_id: int, call_sid: str) -> Caller | None:
    """Who speaks in the call that reads out a message; None where that proves nobody.

    The caller has asked (`notifications.receipts.say`) whether the message is this call's and may be heard still.
    """
    query = select(Message.recipient_id, Message.number_hash, MessageLedger.dedupe_key).join(
        MessageLedger, MessageLedger.message_id == Message.id
    )
    row = db.session.execute(query.where(Message.id == message_id, Message.kind == Kind.DAY_CALL)).one_or_none()
    if row is None:
        return None
    by_pin = row.dedupe_key.startswith(calling.IN)
    back = row.dedupe_key.startswith(calling.BACK)
    recipient_id = row.recipient_id if by_pin else _alone_on(row.number_hash) if back else None
    heard = calling.herself(recipient_id, clock.today()) if recipient_id is not None else None
    if heard is None or recipient_id is None:
        return None
    return Caller(recipient_id, message_id, call_sid, heard.language, by_pin)


def _alone_on(number_hash: str) -> int | None:
    """The one recipient who has a number; None where it is not proven, or anybody else has it too."""
    number = with_roles(clock.today(), [number_hash])[0]
    owners = list(number.owners.values())
    if len(owners) != 1 or number.kin or not Level.of(owners[0].sms_detail):
        return None
    closed = db.session.get_one(Recipient, owners[0].id)
    not_hers = closed.phone_hash == number_hash and closed.phone_closed_at is not None
    known = number_hash in confirmed.standing([number_hash]).proven
    return owners[0].id if known and not not_hers else None
