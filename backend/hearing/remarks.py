"""Somebody says something: of a visit, or to the unit. Kept once, as it was said. No function commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from schema import clock
from schema.db import db, insert_new
from schema.keyring import new_token
from schema.tables import Recipient, Remark, Visit
from schema.wire.facts import Touched
from schema.wire.remarks import CALL_BACK, LONGEST, OF_VISITS, TO_THE_UNIT, WAYS

BACK = timedelta(days=31)
"""Of how old visits somebody may still say something."""
ONCE_LENGTH = 64
SPACES = {ord("\t"): " ", ord("\u00a0"): " "}
KEPT = "\n\u200d"
"""The end of a line, and what joins pictures to one (emoji)."""


class NotSaid(Exception):
    """What cannot be kept as it is; `code` says why: no_words, too_long, unknown_kind, no_visit,
    or only_herself."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Speaker:
    """Who says it, of whom, by which way. The caller has found the recipient by the speaker's own device, by the card
    of her home or by a call that was proven; or, for somebody of the staff (`user_id`), through her scope."""

    recipient_id: int
    way: str
    device_id: int | None = None
    relative_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Saying:
    """What is said. `once`: what makes it one, should it come twice; a visit for what is said of one."""

    kind: str
    once: str = ""
    visit_id: int | None = None
    text: str = ""


def say(speaker: Speaker, saying: Saying) -> Touched:
    """Keep what is said; whose days are to be judged anew. What was kept already touches nothing.

    Raises NotSaid. A visit that is another's, or has not begun, is no visit here.
    """
    text = words(saying.text)
    _check(speaker, saying, text)
    unit_id, day = _whose(speaker, saying)
    row = {
        "once": f"{speaker.recipient_id}:{saying.once[:ONCE_LENGTH] or new_token()}", "kind": saying.kind,
        "recipient_id": speaker.recipient_id, "visit_id": saying.visit_id, "unit_id": unit_id, "date": day,
        "text": text or None, "way": speaker.way, "device_id": speaker.device_id, "relative_id": speaker.relative_id,
        "user_id": speaker.user_id, "said_at": clock.now(),
    }  # fmt: skip
    new = db.session.scalars(insert_new(Remark, [row]).returning(Remark.id)).all()
    touched = Touched()
    if new and saying.kind in OF_VISITS:
        touched.add(speaker.recipient_id, None, day)
    return touched


def words(text: str) -> str:
    """What was written, as it is kept: without what no screen shows, its lines as lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(SPACES)
    return "".join(sign for sign in lines if sign.isprintable() or sign in KEPT).strip()


def begun() -> ColumnElement[bool]:
    """The condition on `visit` that something can be said of it: it was to begin by now, and not too long ago."""
    now = clock.now()
    known = Visit.revision > 0, Visit.date >= clock.local_date(now) - BACK
    return and_(*known, or_(Visit.window_start_at <= now, Visit.started_at.is_not(None)))


def _check(speaker: Speaker, saying: Saying, text: str) -> None:
    if saying.kind not in (*OF_VISITS, *TO_THE_UNIT) or speaker.way not in WAYS:
        raise NotSaid("unknown_kind")
    if len(text) > LONGEST:
        raise NotSaid("too_long")
    if saying.kind in ("other", "message") and not text:
        raise NotSaid("no_words")
    if saying.kind in OF_VISITS and saying.visit_id is None:
        raise NotSaid("no_visit")


def _whose(speaker: Speaker, saying: Saying) -> tuple[int, date]:
    """Whose it is to answer, and the local date that it is about."""
    if saying.visit_id is None:
        unit_id = db.session.scalar(select(Recipient.unit_id).where(Recipient.id == speaker.recipient_id))
        if unit_id is None:
            raise NotSaid("no_visit")
        return unit_id, clock.today()
    hers = Visit.id == saying.visit_id, Visit.recipient_id == speaker.recipient_id
    past = Visit.revision > 0 if saying.kind == CALL_BACK else begun()
    row = db.session.execute(select(Visit.unit_id, Visit.date).where(*hers, past)).one_or_none()
    if row is None:
        raise NotSaid("no_visit")
    return row.unit_id, row.date
