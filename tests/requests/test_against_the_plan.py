"""The next import must not take back unseen what was granted: it stays, and is named until the plan agrees."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning.importing import ImportOrder, ImportOutcome
from backend.requests.standing import requests_of
from schema import clock
from schema.db import db
from schema.tables import ImportRun
from tests.card.conftest import words
from tests.notices.planned import Day, person
from tests.notices.town import at
from tests.packages import DAY, write_package
from tests.requests.conftest import ASKED, BOTH, Own, answer, visit

LATER = ASKED + timedelta(hours=1)
NAMED = [("visits", "request_contradicted", "v3")]


def bring(planned: Day, when: datetime = LATER, **options) -> ImportOutcome:
    planned.imports += 1
    path = write_package(planned.folder / str(planned.imports), **planned.tables)
    with clock.standing_at(when), committed():
        return plans.import_plan(path, ImportOrder(source="plan", **options))


def named(outcome: ImportOutcome) -> list[tuple[str, str, str]]:
    return [(one["table"], one["code"], one["value"]) for one in outcome.report["warnings"]
            if one["code"] == "request_contradicted"]  # fmt: skip


def state() -> str:
    db.session.expire_all()
    with clock.standing_at(LATER + timedelta(minutes=1)):
        return requests_of(person("elsa").id)[0].state


@BOTH
def test_the_same_plan_again_changes_nothing_and_a_new_revision_is_named_and_stays_declined(
    own: Own, planner, planned: Day, live: Flask
) -> None:
    desk = planner()
    own.ask("v3")
    answer(desk, "ja")
    planned.tick(ASKED + timedelta(minutes=1))
    again = bring(planned)
    assert again.report["tables"]["visits"]["unchanged"] == 5 and named(again) == [] and state() == "waits"
    planned.visit("v3").update(window_start="19:00", window_end="20:00")
    tried = bring(planned, dry_run=True)
    assert named(tried) == NAMED and state() == "waits", "tried only"
    moved = bring(planned)
    assert named(moved) == NAMED and state() == "contradicts" and visit("v3").status == "declined"
    assert named(bring(planned)) == NAMED, "each import says so again"
    assert planned.tick(LATER + timedelta(minutes=10)) == [], "she is not told of a new time of what she is without"
    with clock.standing_at(LATER):
        page = words(desk.get("/plan/onskemal"))
        assert "Planen säger emot" in page and "Låt planen gälla" in page
    assert "Besöket är avbokat" in words(own.look("v3"))
    answer(desk, "planen", LATER, "Sköterskan måste komma")
    assert visit("v3").status == "planned" and state() == "reverted" and named(bring(planned)) == []
    assert "Besöket blir av" in words(own.look("v3")) and "Sköterskan måste komma" in words(own.look("v3"))
    ((_, said),) = planned.tick(LATER + timedelta(minutes=12))
    assert "kl 19-20 blir av ändå. Vi sa först att det var avbokat." in said


def test_undoing_imports_leaves_it_as_decided_and_seen(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    planned.visit("v3")["cancelled"] = "yes"
    agreed = bring(planned)
    assert named(agreed) == [] and state() == "agrees" and visit("v3").status == "declined"
    with clock.standing_at(LATER), committed():
        assert plans.undo(agreed.run_id or 0) == 1
    assert state() == "contradicts" and visit("v3").status == "declined"
    stored = db.session.get_one(ImportRun, agreed.run_id).report["warnings"]
    assert [one["code"] for one in stored][:1] == ["request_contradicted"]
    with clock.standing_at(at(23, 50)):
        assert named(bring(planned, at(23, 50))) == [], "the plan cancels it again"


def test_undoing_what_contradicted_lets_it_wait_again(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    planned.visit("v3")["worker_ids"] = "w1"
    other = bring(planned)
    assert named(other) == NAMED
    with clock.standing_at(LATER), committed():
        assert plans.undo(other.run_id or 0) == 0
    assert state() == "waits" and visit("v3").status == "declined"


def test_a_whole_plan_without_it_agrees(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    planned.tables["visits"] = [one for one in planned.tables["visits"] if one["visit_id"] != "v3"]
    whole = bring(planned, replace=True, force=True)
    assert whole.report["removed"] == {"visits": 1} and state() == "agrees" and visit("v3").status == "declined"


def test_another_time_waits_for_the_plan_and_is_named_where_it_is_not_as_granted(
    own: Own, planner, planned: Day
) -> None:
    own.ask("v3", kind="other_time", when="at", time="15.00")
    desk = planner()
    answer(desk, "ja")
    planned.visit("v3").update(window_start="16:00", window_end="17:00")
    assert named(bring(planned)) == NAMED and state() == "contradicts"
    planned.visit("v3").update(window_start="15:30", window_end="16:30")
    assert named(bring(planned)) == [] and state() == "agrees"
    assert "Du har fått en ny tid" in words(own.look("v3")) and "15.30 och 16.30" in words(own.look("v3"))
    planned.visit("v3").update(window_start="18:00", window_end="19:30")
    assert named(bring(planned, LATER + timedelta(minutes=1))) == NAMED
    assert named(bring(planned, at(0, 1) + timedelta(days=1))) == [], "the day is over"


def test_another_source_says_nothing_of_it(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    planned.visit("v3")["worker_ids"] = "w1"
    bring(planned)
    path = write_package(planned.folder / "other", units=[{"unit_id": "u", "name": "Annan"}])
    with clock.standing_at(LATER), committed():
        other = plans.import_plan(path, ImportOrder(source="annat"))
    assert named(other) == []
    runs = db.session.scalars(select(ImportRun.report).where(ImportRun.source == "plan").order_by(ImportRun.id)).all()
    assert "request_contradicted" in [one["code"] for one in runs[-1]["warnings"]]


def test_what_was_granted_is_of_its_day_and_holds_nothing_of_another(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    desk = planner()
    answer(desk, "ja")
    next_day = (DAY + timedelta(days=1)).isoformat()
    planned.visit("v3")["date"] = next_day
    assert named(bring(planned)) == NAMED and state() == "moved" and visit("v3").status == "planned"
    page = own.look("v3")
    assert "Besöket är flyttat" in words(page) and "Den nya tiden är inte avbokad" in words(page)
    assert 'value="decline"' in page.text, "she may decline it there, too"
    with clock.standing_at(LATER):
        assert "Flyttat till en annan dag" in words(desk.get("/plan/onskemal"))
    planned.visit("v3")["date"] = DAY.isoformat()
    bring(planned, LATER + timedelta(minutes=1))
    assert visit("v3").status == "declined", "back on its day it is what was granted"


def test_a_new_visit_in_the_place_of_a_declined_one_is_named(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    new = {**planned.visit("v3"), "visit_id": "v3b", "window_start": "18:30", "window_end": "19:00"}
    planned.visit("v3")["cancelled"] = "yes"
    planned.tables["visits"].append(new)
    assert named(bring(planned)) == [("visits", "request_contradicted", "v3b")]
    new["window_start"], new["window_end"] = "20:00", "20:30"
    assert named(bring(planned, LATER + timedelta(minutes=1))) == []


def test_a_plan_that_does_what_was_asked_without_a_word_has_answered(own: Own, planned: Day) -> None:
    own.ask("v3", kind="other_time", when="at", time="15.00")
    planned.visit("v3").update(window_start="15:00", window_end="16:00")
    bring(planned)
    assert state() == "agrees" and "Du har fått en ny tid" in words(own.look("v3"))
    planned.visit("v3")["cancelled"] = "yes"
    bring(planned, LATER + timedelta(minutes=1))
    assert state() == "called_off" and "Vi hann inte svara" not in words(own.look("v3"))


def test_what_she_was_told_last_stands_when_the_plan_goes_back(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    desk = planner()
    answer(desk, "ja")
    planned.visit("v3")["date"] = (DAY + timedelta(days=1)).isoformat()
    bring(planned)
    assert own.ask("v3", LATER).status_code == 303
    answer(desk, "nej", LATER)
    assert "Vi kunde inte avboka det." in words(own.look("v3", LATER))
    planned.visit("v3")["date"] = DAY.isoformat()
    bring(planned, LATER + timedelta(minutes=1))
    assert visit("v3").status == "planned" and state() == "refused"


@BOTH
def test_another_time_that_was_granted_is_of_its_day_too(own: Own, planner, planned: Day, live: Flask) -> None:
    own.ask("v3", kind="other_time", when="at", time="15.00")
    desk = planner()
    answer(desk, "ja")
    planned.visit("v3")["date"] = (DAY + timedelta(days=1)).isoformat()
    bring(planned)
    assert state() == "moved" and "Besöket är flyttat till en annan dag" in words(own.look("v3"))
    with clock.standing_at(LATER):
        page = words(desk.get("/plan/onskemal"))
        assert "Personen fick ja till en annan tid tisdag 24 november." in page and "Flyttat till en annan dag" in page


def test_a_visit_that_is_moved_into_the_place_of_a_declined_one_is_named(own: Own, planner, planned: Day) -> None:
    planned.visit("v2").update(recipient_id="elsa", window_start="18:00", window_end="19:00")
    bring(planned, ASKED - timedelta(hours=1))
    own.ask("v3")
    answer(planner(), "ja")
    planned.visit("v3")["cancelled"] = "yes"
    planned.visit("v2")["worker_ids"] = "w2"
    assert named(bring(planned)) == [], "it stood there beside it when she asked"
    planned.visit("v1").update(window_start="18:15", window_end="18:45")
    assert named(bring(planned, LATER + timedelta(minutes=1))) == [("visits", "request_contradicted", "v1")]
