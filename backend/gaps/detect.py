"""Finds gaps: as facts arrive, and over any period on demand, by the same rules and with the same answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.gaps.facts import GapFound
from backend.gaps.judge import NOT_MADE, Judge, Span, counted
from backend.gaps.load import batches, tolerances
from backend.gaps.routes import Atlas
from backend.gaps.store import keep, known_of_recipients, known_of_workers
from schema import clock
from schema.db import db
from schema.tables import Execution, Visit, VisitRevision
from schema.wire.facts import Touched

RECIPIENTS_AT_ONCE = 500
DAYS_AT_ONCE = 7


@dataclass
class Found:
    """Visits that count as missed or merged, among those touched."""

    missed: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Findings:
    """A part of a period's answer."""

    gaps: list[GapFound]
    planned: int = 0
    executed: int = 0
    unplanned: int = 0


def refresh(touched: Touched) -> Found:
    """Judge the touched recipients' and workers' days (and the neighbouring ones) anew, as of now, and keep the answer.

    Expects `execution` to be derived already. The caller owns the transaction.
    """
    found = Found()
    if not touched.recipients or not touched.days:
        return found
    judge = Judge(tolerances(), clock.now(), Atlas())
    span = Span(min(touched.days), max(touched.days)).wider()
    for some in batches(touched.recipients, RECIPIENTS_AT_ONCE):
        _, gaps = judge.recipients(some, span)
        keep(known_of_recipients(some, span), gaps, judge.now)
        for kind in NOT_MADE:
            getattr(found, kind).update(gap.visit_id for gap in gaps if gap.kind == kind and gap.visit_id)
    for some in batches(touched.workers | _workers_with(touched.recipients, span), RECIPIENTS_AT_ONCE):
        keep(known_of_workers(some, span), judge.workers(some, span), judge.now)
    return found


def evaluate(
    span: Span,
    unit_ids: frozenset[int] | None = None,
    overrides: Mapping[str, int] | None = None,
    now: datetime | None = None,
) -> Iterator[Findings]:
    """All gaps of a period (and units; None: all), some recipients and days at a time, so that memory stays flat.

    `overrides` are tolerances in minutes by kind. Nothing is stored.
    """
    judge = Judge(tolerances(dict(overrides or {})), now or clock.now(), Atlas())
    for part in _parts(span):
        for some in batches(_recipients_of(part, unit_ids), RECIPIENTS_AT_ONCE):
            cases, gaps = judge.recipients(some, part)
            yield Findings(_in_unit(gaps, unit_ids), *counted(cases, part, unit_ids))
        for some in batches(_workers_of(part, unit_ids), RECIPIENTS_AT_ONCE):
            yield Findings(_in_unit(judge.workers(some, part), unit_ids))


def _in_unit(gaps: list[GapFound], unit_ids: frozenset[int] | None) -> list[GapFound]:
    return [gap for gap in gaps if unit_ids is None or gap.unit_id in unit_ids]


def _parts(span: Span) -> Iterator[Span]:
    first = span.first
    while first <= span.last:
        last = min(span.last, first + timedelta(days=DAYS_AT_ONCE - 1))
        yield Span(first, last)
        first = last + timedelta(days=1)


def _workers_with(recipient_ids: set[int], span: Span) -> set[int]:
    """Who was with these recipients: whether their visits count as missed bears on the workers' gaps too."""
    found: set[int] = set()
    for some in batches(recipient_ids):
        where = Execution.recipient_id.in_(some), Execution.date.between(span.first, span.last)
        found.update(db.session.scalars(select(Execution.worker_id).where(*where).distinct()))
    return found


def _recipients_of(part: Span, unit_ids: frozenset[int] | None) -> set[int]:
    """Who has a visit or an execution in the period, by its plan of now or then."""
    queries = [
        _narrowed(select(Visit.recipient_id), Visit, part, unit_ids),
        _narrowed(select(Execution.recipient_id), Execution, part, unit_ids),
        _narrowed(
            select(Visit.recipient_id)
            .join(VisitRevision, VisitRevision.visit_id == Visit.id)
            .where(Visit.revision > 1),
            VisitRevision,
            part,
            unit_ids,
        ),
    ]
    return {recipient_id for query in queries for recipient_id in db.session.scalars(query.distinct())}


def _workers_of(part: Span, unit_ids: frozenset[int] | None) -> set[int]:
    return set(db.session.scalars(_narrowed(select(Execution.worker_id), Execution, part, unit_ids).distinct()))


def _narrowed(query: Any, table: Any, part: Span, unit_ids: frozenset[int] | None) -> Any:
    query = query.where(table.date.between(part.first, part.last))
    return query if unit_ids is None else query.where(table.unit_id.in_(sorted(unit_ids)))
