"""Whether somebody came to a visit, by her own word. It stands beside the worker's. No function commits."""

from __future__ import annotations

from sqlalchemy import select

from backend.hearing.remarks import NotSaid, Saying, Speaker, begun, say
from schema import clock
from schema.db import db
from schema.tables import CameAnswer, Visit
from schema.wire.facts import Touched

CAME = "came"


def confirm(speaker: Speaker, visit_id: int, *, came: bool, once: str = "", text: str = "") -> Touched:
    """Keep her answer; that nobody came is something said of the visit as well. Raises NotSaid.

    The same answer from the same device is one, however often it is pressed; another one takes the last one back, and
    both stand. A relative was not there: what she says is said of the visit, and is no answer of hers.
    """
    if speaker.relative_id is not None:
        if came:
            raise NotSaid("only_herself")
        return say(speaker, Saying("not_come", once, visit_id, text))
    hers = Visit.id == visit_id, Visit.recipient_id == speaker.recipient_id
    day = db.session.scalar(select(Visit.date).where(*hers, begun()))
    if day is None:
        raise NotSaid("no_visit")
    touched = Touched() if came else say(speaker, Saying("not_come", once, visit_id, text))
    touched.add(speaker.recipient_id, None, day)
    if answered(speaker, visit_id) is not came:
        db.session.add(
            CameAnswer(
                recipient_id=speaker.recipient_id, visit_id=visit_id, date=day, came=came, way=speaker.way,
                device_id=speaker.device_id, user_id=speaker.user_id, answered_at=clock.now(),
            )
        )  # fmt: skip
        db.session.flush()
    return touched


def answered(speaker: Speaker, visit_id: int) -> bool | None:
    """What was last answered of a visit by this way and device; None where nothing was."""
    same = CameAnswer.device_id == speaker.device_id, CameAnswer.way == speaker.way
    if speaker.device_id is None:
        same = CameAnswer.device_id.is_(None), CameAnswer.way == speaker.way
    query = select(CameAnswer.came).where(
        CameAnswer.recipient_id == speaker.recipient_id, CameAnswer.visit_id == visit_id, *same
    )
    return db.session.scalar(query.order_by(CameAnswer.id.desc()).limit(1))
