"""Hours in which somebody has asked to be left in peace, beside the night: her own choice, the last one in force."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from notifications.going import Hours, covers, hours
from schema import clock
from schema.db import db
from schema.tables import OwnChoice, Recipient

QUIET = "quiet"

_one, _later = aliased(OwnChoice), aliased(OwnChoice)
_newer = exists().where(_later.recipient_id == _one.recipient_id, _later.what == QUIET, _later.id > _one.id)
_last = select(_one.id).where(_one.recipient_id == Recipient.id, _one.what == QUIET, _one.value != "none", ~_newer)
_begins, _ends = func.substr(_one.value, 1, 5), func.substr(_one.value, 7, 5)


def of(recipient_ids: Collection[int]) -> dict[int, Hours]:
    """Recipient → her quiet hours, of those who chose some."""
    last = select(func.max(OwnChoice.id)).where(
        OwnChoice.recipient_id.in_(sorted(recipient_ids)), OwnChoice.what == QUIET
    )
    query = select(OwnChoice.recipient_id, OwnChoice.value)
    rows = db.session.execute(query.where(OwnChoice.id.in_(last.group_by(OwnChoice.recipient_id))))
    found = ((row.recipient_id, hours(row.value)) for row in rows)
    return {id_: span for id_, span in found if id_ is not None and span is not None}


def rest_now(recipient_ids: Collection[int]) -> frozenset[int]:
    """Those who are to be left in peace just now."""
    here = clock.local(clock.now()).time()
    return frozenset(id_ for id_, span in of(recipient_ids).items() if covers(span, here))


def rests() -> ColumnElement[bool]:
    """The same as a condition on `recipient`, for who is asked for in sets."""
    here = clock.local(clock.now()).strftime("%H:%M")
    by_day = and_(_begins <= _ends, _begins <= here, _ends > here)
    over_midnight = and_(_begins > _ends, or_(_begins <= here, _ends > here))
    return exists(_last.where(or_(by_day, over_midnight)).correlate(Recipient))
