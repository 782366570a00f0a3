"""Which fact belongs to which visit, and which check-out to which check-in. Pure: the same facts, the same answer.

The rule is contract section 6, first paragraph. Everything is computed anew from all facts of one recipient in order
of occurrence, so neither the order of arrival nor repetition matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.linking import visit_by_time
from backend.visits.plan_values import Slot

ONE_TAP = timedelta(minutes=2)
"""Two taps of one kind by one worker within this are one fact."""
LONGEST_OPEN = timedelta(hours=24)
"""How long a check-in waits for its check-out; a longer visit waits for half as long again as planned (ours)."""
TAPS = ("check_in", "check_out")
KIND_ORDER = {"arrived": 0, "check_in": 1, "check_out": 2, "absent": 3, "declined": 4, "note": 5}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as stored, not superseded. `visit_id` is the visit that the sender named."""

    id: int
    kind: str
    visit_id: int | None
    worker_id: int
    occurred_at: datetime
    method: str = "app"
    card_home_id: int | None = None


@dataclass(slots=True)
class Presence:
    """One worker's check-in with its check-out: an execution. `visit_id` None: unplanned."""

    worker_id: int
    visit_id: int | None
    check_in: Fact | None = None
    check_out: Fact | None = None
    extra_taps: int = 0
    named: int | None = None
    """The visit that the sender named, also when it was cancelled and the execution is unplanned."""
    waits: timedelta = LONGEST_OPEN

    @property
    def first(self) -> Fact:
        """The fact that the execution began with, as far as is known."""
        fact = self.check_in or self.check_out
        if fact is None:
            raise ValueError("an execution without a fact")
        return fact

    @property
    def method(self) -> str:
        """How it was registered: manual as soon as one of both times was."""
        taps = [tap.method for tap in (self.check_in, self.check_out) if tap]
        return "manual" if "manual" in taps else taps[0]


@dataclass(slots=True)
class Linked:
    """The answer for one recipient: executions in order of occurrence, and other facts by visit."""

    presences: list[Presence] = field(default_factory=list)
    arrivals: dict[int, list[Fact]] = field(default_factory=dict)
    """`arrived` facts by visit."""
    refusals: dict[int, list[Fact]] = field(default_factory=dict)
    """`absent` and `declined` facts by visit."""


def link(facts: Iterable[Fact], slots: Iterable[Slot]) -> Linked:
    """Link the facts of one recipient (superseded and void ones left out) to her visits."""
    known = {slot.id: slot for slot in slots}
    answer = Linked()
    taps: dict[int, list[Fact]] = {}
    for fact in sorted(facts, key=_order):
        if fact.kind in TAPS:
            taps.setdefault(fact.worker_id, []).append(fact)
            continue
        shelf = answer.arrivals if fact.kind == "arrived" else answer.refusals
        if fact.kind != "note" and (visit_id := _visit_of(fact, known)) is not None:
            shelf.setdefault(visit_id, []).append(fact)
    for of_worker in taps.values():
        answer.presences += _pair(_distinct(of_worker), known)
    answer.presences.sort(key=lambda presence: _order(presence.first))
    return answer


def _order(fact: Fact) -> tuple[object, ...]:
    """In order of occurrence; ties by content, and by row only where nothing else differs."""
    return (
        fact.occurred_at, KIND_ORDER[fact.kind], fact.worker_id, fact.visit_id or 0, fact.method,
        fact.card_home_id or 0, fact.id,
    )  # fmt: skip


def _distinct(taps: list[Fact]) -> list[Fact]:
    """One worker's taps, with a tap repeated within two minutes left out; a name that one of both gave is kept."""
    kept: list[Fact] = []
    for tap in taps:
        last = kept[-1] if kept else None
        if last is None or not _same_tap(last, tap):
            kept.append(tap)
        elif last.visit_id is None and tap.visit_id is not None:
            kept[-1] = Fact(
                last.id, last.kind, tap.visit_id, last.worker_id, last.occurred_at, last.method, last.card_home_id
            )
    return kept


def _same_tap(last: Fact, tap: Fact) -> bool:
    one_visit = last.visit_id is None or tap.visit_id is None or last.visit_id == tap.visit_id
    return last.kind == tap.kind and tap.occurred_at - last.occurred_at <= ONE_TAP and one_visit


def _pair(taps: list[Fact], known: Mapping[int, Slot]) -> list[Presence]:
    """One worker's taps as executions."""
    found: list[Presence] = []
    open_ones: list[Presence] = []
    for tap in taps:
        if tap.kind == "check_out":
            begun = _open_for(tap, open_ones)
            if begun is None:
                found.append(Presence(tap.worker_id, _visit_of(tap, known), check_out=tap, named=tap.visit_id))
            else:
                begun.check_out = tap
                open_ones.remove(begun)
            continue
        visit_id = _visit_of(tap, known)
        again = next((one for one in open_ones if _is_again(one, tap, visit_id)), None)
        if again is not None:
            again.extra_taps += 1
            continue
        waits = _waits(known.get(visit_id) if visit_id is not None else None)
        presence = Presence(tap.worker_id, visit_id, check_in=tap, named=tap.visit_id, waits=waits)
        found.append(presence)
        open_ones.append(presence)
    return found


def _open_for(tap: Fact, open_ones: list[Presence]) -> Presence | None:
    """The open check-in that a check-out closes: of the visit it names, else the worker's latest."""
    fresh = [one for one in open_ones if tap.occurred_at - one.first.occurred_at <= one.waits]
    if tap.visit_id is None:
        return fresh[-1] if fresh and fresh[-1] is open_ones[-1] else None
    return next((one for one in reversed(fresh) if tap.visit_id in (one.visit_id, one.named)), None)


def _is_again(one: Presence, tap: Fact, visit_id: int | None) -> bool:
    """Whether a check-in is a further tap of an execution that is open already."""
    same = one.visit_id == visit_id and (visit_id is not None or one.named == tap.visit_id)
    return same and tap.occurred_at - one.first.occurred_at <= one.waits


def _waits(slot: Slot | None) -> timedelta:
    if slot is None:
        return LONGEST_OPEN
    return max(LONGEST_OPEN, timedelta(minutes=slot.current.duration_minutes * 1.5))


def _visit_of(fact: Fact, known: Mapping[int, Slot]) -> int | None:
    """The visit of a fact by itself: the one it names, unless that is cancelled or void; else by time."""
    if fact.visit_id is not None:
        slot = known.get(fact.visit_id)
        return slot.id if slot and not slot.at(fact.occurred_at).cancelled else None
    at = fact.occurred_at
    return visit_by_time(at, fact.worker_id, [(slot.id, slot.outside_id, slot.at(at)) for slot in known.values()])
