"""What somebody has said, as she reads it herself, with what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, select

from backend.hearing.remarks import Speaker
from backend.retracting import TAKEN_BACK
from schema import clock
from schema.db import db
from schema.tables import Recipient, Remark, RemarkStep, Unit, User, Visit
from schema.wire.remarks import BY_CARD

SHOWN = timedelta(days=180)
MOST = 100
NEWS = timedelta(days=2)
"""For how long an answer is news."""
UNSIGNED: ColumnElement[bool] = and_(Remark.way == BY_CARD, Remark.visit_id.is_(None))
"""The condition on `remark` that the card said it, of no visit: whoever was at home may have, so it is nobody's."""


@dataclass(frozen=True)
class Step:
    """What became of a remark: answered (`text`), rung, put_away or put_back."""

    id: int
    step: str
    text: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Heard:
    """One remark with its steps, oldest first. The window is its visit's, None where it is about none.

    A relative is shown no window: which visits she may know of, her own page of the day decides.
    """

    id: int
    kind: str
    text: str | None
    way: str
    said_at: datetime
    date: date
    window_start_at: datetime | None
    window_end_at: datetime | None
    steps: tuple[Step, ...]
    taken_back: bool = False
    """Whether she has said since, on the same device, that somebody came."""

    @property
    def answers(self) -> tuple[Step, ...]:
        """What was answered."""
        return tuple(one for one in self.steps if one.step == "answered")

    @property
    def last(self) -> str:
        """The last step; "" while nobody has taken any."""
        return self.steps[-1].step if self.steps else ""


def by_speaker(speaker: Speaker, since: date = date.min) -> list[Heard]:
    """What was said of herself by whoever is no relative, or by one relative alone; newest first.

    Nothing from before a local date (`since`: a relative's consents). What the card said of no visit is on nobody's
    page: whoever was at home may have said it.
    """
    hers = and_(Remark.relative_id.is_(None), not_(UNSIGNED))
    whose = Remark.relative_id == speaker.relative_id if speaker.relative_id else hers
    begins = max(clock.now() - SHOWN, clock.day_bounds(since)[0]) if since > date.min else clock.now() - SHOWN
    visit = and_(Visit.id == Remark.visit_id, Remark.relative_id.is_(None))
    query = (
        select(Remark, Visit.window_start_at, Visit.window_end_at, TAKEN_BACK.label("taken_back"))
        .outerjoin(Visit, visit)
        .where(Remark.recipient_id == speaker.recipient_id, whose, Remark.said_at >= begins)
        .order_by(Remark.id.desc())
        .limit(MOST)
    )
    rows = db.session.execute(query).all()
    known = steps_of(row.Remark.id for row in rows)
    return [_heard(row, known.get(row.Remark.id, ())) for row in rows]


def _heard(row: Any, steps: tuple[Step, ...]) -> Heard:
    said: Remark = row.Remark
    return Heard(
        said.id,
        said.kind,
        said.text,
        said.way,
        said.said_at,
        said.date,
        row.window_start_at,
        row.window_end_at,
        steps,
        row.taken_back,
    )


def steps_of(remark_ids: Iterable[int]) -> dict[int, tuple[Step, ...]]:
    """Remark → its steps, oldest first."""
    found: dict[int, list[Step]] = defaultdict(list)
    query = (
        select(RemarkStep, User.name)
        .join(User, User.id == RemarkStep.user_id)
        .where(RemarkStep.remark_id.in_(sorted(remark_ids)))
        .order_by(RemarkStep.id)
    )
    for row, by in db.session.execute(query):
        found[row.remark_id].append(Step(row.id, row.step, row.text, row.at, by))
    return {remark_id: tuple(some) for remark_id, some in found.items()}


def is_answered(speaker: Speaker) -> bool:
    """Whether something that she said, or asked of a visit, was answered in the last days."""
    lately, hers = clock.now() - NEWS, Remark.recipient_id == speaker.recipient_id
    whose = Remark.relative_id == speaker.relative_id if speaker.relative_id else Remark.relative_id.is_(None)
    said = select(RemarkStep.id).join(Remark, Remark.id == RemarkStep.remark_id).where(
        hers, whose, not_(UNSIGNED), RemarkStep.step == "answered", RemarkStep.at > lately
    )  # fmt: skip
    return db.session.scalar(said.limit(1)) is not None


def is_said(speaker: Speaker, visit_id: int, kind: str) -> bool:
    """Whether something of a kind was said of a visit of hers already, by whomever."""
    mine = Remark.recipient_id == speaker.recipient_id, Remark.visit_id == visit_id, Remark.kind == kind
    return db.session.scalar(select(Remark.id).where(*mine).limit(1)) is not None


def phone_of(speaker: Speaker) -> str | None:
    """The telephone of the unit that has her."""
    query = select(Unit.phone).join(Recipient, Recipient.unit_id == Unit.id)
    return db.session.scalar(query.where(Recipient.id == speaker.recipient_id))


def visit_day(speaker: Speaker, visit_id: int) -> date | None:
    """The local date of her own visit; None for another's, or one that is not there."""
    hers = Visit.id == visit_id, Visit.recipient_id == speaker.recipient_id, Visit.revision > 0
    return db.session.scalar(select(Visit.date).where(*hers))
