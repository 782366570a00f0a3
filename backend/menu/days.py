"""Her days as a call reads them out: at her own level, and of today the word that whoever is at the door can say."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from backend.access import trail
from backend.menu.talk import Talk
from backend.telling import calling
from backend.telling.windows import coming
from notifications import spoken
from notifications.door_word import word
from schema import clock
from schema.db import db
from schema.tables import Visit

AHEAD = 7
"""Days after today."""
DAY = timedelta(days=1)


def today(talk: Talk) -> list[str]:
    """The lines of today: what is going on, then what is to come, each with its word. The word is never in a text."""
    on = clock.today()
    lines = [*_going_on(talk, on), *_to_come(talk, on - DAY), *_to_come(talk, on)]
    return _read(talk, on, lines)


def later(talk: Talk, number: int) -> list[str]:
    """The lines of a day so many days after today."""
    on = clock.today() + number * DAY
    heard = calling.herself(talk.recipient_id, on)
    visits = coming([talk.recipient_id], on).get(talk.recipient_id, ()) if heard else ()
    lines = [spoken.visit(one.window, heard.told.level, talk.words) for one in visits if heard]
    return _read(talk, on, list(dict.fromkeys(lines)))


def _read(talk: Talk, on: date, lines: list[str]) -> list[str]:
    trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
    if not lines:
        return [spoken.nothing(on, clock.today(), talk.words)]
    return [spoken.head(on, clock.today(), talk.words), *lines]


def _to_come(talk: Talk, on: date) -> list[str]:
    heard = calling.herself(talk.recipient_id, clock.today())
    visits = coming([talk.recipient_id], on).get(talk.recipient_id, ()) if heard else ()
    return [
        line for one in visits if heard
        for line in (spoken.visit(one.window, heard.told.level, talk.words), _word(talk, one.told.visit_id, on))
    ]  # fmt: skip


def _going_on(talk: Talk, on: date) -> list[str]:
    query = select(Visit.id, Visit.date).where(
        Visit.recipient_id == talk.recipient_id, Visit.revision > 0, Visit.status == "in_progress",
        Visit.date.between(on - DAY, on),
    )  # fmt: skip
    rows = db.session.execute(query.order_by(Visit.window_start_at, Visit.id)).all()
    return [line for row in rows for line in (talk.say("going_on"), _word(talk, row.id, row.date))]


def _word(talk: Talk, visit_id: int, on: date) -> str:
    return talk.say("word", word=word(visit_id, on, talk.caller.language))
