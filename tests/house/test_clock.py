"""The one clock: instants in UTC, the wall clock of the municipality, and the two odd nights of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from schema import clock
from schema.clock import Wall

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.fixture(autouse=True)
def _stockholm():
    clock.configure("Europe/Stockholm")


@pytest.mark.parametrize(
    ("day", "at", "fold", "utc"),
    [
        (date(2026, 11, 24), time(9), 0, "2026-11-24T08:00+00:00"),
        (date(2026, 7, 1), time(9), 0, "2026-07-01T07:00+00:00"),
        (SPRING, time(1, 59), 0, "2026-03-29T00:59+00:00"),
        (SPRING, time(2, 30), 0, "2026-03-29T01:30+00:00"),  # the missing hour: moved to 03:30
        (SPRING, time(3, 30), 0, "2026-03-29T01:30+00:00"),
        (AUTUMN, time(2, 30), 0, "2026-10-25T00:30+00:00"),  # the doubled hour: the first unless said
        (AUTUMN, time(2, 30), 1, "2026-10-25T01:30+00:00"),
        (date(2027, 3, 28), time(2), 0, "2027-03-28T01:00+00:00"),
        (date(2027, 10, 31), time(2, 59), 1, "2027-10-31T01:59+00:00"),
    ],
)
def test_wall_time_becomes_an_instant(day, at, fold, utc):
    assert clock.instant(day, at, fold) == datetime.fromisoformat(utc)


def test_the_missing_hour_is_read_back_an_hour_later():
    assert clock.local(clock.instant(SPRING, time(2, 30))).time() == time(3, 30)


@pytest.mark.parametrize(
    ("moment", "is_"),
    [
        (datetime(2026, 3, 29, 1, 59), Wall.ONCE),
        (datetime(2026, 3, 29, 2, 0), Wall.MISSING),
        (datetime(2026, 3, 29, 2, 59), Wall.MISSING),
        (datetime(2026, 3, 29, 3, 0), Wall.ONCE),
        (datetime(2026, 10, 25, 1, 59), Wall.ONCE),
        (datetime(2026, 10, 25, 2, 0), Wall.DOUBLED),
        (datetime(2026, 10, 25, 2, 59), Wall.DOUBLED),
        (datetime(2026, 10, 25, 3, 0), Wall.ONCE),
    ],
)
def test_the_wall_says_what_it_knows(moment, is_):
    assert clock.wall(moment) is is_


@pytest.mark.parametrize(
    ("evening", "hours"), [(SPRING - timedelta(1), 9), (AUTUMN - timedelta(1), 11), (date(2026, 11, 23), 10)]
)
def test_a_night_pass_from_21_to_07(evening, hours):
    begins, ends = clock.instant(evening, time(21)), clock.instant(evening + timedelta(1), time(7))
    assert ends - begins == timedelta(hours=hours)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 24), 24)])
def test_how_long_a_day_is(day, hours):
    begins, ends = clock.day_bounds(day)
    assert ends - begins == timedelta(hours=hours)
    assert clock.local_date(begins) == day
    assert clock.local_date(ends - timedelta(microseconds=1)) == day


def test_naive_moments_are_refused():
    for ask in (clock.utc, clock.local, clock.local_date):
        with pytest.raises(ValueError, match="naive"):
            ask(datetime(2026, 11, 24, 9))


def test_the_clock_runs_stands_and_runs_again():
    moment = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        assert clock.now() == moment
        assert clock.today() == date(2026, 11, 24)
        with clock.standing_at(moment + timedelta(minutes=2)):
            assert clock.now() == moment + timedelta(minutes=2)
            assert clock.today() == date(2026, 11, 25), "after midnight in Stockholm, before it in UTC"
            with clock.standing_at(None):
                assert clock.now() == moment
        assert clock.now() == moment


def test_the_clock_does_not_stand_at_a_naive_moment():
    with pytest.raises(ValueError, match="naive"), clock.standing_at(datetime(2026, 11, 24)):
        pass
