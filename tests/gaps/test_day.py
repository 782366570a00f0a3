"""overlap and impossible_travel over a worker's day."""

from __future__ import annotations

import pytest

from backend.gaps.day import worker_gaps
from backend.gaps.facts import Leg
from backend.gaps.tolerances import Tolerances
from backend.gaps.travel import kilometres, least_seconds
from tests.gaps.facts import stay

HERE, THERE, NEAR = 1, 2, 3
# 70 km along a meridian takes an hour; 7 km six minutes
PLACES = {HERE: (59.0, 17.0), THERE: (59.0 + 7 / 111.19492664455873, 17.0), NEAR: (59.0, 17.0)}


def leg(home: int, came: str, left: str | None, visit_id: int) -> Leg:
    return Leg(home, home, stay(came, left, visit_id=visit_id))


def day(*legs: Leg, places=PLACES) -> list[tuple[str, int, int | None]]:
    return [(gap.kind, gap.seconds, gap.visit_id) for gap in worker_gaps(legs, places, Tolerances())]


def test_distance_and_time() -> None:
    assert kilometres(PLACES[HERE], PLACES[THERE]) == pytest.approx(7, abs=0.001)
    assert least_seconds(PLACES[HERE], PLACES[THERE]) == pytest.approx(360, abs=0.1)
    assert kilometres((59.8586, 17.6389), (57.7089, 11.9746)) == pytest.approx(406, abs=3)  # Uppsala, Göteborg


@pytest.mark.parametrize(
    ("left", "came", "expected"),
    [
        ("9:31", "9:30", []),  # a minute in both homes is let pass, where they lie next to each other
        ("9:31:01", "9:30", [("overlap", 61, 2)]),
        ("9:30", "9:30", []),
    ],
)
def test_overlap_is_more_than_the_tolerance_and_on_the_later_visit(left: str, came: str, expected: list) -> None:
    assert day(leg(HERE, "9:00", left, 1), leg(NEAR, came, "10:00", 2)) == expected


def test_overlap_counts_the_time_in_both_and_each_later_visit_once() -> None:
    long_one = leg(HERE, "9:00", "12:00", 1)
    assert day(long_one, leg(NEAR, "9:10", "9:20", 2), leg(NEAR, "10:00", "12:30", 3)) == [
        ("overlap", 600, 2),
        ("overlap", 7200, 3),
    ]


def test_one_home_is_never_an_overlap() -> None:
    assert day(leg(HERE, "9:00", "9:30", 1), leg(HERE, "9:00", "9:30", 2)) == []


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ("9:36", []),
        ("9:34:01", []),
        ("9:34", []),  # exactly two minutes too little
        ("9:33:58", [("impossible_travel", 122, 2)]),
        ("9:30", [("impossible_travel", 360, 2)]),
    ],
)
def test_travel_at_70_km_an_hour_by_more_than_the_tolerance(came: str, expected: list) -> None:
    found = day(leg(HERE, "9:00", "9:30", 1), leg(THERE, came, "10:00", 2))
    assert [(kind, pytest.approx(seconds, abs=1), visit) for kind, seconds, visit in found] == expected


def test_the_order_in_which_facts_are_told_does_not_matter() -> None:
    one, two = leg(HERE, "9:00", "9:30", 1), leg(THERE, "9:30", "10:00", 2)
    assert day(two, one) == day(one, two)


def test_without_places_or_without_an_end_nothing_is_judged() -> None:
    assert day(leg(HERE, "9:00", "9:30", 1), leg(THERE, "9:30", "10:00", 2), places={HERE: PLACES[HERE]}) == []
    assert day(leg(HERE, "9:00", None, 1), leg(THERE, "9:30", "10:00", 2)) == []


def test_who_has_come_is_judged_though_she_has_not_left() -> None:
    assert day(leg(HERE, "9:00", "9:30", 1), leg(NEAR, "9:20", None, 2)) == [("overlap", 600, 2)]
    assert day(leg(HERE, "9:00", "9:30", 1), leg(NEAR, "9:29", None, 2)) == []
    assert day(leg(HERE, "9:00", "9:30", 1), leg(THERE, "9:31", None, 2)) == [
        ("impossible_travel", pytest.approx(300, abs=1), 2)
    ]


def test_travel_over_midnight() -> None:
    assert day(leg(HERE, "23:40", "23:59", 1), leg(THERE, "+1 0:00", "+1 0:30", 2)) == [
        ("impossible_travel", pytest.approx(300, abs=1), 2)
    ]
