"""Facts into the database: stored once, linked, judged, and nothing written that comes out as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from backend.intake.events import receive, rederive, watch
from backend.visits import derive
from schema import clock
from schema.chains import digest_of
from schema.db import db
from schema.tables import Event, Execution, ImportRun, Visit
from schema.wire.facts import FactIn, Origin, Touched
from tests.visits import town as towns
from tests.visits.day import DAY, at
from tests.visits.town import Town

US = Origin()


@pytest.fixture
def town(any_app: Flask) -> Town:
    made = towns.make()
    made.visit("a", "r1", "08:00", "09:00", "w1")
    made.visit("b", "r1", "12:00", "13:00", "w1")
    made.visit("c", "r2", "08:00", "09:00", "w1", "w2")
    made.visit("d", "r3", "09:00", "09:30", "w1")
    db.session.commit()
    return made


def send(*facts: FactIn, now: str = "10:30") -> list[str]:
    with clock.standing_at(at(now)):
        outcomes = receive(facts, US)
    db.session.commit()
    return [outcome.outcome for outcome in outcomes]


def test_once_whatever_comes_twice(town: Town) -> None:
    came = town.fact("check_in", "08:10")
    assert send(came, came, replace(came, note="annat")) == ["accepted", "replayed", "conflict"]
    assert send(replace(came, method="nfc"), came) == ["conflict", "replayed"]
    assert db.session.scalar(select(func.count(Event.id))) == 1
    assert town.state("a") == ("in_progress", "08:10", None)


def test_the_digest_covers_what_the_row_says(town: Town) -> None:
    send(town.fact("check_in", "08:10", note="ringde på", reason="other"))
    row = db.session.scalars(select(Event)).one()
    content = {column.name: getattr(row, column.name) for column in Event.__table__.columns}
    assert row.digest == digest_of("event", row.salt, content)


def test_in_and_out_and_a_couple_with_two_workers(town: Town) -> None:
    send(town.fact("check_in", "08:10"), town.fact("check_out", "08:40"))
    send(*(town.fact("check_in", "08:42", worker, "r2") for worker in ("w1", "w2")))
    assert (town.state("a"), town.state("c")) == (("done", "08:10", "08:40"), ("in_progress", "08:42", None))
    send(town.fact("check_out", "09:05", "w1", "r2"))
    assert town.state("c")[0] == "in_progress"
    send(town.fact("check_out", "09:07", "w2", "r2"))
    assert town.state("c") == ("done", "08:42", "09:07")
    assert db.session.scalar(select(func.count(Execution.id)).where(Execution.visit_id == town.visits["c"])) == 2


def test_the_home_changes_only_when_something_did(town: Town) -> None:
    came = town.fact("check_in", "08:10")
    before = town.version("r1")
    send(came)
    after = town.version("r1")
    assert after > before
    send(came)
    touched = Touched({*town.recipients.values()}, {*town.workers.values()}, {DAY})
    rows = db.session.scalars(select(Execution.id)).all()
    with clock.standing_at(at("10:30")):
        rederive(touched)
        rederive(touched)
    db.session.commit()
    assert (town.version("r1"), db.session.scalars(select(Execution.id)).all()) == (after, rows)


def test_a_correction_stands_in_place_and_a_correcting_note_takes_back(town: Town) -> None:
    send(town.fact("check_in", "08:10"), town.fact("check_out", "08:40"))
    came, went = db.session.scalars(select(Event.id).order_by(Event.occurred_at)).all()
    send(town.fact("check_out", "08:55", corrects_id=went, method="manual"))
    assert town.state("a") == ("done", "08:10", "08:55")
    send(town.fact("note", "08:10", corrects_id=came))
    assert town.state("a") == ("done", None, "08:55")
    assert db.session.scalar(select(func.count(Event.id))) == 4


def test_a_correction_from_days_away_is_seen(town: Town) -> None:
    send(town.fact("check_in", "+5 08:10"))
    wrong = db.session.scalars(select(Event.id)).one()
    send(town.fact("check_in", "08:10", corrects_id=wrong), now="+5 09:00")
    assert [row.visit_id for row in db.session.scalars(select(Execution))] == [town.visits["a"]]


def test_a_run_taken_back_takes_its_facts_along(town: Town) -> None:
    receive([town.fact("check_in", "08:10")], Origin(run_id=town.run.id))
    db.session.execute(update(ImportRun).values(undone_at=at("10:00")))
    with clock.standing_at(at("10:00")):
        rederive(Touched({town.recipients["r1"]}, {town.workers["w1"]}, {DAY}))
    assert db.session.scalars(select(Execution)).all() == []
    assert town.state("a")[0] == "planned"


def test_told_a_week_ahead_stays_told(town: Town) -> None:
    send(town.fact("declined", "-6 08:10", visit="a"), now="-6 09:00")
    assert town.state("a")[0] == "declined"
    send(town.fact("check_in", "12:10"))
    assert (town.state("a")[0], town.state("b")[0]) == ("declined", "in_progress")


def test_somebody_at_a_cancelled_visit_is_unplanned_and_found_under_her(town: Town) -> None:
    row = db.session.get_one(Visit, town.visits["a"])
    town.revise(row, at=at("07:00"), cancelled=True)
    send(town.fact("check_in", "08:10", visit="a"))
    (execution,) = db.session.scalars(select(Execution)).all()
    assert (execution.visit_id, execution.unit_id, execution.date) == (None, town.unit.id, DAY)
    assert town.state("a") == ("cancelled", None, None)


def test_missed_at_the_cut_off_and_back_when_word_comes_late(town: Town) -> None:
    with clock.standing_at(at("22:30")):  # 23:30 local
        watch()
    db.session.commit()
    assert [town.state(name)[0] for name in "abcd"] == ["missed"] * 4
    version = town.version("r3")
    with clock.standing_at(at("22:31")):
        watch()
    db.session.commit()
    assert town.version("r3") == version
    send(town.fact("check_in", "08:10"), town.fact("check_out", "08:40"), now="22:40")
    assert (town.state("a"), town.state("b")[0]) == (("done", "08:10", "08:40"), "missed")


def test_an_overrun_is_foretold_on_the_later_visits_and_falls_away(town: Town) -> None:
    send(town.fact("check_in", "09:30", "w1", "r1", "a"), now="09:35")
    row = db.session.get_one(Visit, town.visits["d"])
    assert towns.clock_time(row.expected_at) == "10:00"
    send(town.fact("check_in", "09:50", "w1", "r3"), now="09:50")
    db.session.expire_all()
    assert row.expected_at is None


def test_refresh_rebuilds_the_same_from_the_facts_alone(town: Town) -> None:
    send(town.fact("check_in", "08:10"), town.fact("check_out", "08:40"), town.fact("arrived", "09:05", "w1", "r3"))
    before = towns.dump()
    db.session.execute(Execution.__table__.delete())
    db.session.execute(update(Visit).values(status="planned", started_at=None, ended_at=None))
    with clock.standing_at(at("10:30")):
        derive.refresh(Touched(set(town.recipients.values()), set(town.workers.values()), {DAY}))
    assert towns.dump() == before
