"""Whether somebody came: asked of her after a visit, by chance and never twice a day. Evidence apart from the worker's.

Of each of those who want texts of changes one day in seven (ours), by her number and the date, so that nobody can know
beforehand which visit is asked about.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from hashlib import sha256

from sqlalchemy import select

from backend.telling import quiet, units
from backend.telling.facts import Windows
from backend.telling.readers import Reader, readers
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.going import Notices
from notifications.policy import Level
from notifications.texts import catalogue
from schema import clock
from schema.db import db
from schema.tables import Recipient, Visit

ONE_IN = 7
AFTER, AT_MOST = timedelta(minutes=20), timedelta(hours=3)
"""So long after a visit: she has had her rest, and remembers."""
ENDS = time(20)


def ask(municipality: str) -> dict[str, int]:
    """Write the questions that are not written yet. Counts: `questions`. The caller owns the transaction."""
    known = units.standing()
    now, today = clock.now(), clock.today()
    done = (
        select(Visit, Recipient.phone_hash)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .where(Visit.date == today, Visit.revision > 0, Visit.status == "done", Recipient.phone_hash.is_not(None))
        .where(Visit.ended_at <= now - AFTER, Visit.ended_at > now - AT_MOST)
    )
    rows = db.session.execute(done.order_by(Visit.ended_at, Visit.id)).all() if known.answerable else []
    visits = [visit for visit, number_hash in rows if drawn(number_hash or "", today)]
    people = {visit.recipient_id for visit in visits}
    who, resting = readers(people, today), quiet.rest_now(people)
    windows, made = Windows(visits), []
    for visit in visits:
        reader = next((one for one in who.get(visit.recipient_id, ()) if may_be_asked(one)), None)
        if reader is None or visit.recipient_id in resting:
            continue
        words = catalogue(reader.language)
        said = wording.Reader(municipality, reader.level, known.phone(visit.unit_id))
        made.append(
            Draft(
                f"{Kind.QUESTION}:{today.isoformat()}:{reader.to_hash}", Kind.QUESTION, visit.unit_id, reader.to,
                reader.to_hash, words.language, wording.question(windows.of(visit), said, words),
                clock.instant(today, ENDS), recipient_id=visit.recipient_id, visit_id=visit.id,
                level=Level.TIMES.name.lower(), held=known.held(visit.unit_id),
            )
        )  # fmt: skip
    return {"questions": drafts.write(made)}


def may_be_asked(reader: Reader) -> bool:
    """Her own number, which nobody shares, confirmed, where she wants to hear of changes."""
    hers = reader.relative_id is None and reader.way is Way.SMS and not reader.relative_reads and not reader.shared
    willing = reader.level is not Level.NONE and reader.notices >= Notices.CHANGES
    return hers and willing and reader.confirmed and reader.closed is None


def drawn(number_hash: str, day: date) -> bool:
    """Pure: whether a number is asked on a local date."""
    return sha256(f"{number_hash}:{day.isoformat()}".encode()).digest()[0] % ONE_IN == 0
