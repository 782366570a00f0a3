"""Whom chance asks about which visit: at most once in any seven days, whatever she does or does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest

from backend.survey.drawing import WEEK, Done, by_text, drawn, first_day, passed_over, week_of
from backend.survey.results import shown, whole_percent

MONDAY = date(2026, 10, 26)


def asked(recipient_id: int, days: list[date]) -> Iterator[date]:
    """The days that somebody is asked about, who had a visit on each of some days."""
    visits = [Done(place, day, 1) for place, day in enumerate(days)]
    before = None
    for monday in sorted({week_of(day) for day in days}):
        this = drawn(recipient_id, monday, visits)
        if this and not passed_over(this, before):
            yield this.date
        before = this


@pytest.mark.parametrize("every", [1, 2, 3, 10])
def test_two_questions_are_never_less_than_a_week_apart_over_a_new_year_of_53_weeks(every: int) -> None:
    days = [MONDAY + timedelta(days=away) for away in range(0, 12 * 7, every)]
    counts = []
    for recipient_id in range(300):
        found = list(asked(recipient_id, days))
        assert all(later - earlier >= WEEK for earlier, later in pairwise(found))
        counts.append(len(found))
    assert 1 < sum(counts) / len(counts) < 9, "some visits, and never each week for all"


def test_a_week_ends_at_its_boundary() -> None:
    sunday, monday = MONDAY - timedelta(days=1), MONDAY
    assert week_of(sunday) == MONDAY - WEEK and week_of(monday) == MONDAY
    one = next(id_ for id_ in range(100) if first_day(id_, MONDAY) == MONDAY + timedelta(days=6))
    visits = [Done(1, MONDAY + timedelta(days=5), 1), Done(2, MONDAY + WEEK, 1)]
    assert drawn(one, MONDAY, visits) is None, "neither before its day nor in the week after"
    assert passed_over(Done(2, MONDAY, 1), Done(1, sunday, 1))
    assert not passed_over(Done(2, MONDAY, 1), Done(1, MONDAY - WEEK, 1))


def test_chance_meets_all_and_texts_only_some() -> None:
    days = [first_day(one, MONDAY) for one in range(2_000)]
    assert {days.count(MONDAY + timedelta(days=away)) > 200 for away in range(7)} == {True}
    assert 0.2 < sum(by_text(one, MONDAY) for one in range(2_000)) / 2_000 < 0.3
    assert {by_text(7, MONDAY + WEEK * weeks) for weeks in range(40)} == {True, False}


@pytest.mark.parametrize(
    ("page", "paper", "expected"),
    [
        ((0, 0, 0), (0, 0, 0), None),
        ((1, 1, 2), (0, 0, 0), None),
        ((1, 2, 2), (0, 0, 0), (1, 2, 2)),
        ((0, 0, 0), (0, 0, 4), None),
        ((0, 1, 2), (0, 1, 9), (0, 1, 9)),  # whoever counted the paper would know the three others
        ((0, 1, 2), (0, 0, 4), None),
        ((0, 1, 4), (0, 0, 2), (0, 1, 6)),
        ((0, 0, 9), (0, 0, 0), None),  # all alike: it would tell what each of them answered
        ((0, 0, 10), (0, 0, 0), (0, 0, 10)),
        ((5, 0, 0), (0, 5, 0), None),
    ],
)
def test_nothing_below_five_can_be_read_or_worked_out(page, paper, expected) -> None:
    both = ((False, page), (True, paper))
    counts = {(face, on): some[face - 1] for face in (1, 2, 3) for on, some in both}
    found = shown(counts)
    assert (found and tuple(found[face] for face in (1, 2, 3))) == expected


@pytest.mark.parametrize(("numbers", "expected"), [((1, 1, 1), [34, 33, 33]), ((5, 0, 0), [100, 0, 0]),
                                                   ((2, 3, 3), [25, 38, 37])])  # fmt: skip
def test_shares_make_a_hundred(numbers, expected) -> None:
    assert whole_percent(numbers) == expected
