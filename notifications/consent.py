"""Asked again just before sending: what was wished in the morning may be withdrawn while the message waits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from notifications.events import Kind
from schema import clock
from schema.db import db
from schema.tables import Message, Recipient


def unwanted(message_ids: Sequence[int]) -> set[int]:
    """Those morning lists to a number where nobody wants one any more, or where somebody now is who must not get one.

    That is the lowest level over everybody who has the number, as when it was written; relatives are not asked again.
    """
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
    query = select(Message.id).where(Message.id.in_(message_ids), Message.kind == Kind.MORNING, or_(~wanted, unwilling))
    return set(db.session.scalars(query))
