"""Questions to the planner about numbers that several people share: whose is it, and what may be said on it?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from backend.telling.numbers import Number
from schema import clock
from schema.db import db, insert_new
from schema.tables import Task

KIND = "shared_number"


def ask(numbers: Iterable[Number], day: date) -> int:
    """Raise a question for each number, unless it was asked of the same people with the same wishes. Returns the new.

    It stands on an unprotected recipient only; the key repeats no number.
    """
    rows = [
        {
            "key": _key(number),
            "kind": KIND,
            "unit_id": number.units[first],
            "recipient_id": first,
            "date": day,
            "raised_at": clock.now(),
        }
        for number in numbers
        for first in [min(id_ for id_, owner in number.owners.items() if not owner.protected)]
    ]
    if not rows:
        return 0
    return len(db.session.execute(insert_new(Task, rows).returning(Task.id)).all())


def _key(number: Number) -> str:
    wishes = ".".join(f"{owner.id}-{owner.sms_detail}" for owner in number.owners.values())
    return f"{KIND}:{number.hash}:{wishes}:{len(number.kin)}"
