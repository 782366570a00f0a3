"""The rules of a request, by tables: which time is meant, and whether the plan agrees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.requests.agreement import AGREES, CONTRADICTS, WAITS, Grant, Said, agreement
from backend.requests.wanted import span, wall_time
from schema import clock
from tests.notices.town import at

EIGHT, NIGHT = at(8), at(23, 50)


@pytest.mark.parametrize(
    ("choice", "typed", "start", "now", "expected"),
    [
        ("earlier", "", EIGHT, at(1), (at(0), at(7, 45))),
        ("later", "", EIGHT, at(1), (at(8, 15), at(23, 59))),
        ("at", "14.30", EIGHT, at(1), (at(14), at(15))),
        ("at", "kl 14", EIGHT, at(1), (at(13, 30), at(14, 30))),
        ("at", "00:10", EIGHT, at(1) - timedelta(days=1), (at(0), at(0, 40))),
        ("at", "23.50", EIGHT, at(1), (at(23, 20), at(23, 59))),
        ("evening", "", EIGHT, at(1), (at(17), at(21))),
        ("morning", "", EIGHT, at(1), None),
        ("at", "8", EIGHT, at(1), None),
        ("at", "8.20", EIGHT, at(1), (at(8, 15), at(8, 50))),
        ("at", "7.50", EIGHT, at(1), (at(7, 20), at(7, 45))),
        ("morning", "", at(12), at(10), None),
        ("at", "9", at(12), at(10), None),
        ("earlier", "", at(0, 5), at(1) - timedelta(days=1), None),
        ("later", "", NIGHT, at(1), None),
        ("at", "25", EIGHT, at(1), None),
        ("nonsense", "", EIGHT, at(1), None),
    ],
)
def test_which_time_is_meant(choice, typed, start, now, expected) -> None:
    assert span(choice, typed, start, now) == expected


def test_a_day_of_a_clock_change_is_whole() -> None:
    day = date(2026, 10, 25)
    begins, ends = span("later", "", at(8, day=day), at(1, day=day)) or (EIGHT, EIGHT)
    assert (clock.local(begins).hour, clock.local(ends).hour, clock.local(ends).minute) == (8, 23, 59)


@pytest.mark.parametrize("text", ["", "x", "24", "9.60", "1\x00", "9" * 10_000, "🙂", "-1", "9.5"])
def test_what_is_no_time(text) -> None:
    assert wall_time(text) is None


DECLINED = Grant("decline", at(10))
MOVED = Grant("other_time", at(10), at(14), at(15))


def said(number: int, published: int, start: int = 8, cancelled: bool = False) -> Said:
    return Said(number, at(published), at(start), cancelled)


FIRST = said(1, 5)


@pytest.mark.parametrize(
    ("grant", "revisions", "in_force", "expected"),
    [
        (DECLINED, [FIRST], 1, WAITS),
        (DECLINED, [FIRST, said(2, 11)], 2, CONTRADICTS),
        (DECLINED, [FIRST, said(2, 11, cancelled=True)], 2, AGREES),
        (DECLINED, [FIRST, said(2, 11, cancelled=True)], 1, CONTRADICTS),  # what agreed was taken back
        (DECLINED, [FIRST, said(2, 11)], 1, WAITS),  # what contradicted was taken back
        (DECLINED, [FIRST, said(2, 11)], 0, WAITS),
        (DECLINED, [FIRST, said(2, 6)], 2, WAITS),  # she saw an earlier one; it was known when it was granted
        (MOVED, [FIRST], 1, WAITS),
        (MOVED, [FIRST, said(2, 11, 14)], 2, AGREES),
        (MOVED, [FIRST, said(2, 11, 15)], 2, AGREES),
        (MOVED, [FIRST, said(2, 11, 16)], 2, CONTRADICTS),
        (MOVED, [FIRST, said(2, 11, 14, cancelled=True)], 2, CONTRADICTS),
        (MOVED, [said(1, 5, 14)], 1, AGREES),
    ],
)
def test_whether_the_plan_agrees(grant, revisions, in_force, expected) -> None:
    assert agreement(grant, revisions, in_force) == expected
