"""A made-up day for linking: visits and taps said in a few words. Times are UTC on 24 November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from backend.visits.link import Fact, Linked, link
from backend.visits.plan_values import Slot, Version

DAY = date(2026, 11, 24)
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
IDS = {"a": 1, "b": 2, "c": 3, "d": 4}


def at(text: str) -> datetime:
    """ "09:30", "09:30:15", or "+1 06:00" for the next day."""
    days, _, clock = text.rpartition(" ")
    moment = datetime.combine(DAY, time.fromisoformat(clock), UTC)
    return moment + timedelta(days=int(days or 0))


def plan(start: str, end: str, minutes: int = 30, workers: tuple[int, ...] = (), *, known: str | None = None,
         cancelled: bool = False) -> Version:  # fmt: skip
    """A revision of a visit; `known`: when it was published."""
    return Version(at(known) if known else LONG_AGO, at(start), at(end), minutes, workers, cancelled)


def slot(name: str, *versions: Version) -> Slot:
    """A visit called by one letter, which is its outside id."""
    return Slot(IDS[name], name, 1, 1, DAY, versions)


def tap(kind: str, when: str, worker: int = 1, visit: str | None = None, method: str = "app", id: int = 0) -> Fact:
    """A fact; `visit` names one by its letter."""
    return Fact(id, kind, IDS[visit] if visit else None, worker, at(when), method)


def came(when: str, worker: int = 1, visit: str | None = None) -> Fact:
    """A check-in."""
    return tap("check_in", when, worker, visit)


def went(when: str, worker: int = 1, visit: str | None = None) -> Fact:
    """A check-out."""
    return tap("check_out", when, worker, visit)


def told(linked: Linked) -> list[str]:
    """The executions in words: "visit worker in-out", "-" for what there is none of, "+n" for further taps."""
    letters = {number: letter for letter, number in IDS.items()}
    return [
        f"{letters.get(one.visit_id or 0, '-')} {one.worker_id} {_clock(one.check_in)}-{_clock(one.check_out)}"
        + (f" +{one.extra_taps}" if one.extra_taps else "")
        for one in linked.presences
    ]


def said(facts: list[Fact], *slots: Slot) -> list[str]:
    """Link and tell."""
    return told(link(facts, slots))


def _clock(fact: Fact | None) -> str:
    if fact is None:
        return ""
    days = (fact.occurred_at.date() - DAY).days
    return (f"{days:+d} " if days else "") + fact.occurred_at.strftime("%H:%M")
