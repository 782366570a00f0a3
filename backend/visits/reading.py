"""What the database knows of some recipients' visits around some days, read for linking in a handful of queries.

A cluster reaches two days further than the days that it is read for: a check-in waits at most a day and a half for its
check-out, so what lies further away cannot change the answer.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select

from backend.declining import granted
from backend.linking import superseded
from backend.visits.cluster import ALWAYS, Cluster, Held
from backend.visits.link import Fact
from backend.visits.plan_values import Slot, Version
from backend.visits.states import State
from schema import clock
from schema.db import db
from schema.tables import Absence, ImportRun, VisitRevision
from schema.tables import Event as EventRow
from schema.tables import Execution as ExecutionRow
from schema.tables import Visit as VisitRow

Event, Execution, Visit = EventRow.__table__.c, ExecutionRow.__table__.c, VisitRow.__table__.c
"""Columns of the tables themselves: thousands of rows are read here, and the mapper's loading doubles their cost."""
AROUND = timedelta(days=2)
FACTS = ("check_in", "check_out", "arrived", "absent", "declined")


def read(recipients: Collection[int], first: date, last: date) -> Cluster:
    """The cluster of some recipients around the local dates `first` to `last`."""
    cluster = Cluster()
    begin, end = first - AROUND, last + AROUND
    _read_facts(cluster, recipients, begin, end)
    _read_absences(cluster, recipients, begin, end)
    _read_visits(cluster, recipients, begin, end)
    _read_held(cluster, recipients, begin, end)
    _read_kept_facts(cluster)
    return cluster


def _events(*conditions: Any) -> Select[*tuple[Any, ...]]:
    """Facts that are not void."""
    return (
        select(
            Event.id, Event.kind, Event.visit_id, Event.worker_id, Event.occurred_at, Event.method, Event.card_home_id,
            Event.recipient_id,
        )
        .outerjoin(ImportRun, ImportRun.id == Event.run_id)
        .where(ImportRun.undone_at.is_(None), *conditions)
    )  # fmt: skip


def _superseded(recipients: Collection[int]) -> set[int]:
    """The facts of recipients that a correction took the place of."""
    corrections = (
        select(Event.id, Event.corrects_id)
        .outerjoin(ImportRun, ImportRun.id == Event.run_id)
        .where(Event.recipient_id.in_(recipients), Event.corrects_id.is_not(None), ImportRun.undone_at.is_(None))
    )
    return superseded((fact_id, corrected) for fact_id, corrected in db.session.execute(corrections) if corrected)


def _read_facts(cluster: Cluster, recipients: Collection[int], begin: date, end: date) -> None:
    gone = _superseded(recipients)
    start, stop = clock.day_bounds(begin)[0], clock.day_bounds(end)[1]
    rows = _events(Event.recipient_id.in_(recipients), Event.occurred_at >= start, Event.occurred_at < stop)
    for row in db.session.execute(rows.where(Event.kind.in_(FACTS))):
        if row[0] not in gone:
            cluster.facts[row[-1]].append(Fact(*row[:-1]))


def _read_absences(cluster: Cluster, recipients: Collection[int], begin: date, end: date) -> None:
    rows = select(Absence.recipient_id, Absence.from_on, Absence.to_on).where(
        Absence.recipient_id.in_(recipients), Absence.from_on <= end, Absence.to_on >= begin, Absence.revision > 0
    )
    for recipient_id, from_on, to_on in db.session.execute(rows):
        day = max(from_on, begin)
        while day <= min(to_on, end):
            cluster.away.add((recipient_id, day))
            day += timedelta(days=1)


def _read_visits(cluster: Cluster, recipients: Collection[int], begin: date, end: date) -> None:
    """The visits of whoever has facts, absences or a wish granted, the stale ones of the others, and those named from
    further away."""
    wishes = granted(recipients)
    cluster.declined = {*wishes}
    lively = {who for who, facts in cluster.facts.items() if facts} | {who for who, _ in cluster.away}
    lively |= {one.recipient_id for one in wishes.values()}
    stale = or_(Visit.status.not_in(("planned", "cancelled")), Visit.cancelled != (Visit.status == "cancelled"))
    near = and_(Visit.recipient_id.in_(recipients), Visit.date.between(begin, end))
    _add_visits(cluster, near, Visit.recipient_id.in_(lively) if lively == set(recipients) else or_(
        Visit.recipient_id.in_(lively), stale
    ))  # fmt: skip
    named = {fact.visit_id for facts in cluster.facts.values() for fact in facts if fact.visit_id is not None}
    if far := named - cluster.slots.keys():
        _add_visits(cluster, Visit.id.in_(far))


def _add_visits(cluster: Cluster, *conditions: Any) -> None:
    rows = db.session.execute(
        select(
            Visit.id, Visit.outside_id, Visit.recipient_id, Visit.unit_id, Visit.date, Visit.window_start_at,
            Visit.window_end_at, Visit.duration_minutes, Visit.worker_ids, Visit.cancelled, Visit.revision,
            Visit.status, Visit.started_at, Visit.ended_at, Visit.expected_at,
        ).where(Visit.revision > 0, *conditions)
    ).all()  # fmt: skip
    versions = _versions([row.id for row in rows if row.revision > 1])
    for row in rows:
        only = (Version(ALWAYS, *row[5:10]),)
        cluster.slots[row.id] = Slot(*row[:5], versions=versions.get(row.id, only))
        cluster.states[row.id] = State(row.status, row.started_at, row.ended_at)
        cluster.expected[row.id] = row.expected_at


def _versions(visit_ids: Collection[int]) -> dict[int, tuple[Version, ...]]:
    """The revisions in force of the visits that have more than one."""
    if not visit_ids:
        return {}
    one = VisitRevision
    rows = db.session.execute(
        select(
            one.visit_id, one.published_at, one.window_start_at, one.window_end_at, one.duration_minutes,
            one.worker_ids, one.cancelled,
        )
        .join(ImportRun, ImportRun.id == one.run_id)
        .where(one.visit_id.in_(visit_ids), ImportRun.undone_at.is_(None))
        .order_by(one.visit_id, one.number)
    )  # fmt: skip
    found: dict[int, tuple[Version, ...]] = {}
    for row in rows:
        found[row[0]] = (*found.get(row[0], ()), Version(*row[1:]))
    return found


HELD = (
    Execution.visit_id, Execution.recipient_id, Execution.worker_id, Execution.unit_id, Execution.date,
    Execution.check_in_at, Execution.check_out_at, Execution.check_in_id, Execution.check_out_id, Execution.method,
    Execution.extra_taps,
)  # fmt: skip


def _read_held(cluster: Cluster, recipients: Collection[int], begin: date, end: date) -> None:
    """Executions stored before; one day further, since a fact may lie a day from its visit's date."""
    day = timedelta(days=1)
    near = and_(Execution.recipient_id.in_(recipients), Execution.date.between(begin - day, end + day))
    far = [slot.id for slot in cluster.slots.values() if not begin <= slot.date <= end]
    conditions = or_(near, Execution.visit_id.in_(far)) if far else near
    for row in db.session.execute(select(Execution.id, *HELD).where(conditions)):
        cluster.held[row[0]] = Held(*tuple(row)[1:])


def _read_kept_facts(cluster: Cluster) -> None:
    """Facts that name a visit from days away, for visits whose state rests on no execution (told ahead: away)."""
    carried_out = {held.visit_id for held in cluster.held.values()}
    told = ("absent", "declined", "in_progress")
    ids = [one for one, state in cluster.states.items() if state.status in told and one not in carried_out]
    if not ids:
        return
    seen = {fact.id for facts in cluster.facts.values() for fact in facts}
    recipients = {cluster.slots[one].recipient_id for one in ids}
    gone = _superseded(recipients)
    for row in db.session.execute(_events(Event.visit_id.in_(ids), Event.kind.in_(("arrived", "absent", "declined")))):
        if row[0] not in seen and row[0] not in gone:
            cluster.facts[row[-1]].append(Fact(*row[:-1]))
