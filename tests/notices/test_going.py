"""Whether a notice goes, when, and if not why: the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifications.events import OF_VISITS, Kind
from notifications.going import MOST_A_DAY, Asked, Goes, Notices, Stays, after_quiet, decide
from notifications.policy import Level
from tests.notices.town import at

NOON = Asked(Kind.CHANGE, at(12), at(19), at(18), Level.NAMES, Notices.CHANGES)
NIGHT = replace(NOON, now=at(22), begins_at=at(9, day=date(2026, 11, 25)), expires_at=at(10, day=date(2026, 11, 25)))
MORNING_AFTER = at(6, 30, day=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (NOON, Goes(at(12), urgent=False)),
        (replace(NOON, begins_at=at(14)), Goes(at(12), urgent=True)),
        (replace(NOON, begins_at=at(14, 1)), Goes(at(12), urgent=False)),
        (replace(NOON, level=Level.NONE), Stays("level_none")),
        (replace(NOON, notices=Notices.NONE), Stays("not_wished")),
        (replace(NOON, confirmed=False), Stays("unconfirmed")),
        (replace(NOON, closed="wrong_number"), Stays("wrong_number")),
        (replace(NOON, now=at(19)), Stays("too_late")),
        (replace(NOON, told_today=MOST_A_DAY), Stays("capped")),
        (replace(NOON, told_today=MOST_A_DAY - 1), Goes(at(12), urgent=False)),
        (replace(NOON, told_today=MOST_A_DAY, begins_at=at(13)), Goes(at(12), urgent=True)),
        (replace(NOON, shadow=True), Stays("shadow")),
        (NIGHT, Goes(MORNING_AFTER, urgent=False)),
        (replace(NIGHT, expires_at=MORNING_AFTER), Stays("quiet")),
        (replace(NIGHT, begins_at=at(23), expires_at=at(23, 30)), Goes(at(22), urgent=True)),
        (replace(NIGHT, kind=Kind.DELAY), Goes(at(22), urgent=True)),
        (replace(NIGHT, kind=Kind.NOT_COME), Goes(at(22), urgent=True)),
        (replace(NIGHT, kind=Kind.UNPLANNED), Goes(MORNING_AFTER, urgent=False)),
        (replace(NOON, kind=Kind.ARRIVED), Stays("not_wished")),
        (replace(NOON, kind=Kind.ARRIVED, notices=Notices.ALL), Stays("not_wished")),
        (replace(NOON, kind=Kind.ARRIVED, relative=True), Stays("not_wished")),
        (replace(NOON, kind=Kind.ARRIVED, relative=True, notices=Notices.ALL), Goes(at(12), urgent=False)),
        (replace(NIGHT, kind=Kind.DONE, relative=True, notices=Notices.ALL), Stays("quiet")),
        (replace(NOON, kind=Kind.UNPLANNED, relative=True), Stays("not_wished")),
        (replace(NOON, kind=Kind.UNPLANNED), Goes(at(12), urgent=False)),
    ],
)
def test_the_table(asked: Asked, expected: Goes | Stays) -> None:
    assert decide(asked) == expected


@pytest.mark.parametrize(
    ("now", "leaves_at"),
    [
        (at(6, 29), at(6, 30)), (at(6, 30), at(6, 30)), (at(20, 59), at(20, 59)), (at(21), MORNING_AFTER),
        (at(0, 5, day=date(2026, 11, 25)), MORNING_AFTER),
    ],
)  # fmt: skip
def test_quiet_hours_end_in_the_morning(now, leaves_at) -> None:
    assert after_quiet(now) == leaves_at


@pytest.mark.parametrize(("night", "hours"), [(date(2026, 10, 24), 10.5), (date(2026, 3, 28), 8.5)])
def test_a_night_of_a_clock_change_ends_at_the_same_wall_time(night, hours) -> None:
    evening = at(21, day=night)
    assert after_quiet(evening) - evening == timedelta(hours=hours)


def test_each_kind_that_is_told_of_visits_beside_the_lists_has_its_rule() -> None:
    for kind in OF_VISITS - {Kind.MORNING, Kind.EVENING, Kind.DAY_CALL, Kind.QUESTION, Kind.SURVEY}:
        asked = [replace(NOON, kind=kind, notices=Notices.ALL, relative=relative) for relative in (True, False)]
        assert any(isinstance(decide(one), Goes) for one in asked), kind
