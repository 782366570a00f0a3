"""Asked again just before sending: what was wished in the morning may be withdrawn while the message waits."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from notifications import outbox
from notifications.events import Kind
from schema import clock
from schema.tables import Message, Recipient


def drop_unwanted() -> int:
    """Suppress queued morning lists to a number where nobody wants one any more, or a protected person now is."""
    here = (
        select(Recipient.id)
        .where(
            Recipient.phone_hash == Message.number_hash,
            Recipient.revision > 0,
            or_(Recipient.ended_on.is_(None), Recipient.ended_on >= clock.today()),
        )
        .correlate(Message)
    )
    wanted = exists(here.where(Recipient.sms_detail != "none"))
    unwilling = exists(here.where(or_(Recipient.protected.is_(True), Recipient.sms_detail == "none")))
    return outbox.suppress("not_wanted", Message.kind == Kind.MORNING, or_(~wanted, unwilling))
