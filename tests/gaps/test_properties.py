"""What holds for any facts: the order in which they are told does not matter, and judging twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.gaps.facts import Case, Stay, Tap, Visit
from backend.gaps.kinds import KINDS
from backend.gaps.rules import recipient_gaps
from backend.gaps.tolerances import Tolerances
from tests.gaps.facts import DAY, HOME, UNIT, at, plan

MIDNIGHT = at("0:00")
minutes = st.integers(0, 26 * 60).map(lambda number: MIDNIGHT + timedelta(minutes=number))


@st.composite
def stays(draw, visit_id: int) -> Stay:
    came, left = sorted([draw(minutes), draw(minutes)])
    which = draw(st.sampled_from(["both", "in", "out"]))
    return Stay(
        worker_id=draw(st.integers(100, 102)),
        unit_id=UNIT,
        date=DAY,
        check_in=Tap(draw(st.integers(1, 10**6)), came) if which != "out" else None,
        check_out=Tap(draw(st.integers(1, 10**6)), left) if which != "in" else None,
        visit_id=visit_id,
    )


@st.composite
def visits(draw, visit_id: int) -> Visit:
    start = draw(st.integers(0, 22))
    revision = plan(f"{start}:00", f"{start + draw(st.integers(0, 1))}:30", draw(st.integers(1, 90)))
    revision = replace(revision, worker_ids=(100, 101)[: draw(st.integers(0, 2))], staff=draw(st.integers(1, 2)))
    found = tuple(draw(st.lists(stays(visit_id), max_size=3)))
    return Visit(visit_id, f"v{visit_id}", (replace(revision, cancelled=draw(st.booleans())),), found)


days = st.integers(1, 4).flatmap(lambda count: st.tuples(*(visits(number) for number in range(count))))


def judge(case: Case, now) -> set:
    return {(gap.key, gap.seconds) for gap in recipient_gaps(case, Tolerances(), now)}


@given(days, minutes, st.randoms())
def test_order_does_not_matter_and_judging_again_is_the_same(day, now, random) -> None:
    shuffled = [replace(visit, stays=tuple(random.sample(visit.stays, len(visit.stays)))) for visit in day]
    random.shuffle(shuffled)
    case = Case(1, HOME, tuple(day), steering={UNIT: "minutes"})
    once = judge(case, now)
    assert once == judge(case, now) == judge(replace(case, visits=tuple(shuffled)), now)


@given(days, minutes)
def test_missed_and_merged_exclude_all_others(day, now) -> None:
    found = recipient_gaps(Case(1, HOME, tuple(day), steering={UNIT: "minutes"}), Tolerances(), now)
    assert {gap.kind for gap in found} <= set(KINDS)
    for gap in found:
        if gap.kind in ("missed", "merged"):
            assert [other.kind for other in found if other.visit_id == gap.visit_id] == [gap.kind]


@given(days, minutes)
def test_once_everything_is_past_no_visit_is_not_started_and_a_gap_has_one_name(day, now) -> None:
    found = recipient_gaps(Case(1, HOME, tuple(day), steering={UNIT: "minutes"}), Tolerances(), at("+3 0:00"))
    assert not [gap for gap in found if gap.kind == "not_started"]
    assert len({gap.key for gap in found}) == len(found)
