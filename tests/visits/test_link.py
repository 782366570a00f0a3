"""The linking rule of contract section 6, case by case, and that order and repetition never matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.visits.link import Fact, link
from tests.visits.day import DAY, IDS, came, plan, said, slot, tap, told, went

MORNING = slot("a", plan("08:00", "09:00", workers=(1,)))
NOON = slot("b", plan("12:00", "13:00", workers=(2,)))
EVENING = slot("c", plan("18:00", "19:00"))

CASES = {
    "inside the window": ([came("08:10"), went("08:40")], ["a 1 08:10-08:40"]),
    "exactly two hours before": ([came("06:00"), went("06:20")], ["a 1 06:00-06:20"]),
    "a second more": ([came("05:59:59"), went("06:20")], ["- 1 05:59-06:20"]),
    "exactly two hours after": ([came("11:00"), went("11:20")], ["a 1 11:00-11:20"]),
    "nowhere near": ([came("15:30"), went("15:50")], ["- 1 15:30-15:50"]),
    "the own one before the nearer": ([came("10:50"), went("11:10")], ["a 1 10:50-11:10"]),
    "somebody else's where none is own": ([came("12:10", 1), went("12:40", 1)], ["b 1 12:10-12:40"]),
    "named far away": ([came("03:00", 1, "b"), went("03:30", 1)], ["b 1 03:00-03:30"]),
    "two taps within two minutes": ([came("08:10"), came("08:12"), went("08:40")], ["a 1 08:10-08:40"]),
    "a second tap later": ([came("08:10"), came("08:12:01"), went("08:40")], ["a 1 08:10-08:40 +1"]),
    "check-out tapped twice": ([came("08:10"), went("08:40"), went("08:41")], ["a 1 08:10-08:40"]),
    "tapped twice, one names it": ([came("12:10"), came("12:11", 1, "a"), went("12:30")], ["a 1 12:10-12:30"]),
    "out, then in again": (
        [came("08:10"), went("08:11"), came("08:11:30"), went("08:40")],
        ["a 1 08:10-08:11", "a 1 08:11-08:40"],
    ),
    "a check-out alone": ([went("08:40")], ["a 1 -08:40"]),
    "a check-out first": ([went("08:05"), came("08:10"), went("08:40")], ["a 1 -08:05", "a 1 08:10-08:40"]),
    "never out": ([came("08:10")], ["a 1 08:10-"]),
    "never out, then the next visit": (
        [came("08:10"), came("18:10"), went("18:40")],
        ["a 1 08:10-", "c 1 18:10-18:40"],
    ),
    "the visit that it names": (
        [came("08:10", 1, "a"), came("08:20", 1, "b"), went("08:40", 1, "a"), went("08:50", 1, "b")],
        ["a 1 08:10-08:40", "b 1 08:20-08:50"],
    ),
    "a check-out that names another": ([came("08:10", 1, "a"), went("08:40", 1, "b")], ["a 1 08:10-", "b 1 -08:40"]),
    "equal to the last check-out": (
        [came("08:10", 1, "a"), went("08:40", 1, "a"), came("08:40", 1, "b"), went("09:10", 1, "b")],
        ["a 1 08:10-08:40", "b 1 08:40-09:10"],
    ),
    "double staffing": (
        [came("08:10", 1), came("08:12", 2, "a"), went("08:40", 1), went("08:42", 2)],
        ["a 1 08:10-08:40", "a 2 08:12-08:42"],
    ),
    "over a day later": ([came("08:10"), went("+1 08:11")], ["a 1 08:10-", "- 1 -+1 08:11"]),
}


@pytest.mark.parametrize("facts, expected", CASES.values(), ids=CASES)
def test_linking(facts: list[Fact], expected: list[str]) -> None:
    assert said(facts, MORNING, NOON, EVENING) == expected


def test_unassigned_before_somebody_elses_and_lowest_id_of_equals() -> None:
    theirs = slot("a", plan("08:00", "09:00", workers=(2,)))
    nobodys = [slot(name, plan("10:00", "11:00")) for name in ("d", "c")]
    assert said([came("08:30")], theirs, *nobodys) == ["c 1 08:30-"]


def test_nearest_window_of_equals() -> None:
    slots = slot("a", plan("08:00", "08:30", workers=(1,))), slot("b", plan("09:30", "10:00", workers=(1,)))
    assert said([came("08:59"), went("09:00")], *slots) == ["a 1 08:59-09:00"]
    assert said([came("09:01"), went("09:10")], *slots) == ["b 1 09:01-09:10"]


def test_overnight_visit_pairs_across_midnight_and_both_clock_changes_are_only_instants() -> None:
    night = slot("a", plan("20:00", "20:30", 660, (1,)))
    morning = slot("b", plan("+1 06:00", "+1 07:00", 30, (2,)))
    assert said([came("20:05"), went("+1 07:05")], night, morning) == ["a 1 20:05-+1 07:05"]


def test_a_visit_longer_than_a_day_waits_longer() -> None:
    whole_day = slot("a", plan("08:00", "08:30", 1440, (1,)))
    assert said([came("08:00"), went("+1 08:20")], whole_day) == ["a 1 08:00-+1 08:20"]


def test_cancelled_beforehand_is_unplanned_but_cancelled_afterwards_hides_nothing() -> None:
    first = plan("08:00", "09:00", workers=(1,))
    beforehand = slot("a", first, plan("08:00", "09:00", known="07:00", cancelled=True))
    afterwards = slot("a", first, plan("08:00", "09:00", known="08:30", cancelled=True))
    facts = [came("08:10", 1, "a"), went("08:40", 1, "a")]
    (unplanned,) = link(facts, [beforehand]).presences
    assert (unplanned.visit_id, unplanned.named) == (None, IDS["a"])
    assert unplanned.check_out == facts[1]
    assert said(facts, afterwards) == ["a 1 08:10-08:40"]
    assert said([came("08:10")], beforehand) == ["- 1 08:10-"]


def test_a_visit_moved_afterwards_keeps_who_came_at_the_old_time() -> None:
    moved = slot("a", plan("08:00", "09:00", workers=(1,)), plan("16:00", "17:00", workers=(1,), known="10:00"))
    assert said([came("08:10"), went("08:40")], moved) == ["a 1 08:10-08:40"]


def test_the_morning_is_another_workers_day_too() -> None:
    facts = [came("08:10", 1), came("08:20", 2), went("08:40", 2), went("08:45", 1)]
    assert said(facts, MORNING) == ["a 1 08:10-08:45", "a 2 08:20-08:40"]


def test_other_facts_are_shelved_by_visit_and_notes_are_not() -> None:
    facts = [tap("arrived", "08:00"), tap("absent", "12:05", 2), tap("declined", "15:30"), tap("note", "08:00", 1, "a")]
    linked = link(facts, [MORNING, NOON])
    assert (linked.arrivals, linked.refusals) == ({IDS["a"]: [facts[0]]}, {IDS["b"]: [facts[1]]})
    assert linked.presences == []


def test_one_manual_tap_makes_the_execution_manual() -> None:
    facts = [came("08:10"), tap("check_out", "08:40", method="manual")]
    (presence,) = link(facts, [MORNING]).presences
    assert presence.method == "manual"


TAPS = st.builds(
    lambda kind, minute, worker, visit: replace(tap(kind, "00:00", worker, visit), occurred_at=_minute(minute)),
    st.sampled_from(("check_in", "check_out", "arrived", "absent")),
    st.integers(6 * 60, 21 * 60),
    st.integers(1, 3),
    st.sampled_from((None, None, "a", "b", "c")),
)


def _minute(minute: int) -> datetime:
    return datetime.combine(DAY, time(minute // 60, minute % 60), UTC)


@given(st.lists(TAPS, max_size=12), st.randoms())
def test_order_of_arrival_never_matters(facts: list[Fact], chance: Random) -> None:
    slots = [MORNING, NOON, EVENING]
    numbered = [replace(fact, id=number) for number, fact in enumerate(facts)]
    mixed = list(facts)
    chance.shuffle(mixed)
    renumbered = [replace(fact, id=number) for number, fact in enumerate(mixed)]
    one, other = link(numbered, slots), link(renumbered, reversed(slots))
    assert told(one) == told(other)
    assert [presence.method for presence in one.presences] == [presence.method for presence in other.presences]


@given(st.lists(TAPS, max_size=12))
def test_nothing_is_lost(facts: list[Fact]) -> None:
    linked = link([replace(fact, id=number) for number, fact in enumerate(facts)], [MORNING, NOON, EVENING])
    used = [tap for one in linked.presences for tap in (one.check_in, one.check_out) if tap]
    assert len(used) == len({fact.id for fact in used})
    assert all(one.check_in or one.check_out for one in linked.presences)
    for one in linked.presences:
        if one.check_in and one.check_out:
            assert one.check_in.occurred_at <= one.check_out.occurred_at
