"""How the visits were, by unit and month, as it may be shown; and what came in on paper.

Nothing below five answers, nor anything from which it could be worked out: a month is shown when it is over, whole and
not by way, and no months or units are added up. Where all answered alike the figure tells what each of them answered,
so such a month is shown from ten answers on. What came in on paper whoever registered it knows, so what came by
page, text and telephone is shown with it only where it could stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from backend.access.scope import Scope
from backend.survey import answering
from backend.survey.answering import FACES, PAPER
from schema import clock
from schema.db import db
from schema.tables import SurveyCount, Unit

FEWEST, FEWEST_ALIKE = 5, 10
MONTHS = 12
MOST_ON_PAPER = 999
Counts = Mapping[tuple[int, bool], int]
"""Answers by face, and whether they came on paper."""


@dataclass(frozen=True)
class Month:
    """One unit's month. `shares` are whole percent by face, good first; None where there are too few answers."""

    unit_id: int
    unit: str
    month_on: date
    answers: int | None
    shares: tuple[int, ...] | None


def shown(counts: Counts) -> dict[int, int] | None:
    """Pure: the answers by face that may be shown of a month; None where none may be."""
    paper = {face: counts.get((face, True), 0) for face in FACES}
    other = {face: counts.get((face, False), 0) for face in FACES}
    if not _stands_alone(other):
        other = dict.fromkeys(FACES, 0)
    both = {face: paper[face] + other[face] for face in FACES}
    return both if _stands_alone(both) else None


def _stands_alone(counts: Mapping[int, int]) -> bool:
    given = sum(counts.values())
    return given >= (FEWEST_ALIKE if given in counts.values() else FEWEST)


def months(scope: Scope) -> list[Month]:
    """The last months that are over, of the scope's units, the newest first and then by unit."""
    this = clock.today().replace(day=1)
    query = (
        select(Unit.id, Unit.name, SurveyCount.month_on, SurveyCount.face, SurveyCount.way, SurveyCount.answers)
        .join(Unit, Unit.id == SurveyCount.unit_id)
        .where(scope.units(Unit.id), SurveyCount.month_on < this, SurveyCount.month_on >= _back(this, MONTHS))
    )
    rows = db.session.execute(query.order_by(SurveyCount.month_on.desc(), Unit.name, Unit.id)).all()
    found: dict[tuple[int, str, date], dict[tuple[int, bool], int]] = {}
    for unit_id, name, month, face, way, answers in rows:
        counts, key = found.setdefault((unit_id, name, month), {}), (face, way == PAPER)
        counts[key] = counts.get(key, 0) + answers
    return [_month(*key, shown(counts)) for key, counts in found.items() if any(counts.values())]


def register(scope: Scope, unit_id: int, month: date, faces: Mapping[int, int]) -> bool:
    """Register answers that came in on paper (negative: take them out again); False where it cannot be."""
    sound = all(face in FACES and abs(number) <= MOST_ON_PAPER for face, number in faces.items())
    if not scope.covers(unit_id) or not sound or not any(faces.values()) or month not in to_register():
        return False
    answering.count(unit_id, PAPER, faces, month)
    return True


def to_register() -> list[date]:
    """The months that papers may be of, the newest first."""
    this = clock.today().replace(day=1)
    return [_back(this, months) for months in range(4)]


def on_paper(scope: Scope, unit_id: int) -> dict[date, dict[int, int]]:
    """What was registered from paper of a unit of the scope, by month: to see that it was written down right."""
    query = select(SurveyCount.month_on, SurveyCount.face, SurveyCount.answers).where(
        SurveyCount.unit_id == unit_id, scope.units(SurveyCount.unit_id), SurveyCount.way == PAPER,
        SurveyCount.month_on.in_(to_register()),
    )  # fmt: skip
    found: dict[date, dict[int, int]] = {}
    for month, face, answers in db.session.execute(query.order_by(SurveyCount.month_on.desc(), SurveyCount.face)):
        found.setdefault(month, {})[face] = answers
    return found


def _month(unit_id: int, unit: str, month: date, counts: Mapping[int, int] | None) -> Month:
    if counts is None:
        return Month(unit_id, unit, month, None, None)
    return Month(unit_id, unit, month, sum(counts.values()), tuple(whole_percent(counts[face] for face in FACES)))


def whole_percent(numbers: Iterable[int]) -> list[int]:
    """Pure: shares in whole percent that make a hundred, by largest remainder."""
    known = list(numbers)
    total = sum(known)
    shares = [number * 100 // total for number in known]
    by_rest = sorted(range(len(known)), key=lambda place: (-(known[place] * 100 % total), place))
    for place in by_rest[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def _back(month: date, by: int) -> date:
    """The first day of a month so many months before."""
    whole = month.year * 12 + month.month - 1 - by
    return date(whole // 12, whole % 12 + 1, 1)
