"""Quiet hours of her own: beside the night, by the wall clock, for her own notices; what cannot wait still comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.telling import quiet
from notifications.events import Kind
from notifications.going import Asked, Goes, Hours, Notices, Stays, after_quiet, decide, hours
from notifications.policy import Level
from schema import clock
from schema.db import db
from schema.tables import OwnChoice, Recipient
from tests.notices.conftest import day, fake_twilio, live
from tests.notices.planned import ARNE, ELSA, Day, person
from tests.notices.town import at

__all__ = ["day", "fake_twilio", "live"]
EVENING, NEXT = date(2026, 11, 24), date(2026, 11, 25)
LONG: tuple[Hours, ...] = ((time(19), time(8)),)
SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)


@pytest.mark.parametrize(
    ("now", "own", "leaves_at"),
    [
        (at(12), LONG, at(12)), (at(18, 59), LONG, at(18, 59)), (at(19), LONG, at(8, day=NEXT)),
        (at(22), LONG, at(8, day=NEXT)), (at(0, 30), LONG, at(8)), (at(7, 59), LONG, at(8)), (at(8), LONG, at(8)),
        (at(20), ((time(20), time(21)),), at(6, 30, day=NEXT)),
        (at(22), ((time(6), time(7)),), at(7, day=NEXT)),
        (at(22), (*LONG, (time(7), time(11))), at(11, day=NEXT)),
        (at(20), (), at(20)),
    ],
)  # fmt: skip
def test_it_leaves_when_the_night_and_her_own_hours_are_over(
    now: datetime, own: tuple[Hours, ...], leaves_at: datetime
) -> None:
    assert after_quiet(now, own) == leaves_at


@pytest.mark.parametrize(("evening", "long"), [(EVENING, 13), (SPRING, 12), (AUTUMN, 14)])
def test_they_end_by_the_wall_when_the_clock_changes(evening: date, long: int) -> None:
    began = clock.instant(evening, time(19))
    assert after_quiet(began, LONG) - began == timedelta(hours=long)


CHANGE = Asked(Kind.CHANGE, at(19, 30), at(12, day=NEXT), at(10, day=NEXT), Level.NAMES, Notices.CHANGES, quiet=LONG)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (CHANGE, Goes(at(8, day=NEXT), urgent=False)),
        (replace(CHANGE, quiet=()), Goes(at(19, 30), urgent=False)),
        (replace(CHANGE, expires_at=at(8, day=NEXT)), Goes(at(19, 30), urgent=False)),
        (replace(CHANGE, expires_at=at(8, day=NEXT), now=at(22)), Goes(at(6, 30, day=NEXT), urgent=False)),
        (replace(CHANGE, expires_at=at(6, 15, day=NEXT), now=at(22)), Stays("quiet")),
        (replace(CHANGE, begins_at=at(21)), Goes(at(19, 30), urgent=True)),
        (replace(CHANGE, kind=Kind.NOT_COME), Goes(at(19, 30), urgent=True)),
        (replace(CHANGE, kind=Kind.DELAY, rings=True), Stays("quiet")),
        (replace(CHANGE, kind=Kind.DELAY, rings=True, expires_at=at(21)), Goes(at(19, 30), urgent=True)),
    ],
)
def test_what_cannot_wait_comes_and_what_would_be_stale_is_let_go(asked: Asked, expected: Goes | Stays) -> None:
    assert decide(asked) == expected


@pytest.mark.parametrize("word", [None, "none", "", "21:00", "21-08", "x", "25:00-08:00"])
def test_words_that_are_no_hours(word: str | None) -> None:
    assert hours(word) is None or word == "21-08"


def wish(who: str, value: str) -> None:
    with committed():
        row = OwnChoice(recipient_id=person(who).id, what="quiet", value=value, how="own", recorded_at=clock.now())
        db.session.add(row)


def test_the_list_waits_for_her_and_a_change_in_her_evening_comes_in_the_morning(day: Day) -> None:
    day.plan(at(15, day=EVENING - timedelta(1)))
    wish("elsa", "18:00-08:00")
    wish("arne", "18:00-08:00")
    wish("arne", "none")
    told = {to for to, _ in day.tick(at(6, 30), "morning_list")}
    assert ARNE in told and ELSA not in told
    assert [to for to, _ in day.tick(at(8), "morning_list")] == [ELSA]
    for visit_id in ("v3", "v4"):
        day.visit(visit_id).update(date="2026-11-25")
    day.plan(at(15))
    day.tick(at(15, 5))
    for visit_id in ("v3", "v4"):
        day.visit(visit_id).update(window_start="19:00", window_end="20:00")
    day.plan(at(18, 5))
    assert {to for to, _ in day.tick(at(18, 10))} == {ARNE}, "hers waits: it is of tomorrow"
    assert [to for to, _ in day.tick(at(8, 1, day=NEXT))] == [ELSA]


def test_one_and_many_say_the_same(day: Day) -> None:
    day.plan(at(15, day=EVENING - timedelta(1)))
    elsa = person("elsa").id
    for value, rests in (
        ("18:00-08:00", [(17, 59, False), (18, 0, True), (0, 0, True), (7, 59, True), (8, 0, False)]),
        ("23:00-06:00", [(22, 59, False), (23, 0, True), (6, 0, False)]), ("none", [(23, 0, False)]),
    ):  # fmt: skip
        wish("elsa", value)
        for hour, minute, expected in rests:
            with clock.standing_at(at(hour, minute)):
                many = elsa in db.session.scalars(select(Recipient.id).where(quiet.rests())).all()
                assert (elsa in quiet.rest_now([elsa]), many) == (expected, expected), (value, hour, minute)
