"""A provider says that a number has answered STOPP there (21610, when sent or by receipt): heeded like our own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, func, select

from backend.telling import replies
from backend.telling.replies import Answer
from schema import clock
from schema.db import db
from schema.tables import InboundText, Message, Task
from schema.tables.message import OPTED_OUT

CODE = "21610"
FRESH = timedelta(days=2)


def heed() -> int:
    """Withdraw the wishes on such numbers, and ask their units for another way; how many numbers. Once for each time.

    A START that came later stands. The caller owns the transaction.
    """
    last = func.max(Message.settled_at)
    told = (
        select(Message.number_hash, last)
        .where(OPTED_OUT, Message.settled_at > clock.now() - FRESH, Message.number_hash != "")
        .group_by(Message.number_hash)
    )
    heeded = 0
    for number_hash, at in db.session.execute(told.order_by(Message.number_hash)).all():
        again = exists().where(
            InboundText.number_hash == number_hash, InboundText.meaning == Answer.START, InboundText.received_at > at
        )
        known = exists().where(Task.key.like(f"{replies.STOPPED}:%:{number_hash}"), Task.raised_at >= at)
        if not db.session.scalar(select(again | known)):
            replies.silence(number_hash, Answer.STOP)
            heeded += 1
    return heeded
