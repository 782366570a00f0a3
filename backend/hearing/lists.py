"""What was said and nobody has dealt with, as a unit's manager reads it; and all that was said of one visit or person.

Whose it is stands with it: who said it, by which way, and who of the staff wrote it down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from backend.access.consent import consents_hold
from backend.access.scope import Scope
from backend.hearing.heard import Step, steps_of
from backend.hearing.promised import is_overdue
from backend.retracting import TAKEN_BACK
from schema import clock
from schema.db import db
from schema.tables import Gap, Recipient, Relative, Remark, RemarkStep, User, Visit
from schema.wire.remarks import BY_CARD

SHOWN = timedelta(days=3)
"""For how long what was dealt with stands below, and can be taken out again where it was put away."""
URGENT = ("not_come", "wrong_person")
"""What is read before all else."""
_LATER = aliased(RemarkStep)
_LAST = select(RemarkStep.step).where(
    RemarkStep.remark_id == Remark.id,
    ~exists().where(_LATER.remark_id == RemarkStep.remark_id, _LATER.id > RemarkStep.id),
)
LAST = _LAST.correlate(Remark).scalar_subquery()
"""The last step of a remark."""
WAITS: ColumnElement[bool] = or_(and_(LAST.is_(None), not_(TAKEN_BACK)), LAST == "put_back")


@dataclass(frozen=True)
class Said:
    """One remark as staff read it. `others`: who else lives where the card was read by which it was said."""

    id: int
    kind: str
    recipient_id: int
    recipient: str
    others: tuple[str, ...]
    relative: str | None
    relation: str | None
    phones: tuple[str, ...]
    """Where whoever said it is rung: never a number that was said to be another's."""
    silent: str
    """Why whoever said it is not rung: no_consent (a relative's does not hold), wrong_number; "" for no such reason."""
    text: str | None
    way: str
    by: str | None
    """Who of the staff wrote it down."""
    said_at: datetime
    date: date
    window_start_at: datetime | None
    window_end_at: datetime | None
    gap_id: int | None
    steps: tuple[Step, ...]
    taken_back: bool
    """Whether she has said since, on the same device, that somebody came."""

    @property
    def waits(self) -> bool:
        """Whether nobody has dealt with it, and it still wants an answer."""
        return not self.taken_back if self.last is None else self.last.step == "put_back"

    @property
    def last(self) -> Step | None:
        """What was last done with it."""
        return self.steps[-1] if self.steps else None


class Waiting(NamedTuple):
    """How many remarks nobody has dealt with, and how many of them longer than was promised."""

    all: int
    overdue: int


def waiting(scope: Scope) -> Waiting:
    """How many remarks wait in the scope's units."""
    query = select(Remark.said_at).join(Recipient, Recipient.id == Remark.recipient_id)
    said = db.session.scalars(query.where(scope.answers_for(Remark.unit_id), scope.visible(), WAITS)).all()
    return Waiting(len(said), sum(is_overdue(one) for one in said))


def unanswered(scope: Scope) -> list[Said]:
    """The remarks of the scope's units that nobody has dealt with: the urgent kinds first, oldest first."""
    found = _said(scope, scope.answers_for(Remark.unit_id), WAITS)
    return sorted(found, key=lambda one: URGENT.index(one.kind) if one.kind in URGENT else len(URGENT))


def dealt_with(scope: Scope) -> list[Said]:
    """What was answered, rung or put away in the last days, newest first."""
    lately = exists().where(RemarkStep.remark_id == Remark.id, RemarkStep.at > clock.now() - SHOWN)
    return _said(scope, scope.answers_for(Remark.unit_id), not_(WAITS), lately)[::-1]


def of_visit(scope: Scope, recipient_id: int, visit_id: int | None) -> list[Said]:
    """All that was said of one visit, oldest first."""
    return _said(scope, scope.reaches(Remark.unit_id), Remark.recipient_id == recipient_id, Remark.visit_id == visit_id)


def of_person(scope: Scope, recipient_id: int) -> list[Said]:
    """What was said of one recipient in the last half-year, newest first."""
    since = clock.now() - timedelta(days=180)
    inside = scope.reaches(Recipient.unit_id)
    return _said(scope, inside, Remark.recipient_id == recipient_id, Remark.said_at > since)[::-1]


def of_ids(scope: Scope, remark_ids: Collection[int]) -> list[Said]:
    """These remarks of the scope's units, oldest first."""
    return _said(scope, scope.answers_for(Remark.unit_id), Remark.id.in_(sorted(remark_ids)))


def visits_of(scope: Scope, recipient_id: int, since: date) -> list[tuple[int, datetime, datetime]]:
    """The visits of a recipient that were to begin by now, from a local date on, newest first: id and window."""
    query = (
        select(Visit.id, Visit.window_start_at, Visit.window_end_at)
        .join(Recipient, Recipient.id == Visit.recipient_id)
        .where(Visit.recipient_id == recipient_id, Visit.revision > 0, Visit.date >= since)
        .where(Visit.window_start_at <= clock.now(), scope.reaches(Recipient.unit_id), scope.visible())
        .order_by(Visit.window_start_at.desc(), Visit.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def relatives_of(scope: Scope, recipient_id: int) -> list[tuple[int, str]]:
    """The relatives of a recipient whom staff may write something down for: id and name."""
    query = (
        select(Relative.id, Relative.name)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(Relative.recipient_id == recipient_id, Relative.revision > 0)
        .where(scope.reaches(Recipient.unit_id), scope.visible())
        .order_by(Relative.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def name_of(scope: Scope, recipient_id: int) -> str | None:
    """The name of a recipient; None outside the scope."""
    query = scope.people(select(Recipient.name)).where(Recipient.id == recipient_id)
    return db.session.scalar(query)


def may_write(scope: Scope, recipient_id: int) -> bool:
    """Whether staff may write something down on the word of a recipient: not of one whom break-glass opened."""
    query = select(Recipient.id).where(scope.answers_for(Recipient.unit_id), scope.visible())
    return db.session.scalar(query.where(Recipient.id == recipient_id)) is not None


def _said(scope: Scope, *conditions: ColumnElement[bool]) -> list[Said]:
    query = (
        select(
            Remark, Recipient, Relative, Visit.window_start_at, Visit.window_end_at, User.name.label("by"), Gap.id,
            consents_hold().label("holds"), TAKEN_BACK.label("taken_back"),
        )
        .join(Recipient, Recipient.id == Remark.recipient_id)
        .outerjoin(Relative, Relative.id == Remark.relative_id)
        .outerjoin(Visit, Visit.id == Remark.visit_id)
        .outerjoin(User, User.id == Remark.user_id)
        .outerjoin(Gap, (Gap.visit_id == Remark.visit_id) & (Gap.kind == "said_" + Remark.kind))
        .where(scope.visible(), *conditions)
        .order_by(Remark.id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    steps = steps_of(row.Remark.id for row in rows)
    homes = _homes(scope, {row.Recipient.home_id for row in rows if row.Remark.way == BY_CARD})
    return [_one(row, steps.get(row.Remark.id, ()), homes) for row in rows]


def _one(row: Any, steps: tuple[Step, ...], homes: dict[int, list[tuple[int, str]]]) -> Said:
    said: Remark = row.Remark
    person: Recipient = row.Recipient
    kin: Relative | None = row.Relative
    here = homes.get(person.home_id, ()) if said.way == BY_CARD else ()
    phones, silent = _rung(person, kin, holds=bool(row.holds))
    return Said(
        said.id, said.kind, person.id, person.name, tuple(name for one, name in here if one != person.id),
        kin.name if kin else None, kin.relation if kin else None, phones, silent, said.text, said.way,
        row.by, said.said_at, said.date, row.window_start_at, row.window_end_at, row.id, steps,
        row.taken_back,
    )  # fmt: skip


def _rung(person: Recipient, kin: Relative | None, *, holds: bool) -> tuple[tuple[str, ...], str]:
    """The numbers of whoever said something, and why there are none."""
    if kin and not holds:
        return (), "no_consent"
    texted = kin or person
    numbers = (None if texted.phone_closed_at else texted.phone, None if kin else person.landline)
    phones = tuple(one for one in numbers if one)
    return phones, "wrong_number" if texted.phone_closed_at and not phones else ""


def _homes(scope: Scope, home_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Home → who lives there: whoever reads its card may be any of them."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    people: Any = select(Recipient.home_id, Recipient.id, Recipient.name)
    query = scope.people(people)
    rows: Sequence[Any] = db.session.execute(query.where(Recipient.home_id.in_(sorted(home_ids)))).all()
    for home_id, recipient_id, name in rows:
        found[home_id].append((recipient_id, name))
    return found
