"""A recipient's month, fetched and judged by the plan that the gaps are judged by: the same for her and for staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from backend import offers
from backend.gaps import begun
from backend.gaps.begun import Held
from backend.gaps.facts import Case, Stay
from backend.gaps.kinds import MINUTES
from backend.gaps.load import cases
from backend.herself.by import By
from backend.reports import month as rules
from backend.reports.month import Came, Grant, Item, Month, Statement, statement
from schema import clock
from schema.db import db
from schema.tables import Decision, RequestStep, Service, UnitOffer, VisitRequest

ALARM = "alarm"
DAY = timedelta(days=1)
CHECKS_OUT_WITHIN = timedelta(minutes=MINUTES["no_check_out"])


def of(who: By, month: Month) -> Statement:
    """The month of whom this is by, as far as it has come."""
    days = month.days
    case = cases([who.recipient_id], days[0] - DAY, days[-1] + DAY)[0]
    return statement(month, _Judge(case).items(), _grants(who.recipient_id))


class _Judge:
    """Makes items of one recipient's case: states as the gap rules find them."""

    def __init__(self, case: Case):
        self.case, self.now = case, clock.now()
        self.held = [Held.of(visit) for visit in case.visits]
        self.alarms = frozenset(db.session.scalars(select(Service.id).where(Service.category == ALARM)))
        self.offers = _offers({one.plan.unit_id for one in self.held})
        self.asked = _said_no(case.recipient_id)

    def items(self) -> Iterator[Item]:
        """Each visit, and what was done without a plan."""
        for one in self.held:
            yield self._item(one)
            if one.plan.cancelled:
                yield from map(_loose, (stay for stay in one.visit.stays if stay.check_in))
        yield from map(_loose, (stay for stay in self.case.unplanned if stay.check_in))

    def _item(self, one: Held) -> Item:
        plan = one.plan
        services = frozenset(plan.service_ids)
        marks = [mark.at for mark in one.visit.marks if mark.kind == "declined"]
        declined_at = min([*marks, *self.asked.get(one.visit.id, ())], default=None)
        offer = self._offer(plan.unit_id, plan.window_start_at)
        then = self._offer(plan.unit_id, declined_at or plan.window_start_at)
        return Item(
            one.visit.id, plan.date, plan.window_start_at, plan.window_end_at, plan.seconds, plan.staff,
            self._state(one), () if plan.cancelled else tuple(map(_came, one.visit.stays)),
            alarm=bool(services) and services <= self.alarms,
            declined_at=declined_at, ask_minutes=min(offer.ask_minutes, then.ask_minutes), fee_by=offer.fee_by,
        )  # fmt: skip

    def _state(self, one: Held) -> str:
        if one.plan.cancelled:
            return rules.CANCELLED
        away = any(first <= one.plan.date <= last for first, last in self.case.absences)
        if not away and begun.is_missed(one, self.held, self.now):
            return rules.MERGED if begun.merged_into(one, self.held) else rules.MISSED
        if one.executions or one.present_before():
            still = all(stay.open for stay in one.executions) and self._fresh(one)
            return rules.THERE if still else rules.DONE
        return self._refused(one) or (rules.ABSENT if away else rules.PLANNED)

    def _refused(self, one: Held) -> str | None:
        """absent or declined, by what was said last; a visit that she was granted to be without is declined."""
        marks = [mark for mark in one.visit.marks if mark.kind in (rules.ABSENT, rules.DECLINED)]
        if marks:
            return max(marks, key=lambda mark: (mark.at, mark.fact_id)).kind
        return rules.DECLINED if one.visit.declined_at is not None else None

    def _fresh(self, one: Held) -> bool:
        """Whether somebody may still be there: as long as a check-out that is late is waited for."""
        begun_at = [stay.began_at for stay in one.executions if stay.began_at]
        latest = max(begun_at, default=one.plan.window_end_at)
        return self.now < latest + timedelta(seconds=one.plan.seconds) + CHECKS_OUT_WITHIN

    def _offer(self, unit_id: int, at: datetime) -> Any:
        """What the unit offered at an instant. Of two the milder counts: she was promised it when she said no."""
        known = [offer for offer in self.offers.get(unit_id, ()) if offer.recorded_at <= at]
        return known[-1] if known else offers.UNCHOSEN


def _came(stay: Stay) -> Came:
    return Came(stay.worker_id, stay.began_at, stay.left_at)


def _loose(stay: Stay) -> Item:
    at = stay.began_at
    assert at is not None
    return Item(None, stay.date, at, at, 0, 1, rules.UNPLANNED, (_came(stay),))


def _offers(unit_ids: Iterable[int]) -> dict[int, list[UnitOffer]]:
    found: dict[int, list[UnitOffer]] = {}
    query = select(UnitOffer).where(UnitOffer.unit_id.in_(sorted(unit_ids))).order_by(UnitOffer.id)
    for row in db.session.scalars(query):
        found.setdefault(row.unit_id, []).append(row)
    return found


def _said_no(recipient_id: int) -> dict[int, list[datetime]]:
    """Visit → when she asked to be without it, where she did not take that back."""
    taken_back = exists().where(RequestStep.request_id == VisitRequest.id, RequestStep.step == "withdrawn")
    query = select(VisitRequest.visit_id, VisitRequest.asked_at).where(
        VisitRequest.recipient_id == recipient_id, VisitRequest.kind == "decline", ~taken_back
    )
    found: dict[int, list[datetime]] = {}
    for visit_id, at in db.session.execute(query):
        found.setdefault(visit_id, []).append(at)
    return found


def _grants(recipient_id: int) -> list[Grant]:
    """The decisions that say how many hours: from their first day to their last, whichever way they ended."""
    query = select(Decision).where(
        Decision.recipient_id == recipient_id, Decision.revision > 0, Decision.hours_per_month.is_not(None)
    )
    return [
        Grant(
            row.hours_per_month, row.starts_on or row.decided_on, _last(row.ends_on, row.closed_on),
            row.interrupted_on, row.resumed_on,
        )
        for row in db.session.scalars(query.order_by(Decision.id))
        if row.hours_per_month is not None
    ]  # fmt: skip


def _last(*ends: date | None) -> date | None:
    return min((day for day in ends if day is not None), default=None)
