"""A unit's budget: the forecast by table, the list that would pass it, and what another budget lets go."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.scope import MUNICIPALITY
from backend.access.unit_of_work import committed
from backend.telling import chosen, spending
from notifications.budget import Forecast, forecast, passes, runs_out
from schema import clock
from schema.db import db
from schema.tables import Message, Task
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import Day, person
from tests.notices.town import at
from tests.packages import DAY, visit

TUESDAY = date(2026, 11, 24)


def _every(days: int, segments: int, today: date = TUESDAY) -> dict[date, int]:
    return {today - timedelta(days=back): segments for back in range(1, days + 1)}


WEEKENDS = {day: 10 if day.weekday() > 4 else 100 for day in _every(28, 0)}


@pytest.mark.parametrize(
    ("by_day", "today", "expected"),
    [
        ({}, TUESDAY, Forecast(0, 0)),
        ({TUESDAY: 7}, TUESDAY, Forecast(7, 7)),  # nothing is known of any day before
        (_every(28, 100), TUESDAY, Forecast(2300, 3000)),
        (_every(28, 100) | {TUESDAY: 60}, TUESDAY, Forecast(2360, 3000)),
        (_every(28, 100) | {TUESDAY: 160}, TUESDAY, Forecast(2460, 3060)),
        (_every(3, 100), TUESDAY, Forecast(300, 1000)),  # three days known: the others are taken to be like them
        (WEEKENDS, TUESDAY, Forecast(16 * 100 + 7 * 10, 16 * 100 + 7 * 10 + 5 * 100 + 2 * 10)),
        (_every(60, 100, date(2026, 12, 1)), date(2026, 12, 1), Forecast(0, 3100)),  # a new month
        ({date(2026, 10, 20): 50, TUESDAY: 1}, TUESDAY, Forecast(1, 1)),  # silent for weeks
    ],
)
def test_the_forecast(by_day, today, expected) -> None:
    assert forecast(by_day, today) == expected


def test_the_edges_of_a_budget() -> None:
    assert [passes(None, 10**6, 10**6), passes(100, 60, 40), passes(100, 60, 41)] == [False, False, True]
    assert [runs_out(None, 10**6), runs_out(100, 79), runs_out(100, 80)] == [False, False, True]


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    return Day(tmp_path, fake_twilio)


def _tasks() -> list[str]:
    return [kind for kind in db.session.scalars(select(Task.kind).order_by(Task.id))]


def test_a_list_that_would_pass_the_budget_is_held_whole_and_goes_when_it_is_raised(
    day: Day, fake_twilio: FakeTwilio
) -> None:  # fmt: skip
    tomorrow, after = DAY + timedelta(1), DAY + timedelta(2)
    for which in (tomorrow, after):
        for who in ("elsa", "arne", "signe"):
            day.tables["visits"].append(visit(f"{who}{which}", who, which, "08:00", "09:00", 30, "dusch", "w1"))
    day.plan(at(15, day=DAY - timedelta(1)))
    unit = person("elsa").unit_id
    with clock.standing_at(at(6)), committed():
        chosen.set_budget(MUNICIPALITY, unit, 5)
    assert len(day.tick(at(6, 30), "morning_list")) == 3
    assert _tasks() == []
    assert day.tick(at(6, 30, day=tomorrow), "morning_list") == []
    held = db.session.scalars(select(Message).where(Message.reason == "budget")).all()
    assert len(held) == 3 and {one.state for one in held} == {"suppressed"}
    assert day.tick(at(6, 31, day=tomorrow), "morning_list") == []
    assert _tasks() == ["budget_spent"]
    day.visit(f"elsa{tomorrow}").update(window_start="10:00", window_end="11:00")
    day.plan(at(7, day=tomorrow))
    assert len(day.tick(at(7, 5, day=tomorrow))) == 1  # a change is no big send
    with clock.standing_at(at(8, day=tomorrow)), committed():
        assert spending.forecast(MUNICIPALITY, unit).used == 4
        assert chosen.set_budget(MUNICIPALITY, unit, 8)
    assert len(day.tick(at(8, 1, day=tomorrow), "morning_list")) == 3
    assert day.tick(at(8, 2, day=tomorrow), "morning_list") == []
    assert _tasks() == ["budget_spent", "budget_near"]  # seven of eight
    assert db.session.scalars(select(Task.settled_at).where(Task.kind == "budget_spent")).one() is not None
    assert day.tick(at(6, 30, day=after), "morning_list") == []
    assert _tasks() == ["budget_spent", "budget_near"]  # each once a month
