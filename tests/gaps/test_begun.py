"""not_started, late, early, missed, merged: every edge of contract section 6."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from backend.gaps.judged import judged
from backend.gaps.tolerances import Tolerances
from schema import clock
from tests.gaps.facts import ANNA, BO, DAY, UNIT, at, found, gaps_of, mark, plan, stay, visit

MINUTE = 60


@pytest.mark.parametrize(
    ("came", "kinds"),
    [
        ("10:15", {}),
        ("10:15:01", {"late": 15 * MINUTE + 1}),
        ("8:45", {}),
        ("8:44:59", {"early": 15 * MINUTE + 1}),
        ("9:00", {}),
    ],
)
def test_late_and_early_begin_after_the_tolerance_and_count_from_the_edge(came: str, kinds: dict[str, int]) -> None:
    assert {k: v for k, v in found(visit(stay(came, "12:00"))).items() if k in ("late", "early")} == kinds


@pytest.mark.parametrize(("came", "late"), [("10:00", None), ("10:00:01", 1)])
def test_a_time_critical_visit_may_not_be_late_at_all(came: str, late: int | None) -> None:
    assert found(visit(stay(came, "10:30:01"), plans=plan(time_critical=True))).get("late") == late


@pytest.mark.parametrize(
    ("now", "critical", "seconds"),
    [
        ("10:15", False, None),
        ("10:15:01", False, 901),
        ("10:05", True, None),
        ("10:05:01", True, 301),
        ("22:59:59", False, 46799),
    ],
)
def test_not_started_lives_from_the_tolerance_to_the_cut_off(now: str, critical: bool, seconds: int | None) -> None:
    assert found(visit(plans=plan(time_critical=critical)), now=now).get("not_started") == seconds


@pytest.mark.parametrize("kind", ["arrived", "absent", "declined"])
def test_a_word_ends_not_started(kind: str) -> None:
    assert found(visit(marks=(mark(kind, "9:30"),)), now="11:00") == {}


def test_a_recorded_absence_is_neither_not_started_nor_missed() -> None:
    for now in ("11:00", "+1 12:00"):
        assert found(visit(), now=now, absences=((DAY, DAY),)) == {}


@pytest.mark.parametrize(
    ("window", "now", "missed"),
    [
        (("9:00", "10:00"), "22:59:59", False),
        (("9:00", "10:00"), "23:00", True),
        (("19:00", "20:00"), "22:59:59", False),
        (("19:00", "20:00"), "23:00", True),
        (("19:00", "20:00:01"), "23:00", False),
        (("19:00", "20:00:01"), "23:00:01", True),
    ],
)
def test_cut_off_is_23_or_three_hours_after_the_window(window: tuple[str, str], now: str, missed: bool) -> None:
    assert ("missed" in found(visit(plans=plan(*window)), now=now)) is missed


def test_a_night_visit_over_midnight_is_missed_three_hours_after_its_window() -> None:
    night = plan("23:30", "9:00")
    night = type(night)(**{**vars(night), "window_end_at": at("+1 0:30")})
    assert "missed" not in found(visit(plans=night), now="+1 3:29:59")
    assert "missed" in found(visit(plans=night), now="+1 3:30")
    assert "missed" not in found(visit(stay("23:50", "+1 0:20"), plans=night), now="+1 3:30")


@pytest.mark.parametrize(
    ("begun", "now", "missed"),
    [
        ("10:30", "10:59:59", False),  # never before window_end + 60
        ("10:30", "11:00", True),
        ("12:10", "12:09:59", False),
        ("12:10", "12:10", True),
    ],
)
def test_the_next_visit_begun_brings_the_cut_off_forward(begun: str, now: str, missed: bool) -> None:
    later = visit(stay(begun), plans=plan("12:00", "13:00"), id=2)
    assert ("missed" in found(visit(), later, now=now)) is missed


def test_only_a_visit_whose_window_begins_after_this_ones_ends_is_next() -> None:
    touching = visit(stay("10:30", "11:00"), plans=plan("10:00", "11:00"), id=2)
    assert "missed" not in found(visit(), touching, now="12:00")
    cancelled = visit(stay("12:10"), plans=plan("12:00", "13:00", cancelled=True), id=2)
    assert "missed" not in found(visit(), cancelled, now="13:00")


@pytest.mark.parametrize(("came", "kinds"), [("22:59:59", {"late"}), ("23:00", {"missed"}), ("23:30", {"missed"})])
def test_a_fact_before_the_cut_off_undoes_missed_and_one_after_does_not(came: str, kinds: set[str]) -> None:
    left = {"22:59:59": "23:29:59", "23:00": "23:30", "23:30": "23:59"}[came]
    assert set(found(visit(stay(came, left)))) == kinds


def test_a_check_out_alone_is_presence() -> None:
    assert set(found(visit(stay(None, "9:40")))) == {"no_check_in"}


@pytest.mark.parametrize(("when", "missed"), [("22:00", False), ("23:10", True)])
@pytest.mark.parametrize("kind", ["arrived", "absent", "declined"])
def test_absent_or_declined_counts_before_the_cut_off(kind: str, when: str, missed: bool) -> None:
    assert ("missed" in found(visit(marks=(mark(kind, when),)))) is missed


def test_a_cancelled_visit_has_no_gaps_unless_somebody_came() -> None:
    cancelled = plan(cancelled=True)
    assert found(visit(plans=cancelled)) == {}
    assert found(visit(stay("9:00", "9:30"), plans=cancelled)) == {"unplanned": 1800}


@pytest.mark.parametrize(
    ("left", "kinds"),
    [
        ("11:59:59", {"missed", "long"}),  # 59:59 of the 60 that are 80 % of 30 + 45
        ("12:00", {"merged"}),
    ],
)
def test_merged_stands_instead_of_missed_and_long(left: str, kinds: set[str]) -> None:
    taken_over = visit(plans=plan("9:00", "10:00", 45))
    long_one = visit(stay("11:00", left), plans=plan("11:00", "12:00", 30), id=2)
    assert set(found(taken_over, long_one)) == kinds


def test_merged_waits_for_the_cut_off_and_for_the_same_day() -> None:
    long_one = visit(stay("9:00", "10:30"), id=2)
    evening = visit(plans=plan("18:00", "19:00"))
    assert set(found(evening, long_one, now="20:00")) == {"not_started", "long"}
    assert set(found(evening, long_one)) == {"merged"}
    assert set(found(visit(plans=plan(day=date(2026, 11, 25))), long_one, now="+2 12:00")) == {"missed", "long"}


def test_a_visit_done_after_its_cut_off_is_missed_not_merged_and_has_no_other_gap() -> None:
    late_one = visit(stay("23:10", "23:12", worker=BO))
    long_one = visit(stay("11:00", "12:30"), plans=plan("11:00", "12:00"), id=2)
    assert sorted(gap.kind for gap in gaps_of(late_one, long_one)) == ["long", "missed"]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 22), (date(2026, 10, 25), 24), (date(2026, 11, 24), 23)]
)
def test_the_cut_off_is_23_on_the_wall_also_when_the_clocks_change(day: date, hours: int) -> None:
    early = visit(plans=plan("1:00", "1:30", day=day))
    end = clock.instant(day, time(23))
    assert (end - clock.day_bounds(day)[0]).total_seconds() == hours * 3600
    assert [kind for kind in _at(early, end)] == ["missed"]
    assert "missed" not in _at(early, datetime.fromtimestamp(end.timestamp() - 1, end.tzinfo))


def _at(one, now: datetime) -> list[str]:
    from backend.gaps.facts import Case
    from backend.gaps.rules import recipient_gaps

    return [gap.kind for gap in recipient_gaps(Case(1, 10, (one,)), Tolerances(), now)]


@pytest.mark.parametrize(
    ("day", "came", "fold", "late"),
    [
        (date(2026, 3, 29), time(3, 10), 0, None),  # window ended 01:55; an hour is missing: 15 minutes later
        (date(2026, 3, 29), time(3, 11), 0, 16 * 60),
        (date(2026, 10, 25), time(2, 10), 0, None),
        (date(2026, 10, 25), time(2, 10), 1, 75 * 60),  # the second 02:10
    ],
)
def test_lateness_is_in_real_minutes_over_a_clock_change(day: date, came: time, fold: int, late: int | None) -> None:
    from backend.gaps.facts import Stay, Tap, Visit

    tap = Tap(1, clock.instant(day, came, fold))
    one = Visit(1, "v1", (plan("1:00", "1:55", day=day),), (Stay(ANNA, UNIT, day, tap, None),))
    assert {gap.kind: gap.seconds for gap in gaps_of(one, now="9:00")}.get("late") == late


def test_moving_the_plan_afterwards_hides_nothing() -> None:
    first = plan("9:00", "10:00", published="7:00")
    moved = plan("11:00", "12:00", published="11:30")
    assert found(visit(stay("11:20", "11:50"), plans=(first, moved))) == {"late": 80 * 60}
    in_time = plan("11:00", "12:00", published="9:55")
    assert found(visit(stay("11:20", "11:50"), plans=(first, in_time))) == {}


def test_a_visit_cancelled_after_its_window_was_still_missed() -> None:
    plans = plan(published="7:00"), plan(cancelled=True, published="10:01")
    assert set(found(visit(plans=plans))) == {"missed"}
    assert found(visit(plans=(plan(published="7:00"), plan(cancelled=True, published="10:00")))) == {}


@pytest.mark.parametrize(
    ("came", "published", "number"),
    [(None, ("8:00",), 1), (None, ("10:01",), 0), ("9:10", ("9:10",), 1), ("9:10", ("9:11",), 0),
     (None, ("10:01", "10:02"), 0), (None, ("9:59", "10:30"), 2)],
)  # fmt: skip
def test_the_judged_revision_is_the_one_at_the_earlier_of_check_in_and_window_end(
    came: str | None, published: tuple[str, ...], number: int
) -> None:
    plans = [plan(published="7:00"), *(plan("10:00", "11:00", published=when) for when in published)]
    one = visit(*([stay(came)] if came else []), plans=tuple(plans))
    assert judged(one) == plans[number]


def test_tolerance_on_the_command_line_stands_above_all() -> None:
    critical = visit(stay("10:20", "10:50"), plans=plan(time_critical=True))
    assert "late" not in found(critical, tolerances=Tolerances(overrides={"late": 30}))
    assert found(visit(stay("10:00:20", "10:30")), tolerances=Tolerances(overrides={"late": 0})) == {"late": 20}
