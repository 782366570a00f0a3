"""What the database holds of one person's visits in a period: a recipient's with her home, or a worker's everywhere.

Every query goes by an index on the person and the date; ids are asked for some hundreds at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, or_, select
from sqlalchemy.orm import aliased

from backend.privacy.disclosing import Span
from backend.privacy.extract import About
from backend.privacy.parts import RECIPIENT
from schema import clock
from schema.db import db, table_of
from schema.tables import Event, Execution, Gap, ImportRun, Recipient, User, Visit, VisitRevision, VisitWorker

CHUNK = 500
NIGHT = timedelta(hours=12)
"""A pass that began on the last date may end the next morning."""


@dataclass
class Found:
    """Rows, before they have names. `others` are stays of other workers, and at others of the same home."""

    visits: dict[int, Row[Any]] = field(default_factory=dict)
    revisions: list[Row[Any]] = field(default_factory=list)
    facts: dict[int, Row[Any]] = field(default_factory=dict)
    stays: dict[int, Row[Any]] = field(default_factory=dict)
    gaps: list[Row[Any]] = field(default_factory=list)


def read(person: About, span: Span) -> Found:
    """Everything about a person's visits between two dates, both in. Raises ValueError for a span without ends."""
    if span.first is None or span.last is None:
        raise ValueError("the period has no end")
    found = Found()
    days = (span.first, span.last)
    begin, end = clock.day_bounds(span.first)[0], clock.day_bounds(span.last)[1] + NIGHT
    if person.kind == RECIPIENT:
        mates = _mates(person.id)
        _add(found.visits, Visit, Visit.recipient_id == person.id, Visit.date.between(*days), Visit.revision > 0)
        _add(found.stays, Execution, Execution.recipient_id.in_(mates), Execution.date.between(*days))
        _facts(found, Event.recipient_id == person.id, Event.occurred_at >= begin, Event.occurred_at < end)
    else:
        _add(found.stays, Execution, Execution.worker_id == person.id, Execution.date.between(*days))
        _beside(found, person.id, days)
        _facts(found, Event.worker_id == person.id, Event.occurred_at >= begin, Event.occurred_at < end)
        _planned(found, person, days)
    _named(found, person)
    found.revisions = list(_some(_revisions, found.visits))
    found.gaps = list(_some(_gaps(person, days), _concerned(person, found)))
    return found


def _concerned(person: About, found: Found) -> set[int]:
    """Whose gaps may be of this: the recipient herself, or those whom the worker met or was to meet."""
    if person.kind == RECIPIENT:
        return {person.id}
    return {row.recipient_id for row in (*found.visits.values(), *found.facts.values(), *found.stays.values())}


def _gaps(person: About, days: tuple[Any, Any]) -> Any:
    hers = Gap.worker_id == person.id if person.kind != RECIPIENT else Gap.recipient_id == person.id
    query = select(Gap.visit_id, Gap.kind, Gap.seconds, Gap.recipient_id, Gap.date).where(
        Gap.date.between(*days), Gap.resolved_at.is_(None), hers
    )

    def ask(some: Collection[int]) -> Any:
        yield from db.session.execute(query.where(Gap.recipient_id.in_(some)).order_by(Gap.date, Gap.id))

    return ask


def _mates(recipient_id: int) -> Sequence[int]:
    """She and whoever shares her home: who was in the home, whomever it was for."""
    home = select(Recipient.home_id).where(Recipient.id == recipient_id).scalar_subquery()
    return db.session.scalars(select(Recipient.id).where(Recipient.home_id == home)).all()


def _add(rows: dict[int, Row[Any]], model: Any, *conditions: ColumnElement[bool]) -> None:
    table: Table = table_of(model)
    rows.update((row.id, row) for row in db.session.execute(select(table).where(*conditions).order_by(table.c.id)))


def _facts(found: Found, *conditions: ColumnElement[bool]) -> None:
    query = (
        select(table_of(Event), ImportRun.undone_at, User.name.label("by"))
        .outerjoin(ImportRun, ImportRun.id == Event.run_id)
        .outerjoin(User, User.id == Event.user_id)
        .where(*conditions)
        .order_by(Event.id)
    )
    found.facts.update((row.id, row) for row in db.session.execute(query))


def _beside(found: Found, worker_id: int, days: tuple[Any, Any]) -> None:
    """The stays of other workers with the same person on the same day."""
    mine, other = aliased(Execution), aliased(Execution)
    ids = (
        select(other.id)
        .join(mine, and_(mine.recipient_id == other.recipient_id, mine.date == other.date))
        .where(mine.worker_id == worker_id, mine.date.between(*days), other.worker_id != worker_id)
        .distinct()
    )
    for some in _chunks(db.session.scalars(ids)):
        _add(found.stays, Execution, Execution.id.in_(some))


def _planned(found: Found, person: About, days: tuple[Any, Any]) -> None:
    """The visits that she is planned for, or was in an earlier version, in her own unit and where she has been."""
    ids = set(
        db.session.scalars(
            select(VisitWorker.visit_id).where(VisitWorker.worker_id == person.id, VisitWorker.date.between(*days))
        )
    )
    units = {person.unit_id} | {row.unit_id for row in found.stays.values() if row.worker_id == person.id}
    changed = (
        select(VisitRevision.visit_id, VisitRevision.worker_ids)
        .join(Visit, Visit.id == VisitRevision.visit_id)
        .where(Visit.unit_id.in_(sorted(units)), Visit.date.between(*days), Visit.revision > 1)
    )
    ids |= {visit_id for visit_id, workers in db.session.execute(changed) if person.id in workers}
    for some in _chunks(ids):
        _add(found.visits, Visit, Visit.id.in_(some), Visit.revision > 0)


def _named(found: Found, person: About) -> None:
    """The visits that stays and facts name, wherever they lie, and every fact that names one of her visits."""
    named = {row.visit_id for row in (*found.stays.values(), *found.facts.values()) if row.visit_id is not None}
    for some in _chunks(named - found.visits.keys()):
        _add(found.visits, Visit, Visit.id.in_(some))
    if person.kind == RECIPIENT:
        for some in _chunks(found.visits):
            _facts(found, Event.visit_id.in_(some), Event.recipient_id == person.id)
    for some in _chunks(found.facts):
        _facts(found, or_(Event.corrects_id.in_(some)), Event.recipient_id.in_(_people(found)))


def _people(found: Found) -> Iterable[int]:
    return sorted({row.recipient_id for row in found.facts.values()})


def _revisions(some: Collection[int]) -> Iterator[Row[Any]]:
    query = (
        select(table_of(VisitRevision), ImportRun.undone_at)
        .join(ImportRun, ImportRun.id == VisitRevision.run_id)
        .where(VisitRevision.visit_id.in_(some))
        .order_by(VisitRevision.visit_id, VisitRevision.number)
    )
    yield from db.session.execute(query)


def _some(ask: Any, ids: Iterable[int]) -> Iterator[Row[Any]]:
    for some in _chunks(ids):
        yield from ask(some)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for place in range(0, len(ordered), CHUNK):
        yield ordered[place : place + CHUNK]
