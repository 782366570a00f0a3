"""Facts for the rules in a few words: times are local wall times of one day unless they say another."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from backend.gaps.facts import Case, GapFound, Mark, Plan, Stay, Tap, Visit
from backend.gaps.rules import recipient_gaps
from backend.gaps.tolerances import Tolerances
from schema import clock

DAY = date(2026, 11, 24)
UNIT, HOME, OTHER_HOME = 1, 10, 11
ANNA, BO = 100, 101


def at(text: str, day: date = DAY, fold: int = 0) -> datetime:
    """`"9:05"`, `"9:05:30"`; `"+1 0:30"` is the next day."""
    if " " in text:
        days, text = text.split()
        day += timedelta(days=int(days))
    return clock.instant(day, time(*map(int, text.split(":"))), fold)


def plan(start: str = "9:00", end: str = "10:00", minutes: int = 30, day: date = DAY, **more: Any) -> Plan:
    """A revision: window, length, Anna planned."""
    more = {"unit_id": UNIT, "worker_ids": (ANNA,), **more}
    published = more.pop("published", None)
    return Plan(
        date=day,
        window_start_at=at(start, day),
        window_end_at=at(end, day),
        duration_minutes=minutes,
        published_at=at(published, day) if published else None,
        **more,
    )


def tap(text: str, fact_id: int = 1, day: date = DAY, **more: Any) -> Tap:
    """A check-in or check-out."""
    return Tap(fact_id, at(text, day), **more)


def stay(came: str | None, left: str | None = None, worker: int = ANNA, day: date = DAY, **more: Any) -> Stay:
    """An execution; the facts' ids follow the worker."""
    return Stay(
        worker_id=worker,
        unit_id=UNIT,
        date=day,
        check_in=tap(came, worker * 10, day) if came else None,
        check_out=tap(left, worker * 10 + 1, day) if left else None,
        **more,
    )


def mark(kind: str, when: str, worker: int = ANNA, **more: Any) -> Mark:
    """Another fact: arrived, absent, declined."""
    return Mark(kind, at(when), worker, 7, **more)


def visit(
    *stays: Stay, plans: Plan | tuple[Plan, ...] | None = None, marks: tuple[Mark, ...] = (), id: int = 1
) -> Visit:
    """A visit with its executions."""
    revisions = plans if isinstance(plans, tuple) else (plans or plan(),)
    return Visit(id, f"v{id}", revisions, tuple(stays), marks)


def gaps_of(*visits: Visit, now: str = "+1 12:00", tolerances: Tolerances | None = None, **case: Any) -> list[GapFound]:
    """What the rules find."""
    given = Case(1, HOME, tuple(visits), **{"steering": {UNIT: "minutes"}, **case})
    return recipient_gaps(given, tolerances or Tolerances(), at(now))


def found(*visits: Visit, **more: Any) -> dict[str, int]:
    """Kinds with their seconds, of all the visits together."""
    return {gap.kind: gap.seconds for gap in gaps_of(*visits, **more)}
