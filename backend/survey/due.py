"""Whether somebody is asked now how a visit was, and about which. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from backend import offers
from backend.survey import drawing
from backend.survey.drawing import STANDS, WEEK, Done, week_of
from schema import clock
from schema.db import db
from schema.tables import OwnChoice, Service, SurveyAsk, Visit

AFTER = timedelta(minutes=20)
"""So long after a visit: whoever was there has gone."""
NOT_ASKED = ("alarm", "nursing")


@dataclass(frozen=True)
class Question:
    """The visit that somebody is asked about."""

    recipient_id: int
    visit_id: int
    unit_id: int
    window_start_at: datetime
    window_end_at: datetime


def question(recipient_id: int) -> Question | None:
    """The question that stands to somebody now, by whatever way; None where she is not asked.

    Not where she was asked or has answered in the last seven days, has chosen to be left in peace, or her unit does not
    ask. The recipient is one whom the caller has found.
    """
    today = clock.today()
    found = _nominal(recipient_id, today)
    if found is None or left_alone([recipient_id], today) or not offers.of(found.unit_id).survey:
        return None
    visit = db.session.get_one(Visit, found.id)
    return Question(recipient_id, visit.id, visit.unit_id, visit.window_start_at, visit.window_end_at)


def left_alone(recipient_ids: Collection[int], today: date) -> set[int]:
    """Those who were asked in the last seven days, or wish not to be."""
    ids = sorted(recipient_ids)
    asked = select(SurveyAsk.recipient_id).where(
        SurveyAsk.recipient_id.in_(ids), SurveyAsk.asked_on > today - WEEK
    )  # fmt: skip
    chosen = select(OwnChoice.recipient_id, OwnChoice.value).where(
        OwnChoice.recipient_id.in_(ids), OwnChoice.what == "survey"
    )
    last = {row.recipient_id: row.value for row in db.session.execute(chosen.order_by(OwnChoice.id))}
    return {*db.session.scalars(asked), *(one for one, value in last.items() if value == "off" and one is not None)}


def _nominal(recipient_id: int, today: date) -> Done | None:
    """The visit whose question stands today, where its week is not passed over."""
    for monday in dict.fromkeys((week_of(today), week_of(today - STANDS))):
        this = _drawn(recipient_id, monday)
        if this is None or not this.date <= today <= this.date + STANDS:
            continue
        return None if drawing.passed_over(this, _drawn(recipient_id, monday - WEEK)) else this
    return None


def _drawn(recipient_id: int, monday: date) -> Done | None:
    begins = drawing.first_day(recipient_id, monday)
    query = select(Visit.id, Visit.date, Visit.unit_id, Visit.service_ids).where(
        Visit.recipient_id == recipient_id, Visit.date >= begins, Visit.date < monday + WEEK, Visit.revision > 0,
        Visit.status == "done", Visit.ended_at <= clock.now() - AFTER,
    )  # fmt: skip
    rows = db.session.execute(query.order_by(Visit.date, Visit.ended_at, Visit.id)).all()
    kinds = _categories({service for row in rows for service in row.service_ids})
    asked = (Done(*row[:3]) for row in rows if _is_asked_about([kinds.get(one) for one in row.service_ids]))
    return drawing.drawn(recipient_id, monday, asked)


def _is_asked_about(kinds: Collection[str | None]) -> bool:
    """Never about an alarm, nor about nursing alone."""
    return "alarm" not in kinds and any(kind not in NOT_ASKED for kind in kinds)


def _categories(service_ids: Collection[int]) -> dict[int, str | None]:
    query = select(Service.id, Service.category).where(Service.id.in_(sorted(service_ids)))
    return {id_: category for id_, category in db.session.execute(query)}
