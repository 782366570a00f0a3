"""What was told is the ground of what is told next: an import taken back, a worker who has never been there."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.intake import plans
from schema import clock
from schema.db import db
from schema.tables import Execution, ImportRun
from tests.notices.planned import ARNE, ELSA, Day
from tests.notices.town import at
from tests.packages import DAY


def take_back(hour: int, minute: int = 0) -> None:
    """The newest import is taken back."""
    newest = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc()).limit(1)).one()
    with clock.standing_at(at(hour, minute)), committed():
        plans.undo(newest)


def test_an_import_taken_back_is_told_to_who_was_told_of_it(day: Day) -> None:
    day.begin()
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(10))
    (moved,) = day.tick(at(10, 4))
    assert moved[0] == ELSA and "kl 19-20 i stället för kl 18-19.30" in moved[1], moved
    take_back(11)
    (back,) = day.tick(at(11, 4))
    assert back[0] == ELSA and "kl 18-19.30 i stället för kl 19-20" in back[1], back
    assert day.tick(at(11, 30)) == []


def test_what_is_taken_back_before_it_was_told_is_not_told(day: Day) -> None:
    day.begin()
    day.visit("v4").update(window_start="13:00", window_end="14:00")
    day.plan(at(10))
    take_back(10, 2)
    assert day.tick(at(10, 10)) == []


def test_an_added_visit_that_is_taken_back_is_cancelled(day: Day) -> None:
    day.begin()
    day.tables["visits"].append({**day.visit("v4"), "visit_id": "v9", "window_start": "20:00", "window_end": "21:00"})
    day.plan(at(10))
    (added,) = day.tick(at(10, 4))
    assert added[0] == ARNE and "kl 20-21: ett nytt besök" in added[1]
    take_back(10, 30)
    (gone,) = day.tick(at(10, 34))
    assert gone[0] == ARNE and "kl 20-21: ingen kommer" in gone[1]


def test_who_comes_for_the_first_time_is_said_to_be_new(day: Day, live: Flask) -> None:
    long_ago = DAY - timedelta(20)
    day.plan(at(15, day=DAY - timedelta(1)))
    assert "ny för dig" not in str(day.tick(at(6, 30), "morning_list")), "nobody is new to who is new to us"
    day.tap("check_in", "v1", at(8))
    db.session.execute(Execution.__table__.update().values(date=long_ago))
    db.session.commit()
    day.visit("v3")["worker_ids"] = "w1"
    day.plan(at(9))
    day.visit("v3")["worker_ids"] = "w2"
    day.plan(at(10))
    (told,) = day.tick(at(10, 4))
    assert told[0] == ELSA and "Jonas (ny för dig)" in told[1]
