"""Whom retention lets go today: people whose last note is old enough, workers and accounts that nothing names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from backend.privacy import rules as r
from backend.privacy.holds import held, held_workers
from backend.privacy.rules import ERASED, Rule
from schema.tables import (
    Absence,
    Consent,
    Decision,
    Event,
    Hold,
    Home,
    PlanRevision,
    Recipient,
    SignIn,
    Trail,
    Unit,
    User,
    Visit,
    VisitWorker,
    Withdrawal,
    Worker,
)


@dataclass(frozen=True)
class Due:
    """Row ids by rule, and how many people stay for a legal hold or a selection for research, though due."""

    people: dict[str, list[int]]
    workers: list[int]
    accounts: list[int]
    homes: list[int]
    kept: dict[str, int]


def due(session: Session) -> Due:
    """Everybody whom the rules let go now."""
    found = {rule.name: _people(session, rule) for rule in (r.FILE_OWN, r.FILE_PRIVATE)}
    everybody = {one for some in found.values() for one in some}
    under = set(session.scalars(held()))
    people = {name: [one for one in some if one not in under] for name, some in found.items()}
    leaving = everybody - under
    return Due(
        people=people,
        workers=list(session.scalars(_workers())),
        accounts=list(session.scalars(_accounts())),
        homes=_homes(session, leaving),
        kept=_kept(session, sorted(everybody & under)),
    )


def _people(session: Session, rule: Rule) -> list[int]:
    """The recipients of the rule's kind of provider in whose file nothing is noted since."""
    private = func.coalesce(Unit.provider_kind, "own") == "external"
    query = (
        select(Recipient.id)
        .join(Unit, Unit.id == Recipient.unit_id)
        .where(Recipient.digest != ERASED, private if rule is r.FILE_PRIVATE else ~private, *_quiet(rule))
        .order_by(Recipient.id)
    )
    if (
        session.get_bind().dialect.name == "sqlite"
    ):  # the newest fact's id would be given out again: she waits for another
        newest = select(Event.recipient_id).order_by(Event.id.desc()).limit(1).scalar_subquery()
        query = query.where(Recipient.id != func.coalesce(newest, 0))
    return list(session.scalars(query))


def _quiet(rule: Rule) -> list[ColumnElement[bool]]:
    """That no note about her is as young as the rule asks: no visit, fact, plan, decision, consent or ending."""
    day, moment = rule.before(), rule.moment()
    hers = Recipient.id
    notes: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Visit.recipient_id, Visit.date >= day),
        (Event.recipient_id, or_(Event.occurred_at >= moment, Event.received_at >= moment)),
        (Absence.recipient_id, Absence.to_on >= day),
        (Decision.recipient_id, or_(Decision.decided_on >= day, Decision.ends_on >= day, Decision.closed_on >= day)),
        (Consent.recipient_id, Consent.recorded_at >= moment),
        (Withdrawal.recipient_id, Withdrawal.withdrawn_at >= moment),
        (PlanRevision.row_id, and_(PlanRevision.kind == "recipients", PlanRevision.published_at >= moment)),
    )
    ended = or_(Recipient.ended_on.is_(None), Recipient.ended_on < day)
    return [ended, *(~exists().where(column == hers, young) for column, young in notes)]


def _workers() -> Any:
    young = and_(PlanRevision.kind == "workers", PlanRevision.published_at >= r.WORKER.moment())
    return (
        select(Worker.id)
        .where(
            Worker.digest != ERASED,
            Worker.id.not_in(held_workers()),
            ~exists().where(Event.worker_id == Worker.id),
            ~exists().where(VisitWorker.worker_id == Worker.id),
            ~exists().where(PlanRevision.row_id == Worker.id, young),
            ~exists().where(Recipient.key_worker_id == Worker.id),
        )
        .order_by(Worker.id)
    )


def _accounts() -> Any:
    moment = r.ACCOUNT.moment()
    return (
        select(User.id)
        .where(
            User.active.is_(False),
            User.email.not_like("gone:%"),
            User.created_at < moment,
            or_(User.worker_id.is_(None), User.worker_id.not_in(held_workers())),
            ~exists().where(Trail.user_id == User.id, Trail.at >= moment),
            ~exists().where(SignIn.user_id == User.id, SignIn.seen_at >= moment),
        )
        .order_by(User.id)
    )


def _homes(session: Session, leaving: set[int]) -> list[int]:
    """The homes where nobody is left once those who leave have left."""
    found = select(Recipient.home_id, Recipient.id).where(Recipient.digest != ERASED)
    living = {home_id for home_id, one in session.execute(found) if one not in leaving}
    homes = select(Recipient.home_id).join(Home, Home.id == Recipient.home_id).where(Recipient.id.in_(sorted(leaving)))
    return sorted(set(session.scalars(homes)) - living) if leaving else []


def _kept(session: Session, ids: list[int]) -> dict[str, int]:
    """How many of those who are due stay, by the kind of hold; a worker's hold counts as legal."""
    research = set(session.scalars(select(Hold.recipient_id).where(Hold.kind == "research", Hold.lifted_at.is_(None))))
    only = sum(1 for one in ids if one in research)
    return {"legal": len(ids) - only, "research": only}
