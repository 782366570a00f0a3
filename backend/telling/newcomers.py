"""Workers who come to somebody for the first time: she is told so (ours; the survey asks whether she knows who comes).

Of somebody whom the service has known for less than two weeks nobody is new: it does not know who has been there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import func, select

from schema import clock
from schema.db import db
from schema.tables import Execution

KNOWN_FOR = timedelta(days=14)


def newcomers(planned: Mapping[int, Collection[int]]) -> dict[int, frozenset[int]]:
    """Recipient → which of her planned workers have never been with her, as far as is known."""
    people = sorted(planned)
    first = select(Execution.recipient_id, func.min(Execution.date)).where(Execution.recipient_id.in_(people))
    before = clock.today() - KNOWN_FOR
    begun = dict(db.session.execute(first.group_by(Execution.recipient_id)).all())
    known = {one for one, day in begun.items() if day is not None and day <= before}
    met = select(Execution.recipient_id, Execution.worker_id).where(Execution.recipient_id.in_(sorted(known)))
    there = {(one, worker) for one, worker in db.session.execute(met.distinct())}
    return {
        one: frozenset(worker for worker in planned[one] if (one, worker) not in there)
        for one in people if one in known
    }  # fmt: skip
