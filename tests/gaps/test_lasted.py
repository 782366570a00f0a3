"""short, long, very_short, single_staffed, plan_shortened: every edge."""

from __future__ import annotations

import pytest

from tests.gaps.facts import ANNA, BO, UNIT, found, gaps_of, plan, stay, visit


@pytest.mark.parametrize(
    ("minutes", "left", "kinds"),
    [
        (30, "9:24", {}),  # exactly 80 %
        (30, "9:23:59", {"short": 361}),
        (30, "9:36", {}),  # exactly 120 %
        (30, "9:36:01", {"long": 361}),
        (20, "9:15", {"short": 300}),  # 75 % and exactly 5 minutes off
        (20, "9:15:01", {}),  # less than 5 minutes off
        (20, "9:25", {"long": 300}),
        (20, "9:24:59", {}),
        (30, "9:10", {"short": 1200}),  # exactly a third
        (30, "9:09:59", {"very_short": 1201}),
        (10, "9:03", {"very_short": 420}),
        (9, "9:02", {"short": 420}),  # too short a plan for very_short
    ],
)
def test_length_against_the_plan(minutes: int, left: str, kinds: dict[str, int]) -> None:
    assert found(visit(stay("9:00", left), plans=plan(minutes=minutes))) == kinds


@pytest.mark.parametrize("steering", ["frame", "trust"])
def test_where_frame_or_trust_steers_only_very_short_is_asked_about(steering: str) -> None:
    units = {UNIT: steering}
    assert found(visit(stay("9:00", "9:15")), steering=units) == {}
    assert found(visit(stay("9:00", "10:00")), steering=units) == {}
    assert set(found(visit(stay("9:00", "9:05")), steering=units)) == {"very_short"}


def test_the_longest_execution_counts_and_double_staffing_counts_once() -> None:
    both = plan(worker_ids=(ANNA, BO), staff=2)
    gaps = gaps_of(visit(stay("9:00", "9:40"), stay("9:00", "9:45", BO), plans=both))
    assert [(gap.kind, gap.seconds) for gap in gaps] == [("long", 900)]
    assert found(visit(stay("9:00", "9:05"), stay("9:30", "10:00"))) == {}


def test_nothing_is_short_while_somebody_is_still_there() -> None:
    both = plan(worker_ids=(ANNA, BO))
    assert found(visit(stay("9:00", "9:05"), stay("9:00", None, BO), plans=both), now="9:10") == {}


@pytest.mark.parametrize(
    ("anna", "bo", "seconds"),
    [
        (("9:00", "9:30"), ("9:00", "9:30"), None),
        (("9:00", "9:30"), ("9:06", "9:30"), None),  # together 24 of 30: exactly 80 %
        (("9:00", "9:30"), ("9:06:01", "9:30"), 361),
        (("9:00", "9:30"), ("9:30", "10:00"), 1800),
        (("9:00", "9:30"), None, 1800),
    ],
)
def test_two_were_required_together(anna: tuple[str, str], bo: tuple[str, str] | None, seconds: int | None) -> None:
    stays = [stay(*anna), *([stay(*bo, BO)] if bo else [])]
    assert found(visit(*stays, plans=plan(worker_ids=(ANNA, BO), staff=2))).get("single_staffed") == seconds


def test_twenty_percent_of_a_short_visit_is_not_five_minutes() -> None:
    both = plan(minutes=20, worker_ids=(ANNA, BO), staff=2)
    assert "single_staffed" not in found(visit(stay("9:00", "9:20"), stay("9:04:59", "9:20", BO), plans=both))
    assert found(visit(stay("9:00", "9:20"), stay("9:05", "9:20", BO), plans=both)) == {"single_staffed": 300}


def test_single_staffed_waits_until_nobody_can_be_there_still_and_needs_an_execution() -> None:
    two = plan(staff=2)
    assert "single_staffed" not in found(visit(stay("9:00"), plans=two), now="10:29:59")
    assert found(visit(stay("9:00"), plans=two), now="10:30") == {"single_staffed": 1800, "no_check_out": 0}
    assert set(found(visit(plans=two))) == {"missed"}


def test_two_visits_of_one_worker_are_not_two_workers() -> None:
    assert "single_staffed" in found(visit(stay("9:00", "9:30"), stay("9:00", "9:30"), plans=plan(staff=2)))


@pytest.mark.parametrize(("minutes", "seconds"), [(30, None), (31, None), (29, 60), (15, 900)])
def test_a_change_that_made_the_visit_shorter(minutes: int, seconds: int | None) -> None:
    plans = plan(minutes=30, published="7:00"), plan(minutes=minutes, published="8:00")
    left = f"9:{minutes}"
    assert found(visit(stay("9:00", left), plans=plans)).get("plan_shortened") == seconds
    assert found(visit(plans=plans), now="8:30").get("plan_shortened") == seconds
