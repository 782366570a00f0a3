"""Whoever plans answers: a visit granted to be without is declined at once, everywhere, and she is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.cards.issue import card_for
from backend.gaps.detect import evaluate
from backend.gaps.judge import Span
from backend.intake import events
from schema import clock
from schema.db import db
from schema.tables import Announcement, Gap, Home, Message, RequestStep, Trail, UnitNotice, Worker
from schema.wire.facts import Touched
from tests.card.conftest import words
from tests.notices.planned import ELSA, Day, person
from tests.notices.town import at
from tests.packages import DAY
from tests.people import Client, Staff
from tests.requests.conftest import ASKED, BOTH, Own, answer, visit

NIGHT = at(23, 50)


def on_demand(kind: str, now: Any = NIGHT) -> list[int | None]:
    span = Span(DAY, DAY)
    return [gap.visit_id for part in evaluate(span, now=now) for gap in part.gaps if gap.kind == kind]


def anew(now: Any = NIGHT) -> None:
    """Everything derived anew, as of now."""
    touched = Touched({person("elsa").id}, set(), {DAY})
    with clock.standing_at(now), committed():
        events.rederive(touched)


def pass_the_day() -> None:
    with clock.standing_at(NIGHT), committed():
        events.watch()


@BOTH
def test_a_visit_granted_to_be_without_is_declined_live_on_demand_and_recomputed(
    own: Own, planner, planned: Day, live: Flask
) -> None:
    own.ask("v3", text="Jag är hos min syster")
    desk = planner()
    with clock.standing_at(ASKED):
        page = words(desk.get("/plan/onskemal"))
        assert "Elsa Berg" in page and "Vill avboka besöket." in page and "Jag är hos min syster" in page
        assert "Elsa Berg" in words(desk.get("/plan"))
    home = db.session.get_one(Home, person("elsa").home_id).version
    done = answer(desk, "ja", word="Ha det så bra")
    assert done.status_code == 303
    assert visit("v3").status == "declined"
    assert db.session.get_one(Home, person("elsa").home_id).version > home, "the card is fetched anew"
    assert "Besöket är avbokat" in words(own.look("v3")) and "Ha det så bra" in words(own.look("v3"))
    pass_the_day()
    third = visit("v3").id
    assert visit("v1").status == "missed" and visit("v3").status == "declined"
    assert third not in on_demand("missed") and third not in on_demand("not_started")
    assert visit("v1").id in on_demand("missed")
    gaps = db.session.scalars(select(Gap.kind).where(Gap.visit_id == third, Gap.resolved_at.is_(None)))
    assert list(gaps) == []
    visit("v3").status = "planned"
    db.session.commit()
    anew()
    assert visit("v3").status == "declined"
    steps = db.session.scalars(select(Trail.reason).where(Trail.what == "planner_requests.answer"))
    assert list(steps) == ["request_granted"]


def test_a_worker_who_comes_anyway_was_there(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    planned.tap("check_in", "v3", at(18, 10), worker="w2")
    assert visit("v3").status == "in_progress"
    planned.tap("check_out", "v3", at(18, 40), worker="w2")
    assert visit("v3").status == "done"
    anew()
    assert visit("v3").status == "done"
    assert visit("v3").id not in on_demand("missed")


def test_the_worker_s_list_and_the_card_say_so(own: Own, planner, people: Staff, live: Flask) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    with clock.standing_at(at(7)):
        w2 = db.session.scalars(select(Worker.id).where(Worker.outside_id == "w2")).one()
        route = words(people("worker", ["norr"], worker_id=w2).get("/personal"))
        assert "Elsa Berg Avbokat" in route
        token = card_for(person("elsa").home_id)
        db.session.commit()
        assert "Besöket är avbokat" in words(Client(live).get(f"/k/{token}"))


def test_she_is_told_by_a_text_of_hers_without_names_once(own: Own, planner, planned: Day) -> None:
    own.ask("v3")
    answer(planner(), "ja")
    told = planned.tick(ASKED + timedelta(minutes=1))
    assert told == [(ELSA, "Provkommun: Besöket i morgon tisdag 24 november kl 18-19.30 är avbokat, som du ville.\n"
                     "Frågor? Ring 018-123 45 67")]  # fmt: skip
    assert planned.tick(ASKED + timedelta(minutes=2)) == []
    own.ask("v1", kind="other_time", when="at", time="11")
    answer(planner(), "ja")
    assert "Du får en annan tid" in words(own.look("v1")) and "mellan klockan 10.30 och 11.30" in words(own.look("v1"))
    assert visit("v1").status == "planned", "another time waits for the plan to say so"
    ((_, said),) = planned.tick(ASKED + timedelta(minutes=3))
    assert "Du får en annan tid för besöket i morgon tisdag 24 november kl 8-9." in said


def test_at_night_it_waits_and_in_shadow_nothing_leaves(own: Own, planner, planned: Day) -> None:
    db.session.add(UnitNotice(unit_id=visit("v1").unit_id, mode="shadow", recorded_at=ASKED))
    db.session.commit()
    own.ask("v3")
    answer(planner(), "nej", word="Vi måste komma")
    assert planned.tick(ASKED + timedelta(minutes=1)) == []
    assert [(one.kind, one.reason) for one in db.session.scalars(select(Message))] == [("outcome", "shadow")]
    assert "Vi kunde inte avboka det." in words(own.look("v3")) and visit("v3").status == "planned"
    db.session.add(UnitNotice(unit_id=visit("v1").unit_id, mode="on", recorded_at=ASKED))
    evening = at(21, 30, day=DAY - timedelta(1))
    own.ask("v3", ASKED + timedelta(hours=1), kind="other_time", when="later")
    answer(planner(), "ja", evening)
    assert planned.tick(evening + timedelta(minutes=1)) == []
    assert len(planned.tick(at(6, 31))) == 1


def test_a_number_that_a_relative_shares_without_consents_hears_nothing(own: Own, planner, planned: Day) -> None:
    planned.relative("elsa", ELSA, secrecy_consent_on="", data_consent_on="")
    planned.plan(ASKED - timedelta(hours=1))
    own.ask("v3")
    answer(planner(), "ja")
    assert planned.tick(ASKED + timedelta(minutes=1)) == []
    assert db.session.scalars(select(Announcement.outcome).where(Announcement.kind == "outcome")).all() == ["nobody"]


def test_another_unit_cannot_answer_nor_anybody_twice(own: Own, planner, planned: Day, people: Staff) -> None:
    planned.tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd"})
    planned.plan(ASKED - timedelta(hours=1))
    own.ask("v3")
    with clock.standing_at(ASKED):
        syd = people("planner", ["syd"])
    assert answer(syd, "ja").status_code == 404
    with clock.standing_at(ASKED):
        assert "Elsa" not in syd.get("/plan/onskemal").text
    manager = planner("manager")
    with clock.standing_at(ASKED):
        assert "Önskemål om besök: 1 väntar" in words(manager.get("/chef"))
    assert answer(manager, "nonsense").status_code == 404
    long = answer(manager, "nej", word="Å" * 10_000)
    assert long.status_code == 422 and "högst 400 tecken" in words(long)
    assert answer(manager, "ja").status_code == 303
    again = answer(manager, "nej")
    assert again.status_code == 303
    assert [one.step for one in db.session.scalars(select(RequestStep))] == ["granted"]
    with clock.standing_at(ASKED):
        assert "Någon hann före" in words(manager.get("/plan/onskemal"))


def test_what_nobody_answered_in_time_is_said(own: Own, planner, planned: Day) -> None:
    own.ask("v1")
    late = at(9, 1)
    desk = planner()
    with clock.standing_at(late):
        desk.busy_at = ASKED
        assert "Inte besvarat i tid" in words(desk.get("/plan/onskemal"))
    assert answer(desk, "ja", late).status_code == 303
    assert db.session.scalars(select(RequestStep)).all() == [], "it is too late for a yes"
    assert "Vi hann inte svara" in words(own.look("v1", late))
    answer(desk, "nej", late, "Förlåt")
    assert "Förlåt" in words(own.look("v1", late))
