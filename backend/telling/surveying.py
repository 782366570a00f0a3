"""How a visit was, asked by a text: of some of those who want texts and have no device of their own that asks.

It is the visit that her page would ask about, so that nobody is asked more than once a week by any way; never on a day
on which her number may be asked whether somebody came.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import exists, select

from backend.survey import drawing, due
from backend.telling import asking, quiet, units
from backend.telling.facts import Windows
from backend.telling.readers import Reader, readers
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.policy import Level
from notifications.texts import catalogue
from schema import clock
from schema.db import db
from schema.tables import Device, Recipient, SurveyAsk, Visit

AT_MOST = timedelta(hours=3)


def ask(municipality: str) -> dict[str, int]:
    """Write the questions that are not written yet. Counts: `surveys`. The caller owns the transaction."""
    known, today = units.standing(), clock.today()
    visits = _standing(today) if known.answerable else []
    who, windows, made = readers({visit.recipient_id for visit in visits}, today), Windows(visits), 0
    for visit in visits:
        reader = next((one for one in who.get(visit.recipient_id, ()) if _may_be_asked(one, today)), None)
        if reader is None:
            continue
        words = catalogue(reader.language)
        said = wording.Reader(municipality, reader.level, known.phone(visit.unit_id))
        draft = Draft(
            f"{Kind.SURVEY}:{visit.id}:{reader.to_hash}", Kind.SURVEY, visit.unit_id, reader.to, reader.to_hash,
            words.language, wording.survey(windows.of(visit), said, words), clock.instant(today, asking.ENDS),
            recipient_id=visit.recipient_id, visit_id=visit.id, level=Level.TIMES.name.lower(),
            held=known.held(visit.unit_id),
        )  # fmt: skip
        made += _write(draft, visit, today)
    return {"surveys": made}


def _standing(today: date) -> list[Visit]:
    """The visits that were over a while ago and are asked about: of people without a paired device, by chance."""
    now = clock.now()
    paired = exists().where(
        Device.recipient_id == Visit.recipient_id, Device.kind == "browser", Device.revoked_at.is_(None)
    )
    query = (
        select(Visit)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .where(Visit.date == today, Visit.revision > 0, Visit.status == "done", ~paired)
        .where(Visit.ended_at <= now - due.AFTER, Visit.ended_at > now - AT_MOST, Recipient.phone_hash.is_not(None))
    )
    by_chance = {
        row.id: row for row in db.session.scalars(query.order_by(Visit.ended_at, Visit.id))
        if drawing.by_text(row.recipient_id, today)
        and drawing.first_day(row.recipient_id, drawing.week_of(today)) <= today
    }  # fmt: skip
    people = {row.recipient_id for row in by_chance.values()}
    in_peace = due.left_alone(people, today) | quiet.rest_now(people)
    asked = [due.question(one) for one in sorted(people - in_peace)]
    return [by_chance[one.visit_id] for one in asked if one is not None and one.visit_id in by_chance]


def _may_be_asked(reader: Reader, today: date) -> bool:
    return asking.may_be_asked(reader) and not asking.drawn(reader.to_hash, today)


def _write(draft: Draft, visit: Visit, today: date) -> int:
    """Write a question, and that it was asked; nothing was where it stays in the house."""
    if not drafts.write([draft]) or draft.held:
        return 0
    db.session.add(
        SurveyAsk(
            recipient_id=visit.recipient_id, visit_id=visit.id, unit_id=visit.unit_id, asked_on=today, closed=False,
            message_id=drafts.number_of(draft.dedupe_key),
        )
    )  # fmt: skip
    db.session.flush()
    return 1
