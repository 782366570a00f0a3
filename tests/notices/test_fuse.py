"""The fuse: an import that moves every visit of a unit is held until its manager has looked."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.scope import MUNICIPALITY, NOBODY
from backend.access.unit_of_work import committed
from backend.telling import fuse
from notifications.going import blows
from schema import clock
from schema.db import db
from schema.tables import Message, Task
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import Day, person
from tests.notices.town import at, number
from tests.packages import DAY, visit

MANY = 56


@pytest.mark.parametrize(
    ("messages", "by_day", "blown"),
    [(50, [], False), (51, [], True), (51, [17], False), (52, [17, 3], True), (300, [100], False), (301, [100], True)],
)
def test_the_rule(messages, by_day, blown) -> None:
    assert blows(messages, by_day) is blown


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    """A unit of many, each with one visit in the afternoon."""
    found = Day(tmp_path, fake_twilio)
    like = next(row for row in found.tables["recipients"] if row["recipient_id"] == "signe")
    names = [f"r{place}" for place in range(MANY)]
    found.tables["recipients"] = [
        {**like, "recipient_id": name, "name": f"Person {name}", "home_id": name, "phone": number(place)}
        for place, name in enumerate(names)
    ]  # fmt: skip
    found.tables["visits"] = [visit(f"v{name}", name, DAY, "14:00", "15:00", 30, "dusch", "w1") for name in names]
    found.begin()
    return found


def _move(day: Day, when, start: str, end: str, *names: str) -> None:
    for row in day.tables["visits"]:
        if not names or row["recipient_id"] in names:
            row.update(window_start=start, window_end=end)
    day.plan(when)


def test_an_import_that_moves_every_visit_waits_for_the_manager(day: Day, fake_twilio: FakeTwilio) -> None:
    assert len(fake_twilio.accepted) == MANY
    unit = person("r0").unit_id
    _move(day, at(10), "15:00", "16:00")
    assert day.tick(at(10, 3)) == []
    held = db.session.scalars(select(Message).where(Message.reason == "fuse")).all()
    assert len(held) == MANY and {one.state for one in held} == {"suppressed"}
    assert db.session.execute(select(Task.kind, Task.unit_id)).all() == [("fuse", unit)]
    _move(day, at(10, 10), "16:00", "17:00", "r0")  # one of them moves again: that is told as usual
    ((to, words),) = day.tick(at(10, 15))
    assert to == number(0) and "kl 16-17" in words
    with clock.standing_at(at(10, 20)), committed():
        assert fuse.waiting(NOBODY, unit) == []
        (waits,) = fuse.waiting(MUNICIPALITY, unit)
        assert (waits.kind, waits.people) == ("change", MANY)
        assert fuse.release(MUNICIPALITY, unit) == MANY - 1  # the one that moved again knows already
        assert fuse.release(MUNICIPALITY, unit) == 0
        assert fuse.waiting(MUNICIPALITY, unit) == []
    told = day.tick(at(10, 21))
    assert sorted(to for to, _ in told) == [number(place) for place in range(1, MANY)]
    assert all("kl 15-16 i stället för kl 14-15" in words for _, words in told)
    assert day.tick(at(10, 25)) == []
    assert set(Counter(message["to"] for message in fake_twilio.accepted).values()) == {2}
    assert db.session.scalars(select(Task.settled_at)).one() is not None
    _move(day, at(11), "17:00", "18:00")
    assert day.tick(at(11, 3)) == []
    with clock.standing_at(at(11, 5)), committed():
        assert fuse.let_go(MUNICIPALITY, unit) == MANY
    assert day.tick(at(11, 6)) == []


def test_what_is_released_too_late_is_not_told(day: Day) -> None:
    unit = person("r0").unit_id
    _move(day, at(10), "15:00", "16:00")
    day.tick(at(10, 3))
    with clock.standing_at(at(16, 1)), committed():
        assert fuse.waiting(MUNICIPALITY, unit) == []
        assert fuse.release(MUNICIPALITY, unit) == 0
    assert day.tick(at(16, 2)) == []


def test_as_many_as_a_third_of_a_busy_day_lately_are_nothing_strange(day: Day) -> None:
    unit, before = person("r0").unit_id, at(10, day=DAY - timedelta(3))
    for _ in range(MANY // 3 + 1):
        db.session.add(
            Message(
                kind="change", channel="sms", unit_id=unit, number=number(90), number_hash="x", language="sv",
                state="delivered", created_at=before, due_at=before, expires_at=before,
            )
        )  # fmt: skip
    _move(day, at(10), "15:00", "16:00")
    assert len(day.tick(at(10, 3))) == MANY
