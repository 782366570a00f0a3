"""The words of what is settled are erased at the provider, where it can: here they have their own time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import or_, select, update

from notifications.channels.carriers import Carriers
from notifications.states import State
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Message
from schema.tables.message import UNREDACTED

AT_ONCE = 8
NO_RECEIPT_AFTER = timedelta(days=1)
"""A message of which nothing is heard for so long is settled, as far as its words go."""
ERASE_WITHIN = timedelta(days=7)
"""What could not be erased by then is told of in the figures, and left."""


def erase(settings: Settings) -> dict[str, int]:
    """Have the words of settled texts erased at the providers that can. Counts: `erased`, `kept` (tried again)."""
    carriers = Carriers(settings)
    counts, known = Counter[str](), carriers.erasing()
    since, now = clock.now() - ERASE_WITHIN, clock.now()
    over = or_(Message.state.in_((State.DELIVERED, State.UNDELIVERED)), Message.handed_at < now - NO_RECEIPT_AFTER)
    query = (
        select(Message.id, Message.sid, Message.channel)
        .where(UNREDACTED, Message.channel.in_(sorted(known)))
        .where(Message.handed_at > since, over)
        .order_by(Message.handed_at, Message.id)
        .limit(AT_ONCE * 25)
    )
    rows = db.session.execute(query).all() if known else []
    db.session.commit()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda row: known[row.channel].erase(row.sid), rows))
    carriers.close()
    gone = [row.id for row, erased in zip(rows, answers, strict=True) if erased]
    put = update(Message).where(Message.id.in_(gone)).values(redacted_at=now)
    db.session.execute(put, execution_options={"synchronize_session": False})
    db.session.commit()
    counts.update({"erased": len(gone), "kept": len(rows) - len(gone)})
    return {name: number for name, number in sorted(counts.items()) if number}
