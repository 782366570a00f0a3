"""An answer comes in: it is counted by unit and month, and beside it, apart, that somebody was asked. No commits.

What was answered must never lead to anybody: not by a column, nor by the order in which rows were written. So each
answer writes all the counts of its unit and month anew, and they are all laid at once; page, text and telephone are
one, or the only one who answered by a text would be told by her way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import case, select, update

from backend.access import turn
from backend.survey import due
from schema import clock
from schema.db import db, insert_new
from schema.tables import Message, SurveyAsk, SurveyCount

BAD, NEITHER, GOOD = 1, 2, 3
FACES = (GOOD, NEITHER, BAD)
OWN, PAPER = "own", "paper"
OPEN_FOR = timedelta(days=7)
"""A question by a text stands until the next one could be asked."""


def answer(recipient_id: int, visit_id: int, face: int | None) -> bool:
    """Her answer by her own device or in a call, or that she puts the question away (`face` None).

    False where she is not asked about this visit now: so the same form twice is one. The recipient is one whom the
    caller has found by her device or her call.
    """
    turn.take()
    asked = due.question(recipient_id)
    if asked is None or asked.visit_id != visit_id:
        return False
    db.session.add(
        SurveyAsk(
            recipient_id=recipient_id, visit_id=visit_id, unit_id=asked.unit_id, asked_on=clock.today(), closed=True
        )
    )  # fmt: skip
    db.session.flush()
    if face is not None:
        count(asked.unit_id, OWN, {face: 1})
    return True


def is_closed(recipient_id: int, visit_id: int) -> bool:
    """Whether she was asked about a visit by her page or in a call, and has answered or put it away."""
    mine = select(SurveyAsk.id).where(SurveyAsk.recipient_id == recipient_id, SurveyAsk.visit_id == visit_id)
    return db.session.scalar(mine.where(SurveyAsk.closed).limit(1)) is not None


def by_text(number_hash: str, face: int, *, bare: bool) -> bool:
    """The answer of a number to the question of the last days, counted once; False where it was not asked.

    A figure that comes after it is none, and must not be kept as a text of hers either. Once it is answered, what is
    more than a `bare` figure may be about anything, and is for the unit to read.
    """
    query = (
        select(SurveyAsk.id)
        .join(Message, Message.id == SurveyAsk.message_id)
        .where(Message.number_hash == number_hash, SurveyAsk.asked_on > clock.today() - OPEN_FOR)
    )
    ask_id = db.session.scalar(query.order_by(SurveyAsk.id.desc()).limit(1))
    mine = update(SurveyAsk).where(SurveyAsk.id == ask_id, SurveyAsk.closed.is_(False))
    closed = mine.values(closed=True).returning(SurveyAsk.unit_id)
    unit_id = db.session.scalar(closed, execution_options={"synchronize_session": False})
    if unit_id is not None:
        count(unit_id, OWN, {face: 1})
    return unit_id is not None or (bare and ask_id is not None)


def count(unit_id: int, way: str, faces: Mapping[int, int], month: date | None = None) -> None:
    """Add answers to the counts of a unit, in a month (None: this one), by a way. None falls below nothing."""
    month = (month or clock.today()).replace(day=1)
    rows = [{"unit_id": unit_id, "month_on": month, "face": face, "way": way, "answers": 0} for face in sorted(FACES)]
    db.session.execute(insert_new(SurveyCount, rows))
    here = (SurveyCount.unit_id == unit_id, SurveyCount.month_on == month, SurveyCount.way == way)
    more = SurveyCount.answers + case(dict(faces), value=SurveyCount.face, else_=0)
    anew = update(SurveyCount).where(*here).values(answers=case((more > 0, more), else_=0))
    db.session.execute(anew, execution_options={"synchronize_session": False})
