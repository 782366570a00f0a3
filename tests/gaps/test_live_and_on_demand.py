"""Gaps found event by event and minute by minute are those that a report of the whole finds: one rule, one answer."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.access.scope import Scope
from backend.gaps.detect import evaluate
from backend.gaps.judge import Span
from backend.gaps.listing import Wanted, listing
from backend.intake.events import receive, rederive, watch
from schema import clock, walls
from schema.db import db
from schema.tables import Event, Gap, Home, ImportRun, Visit
from schema.wire.facts import FactIn, Origin, Touched
from tests.visits import town as towns
from tests.visits.day import DAY, at
from tests.visits.town import Town

SPAN = Span(DAY - timedelta(days=2), DAY + timedelta(days=2))
WINDOWS = [("07:00", "07:30"), ("08:00", "09:00"), ("09:10", "09:30"), ("12:00", "13:00"), ("20:30", "22:40")]


@pytest.fixture
def town(any_app: Flask) -> Town:
    made = towns.make(workers=3, recipients=5)
    for number, home in enumerate(db.session.scalars(select(Home).order_by(Home.id))):
        home.latitude, home.longitude = str(59 + number / 20), "17.5"
    for recipient in range(1, 6):
        for number, (start, end) in enumerate(WINDOWS):
            workers = [f"w{1 + (recipient + number) % 3}", f"w{1 + number % 3}"][: 1 + (number == 1)]
            made.visit(f"{recipient}-{number}", f"r{recipient}", start, end, *dict.fromkeys(workers))
    db.session.commit()
    return made


def stored() -> set[tuple[str, int]]:
    db.session.expire_all()
    rows = db.session.execute(select(Gap.key, Gap.seconds).where(Gap.resolved_at.is_(None)))
    return {(key, seconds) for key, seconds in rows}


def on_demand() -> set[tuple[str, int]]:
    return {(gap.key, gap.seconds) for part in evaluate(SPAN) for gap in part.gaps}


def send(*facts: FactIn) -> None:
    receive(facts, Origin())
    db.session.commit()


def a_day(town: Town, seed: int) -> list[FactIn]:
    """Visits made, late, long, by others, twice tapped, at the wrong home, without an end; some not at all."""
    chance = random.Random(seed)
    facts: list[FactIn] = []
    for name, visit_id in town.visits.items():
        visit = db.session.get_one(Visit, visit_id)
        came = visit.window_start_at + timedelta(minutes=chance.choice([-20, 0, 5, 40, 80, 130]))
        left = came + timedelta(minutes=chance.choice([4, 20, 30, 33, 70]))
        worker, how = chance.choice(["w1", "w2", "w3"]), chance.random()
        home = db.session.scalars(select(Home.id).order_by(Home.id)).all()[chance.randrange(3)]
        told = {"visit": name} if chance.random() < 0.5 else {}
        for kind, when, wanted in (("check_in", came, 0.15), ("check_in", left, 0.92), ("check_out", left, 0.3)):
            if how > wanted:
                fact = town.fact(kind, "00:00", worker, f"r{name[0]}", method=chance.choice(["qr", "manual"]), **told)
                card = home if chance.random() < 0.2 else None
                facts.append(FactIn(**{**_fields(fact), "occurred_at": when, "card_home_id": card}))
    return facts


def _fields(fact: FactIn) -> dict:
    return {name: getattr(fact, name) for name in FactIn.__slots__}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_live_equals_on_demand_through_the_day(town: Town, seed: int) -> None:
    facts = sorted(a_day(town, seed), key=lambda fact: fact.occurred_at)
    late_by_network = random.Random(seed).sample(facts, len(facts) // 5)
    seen: set[str] = set()
    for hour in range(7, 30):
        now = at("00:00") + timedelta(hours=hour)
        due = [fact for fact in facts if fact.occurred_at <= now and fact not in late_by_network]
        facts = [fact for fact in facts if fact not in due]
        with clock.standing_at(now):
            send(*due)
            watch()
            db.session.commit()
            assert stored() == on_demand()
        seen |= {key.split(":")[0] for key, _ in stored()}
    with clock.standing_at(at("+1 12:00")):
        for fact in late_by_network:
            send(fact)
        watch()
        db.session.commit()
        assert stored() == on_demand()
    assert len(seen) >= 8, seen


def test_any_order_of_arrival_gives_the_same_gaps(town: Town) -> None:
    facts = a_day(town, 7)
    random.Random(1).shuffle(facts)
    with clock.standing_at(at("+1 12:00")):
        for start in range(0, len(facts), 7):
            send(*facts[start : start + 7], *facts[start : start + 3])
        watch()
        db.session.commit()
        assert stored() == on_demand()
        before = {(row.key, row.found_at) for row in db.session.scalars(select(Gap))}
        watch()
        db.session.commit()
        assert {(row.key, row.found_at) for row in db.session.scalars(select(Gap))} == before


def test_a_gap_that_goes_is_resolved_and_one_that_comes_back_is_the_same(town: Town) -> None:
    scope = Scope("service", None, protected=True)

    def state() -> dict[str, str]:
        return {item.kind: item.state for item in listing(scope, Wanted()).items if item.visit_id == "1-1"}

    with clock.standing_at(at("09:16")):
        watch()
        db.session.commit()
        assert state() == {"not_started": "open"}
        found_at = db.session.scalar(select(Gap.found_at).where(Gap.visit_id == town.visits["1-1"]))
    with clock.standing_at(at("09:20")):
        send(town.fact("check_in", "08:50", "w2", "r1", "1-1", method="import"))
        assert state()["not_started"] == "resolved"
        assert "late" not in state()
    run = ImportRun(source="plan", started_at=at("09:00"), package="p", report={}, undone_at=at("09:21"))
    db.session.add(run)
    db.session.flush()
    walls.lift(db.session.connection(), ["event"])  # as if the fact had come with the run that was taken back
    db.session.execute(update(Event).values(run_id=run.id))
    with clock.standing_at(at("09:25")):
        rederive(Touched({town.recipients["r1"]}, {town.workers["w2"]}, {DAY}))
        db.session.commit()
        assert state()["not_started"] == "open"
        again = db.session.scalars(select(Gap).where(Gap.visit_id == town.visits["1-1"], Gap.kind == "not_started"))
        assert [row.found_at for row in again] == [found_at]


def test_moving_the_plan_to_another_day_afterwards_hides_nothing(town: Town) -> None:
    visit = db.session.get_one(Visit, town.visits["1-1"])
    with clock.standing_at(at("+1 12:00")):
        watch()
        later = visit.window_start_at + timedelta(days=5), visit.window_end_at + timedelta(days=5)
        moved = {"date": DAY + timedelta(days=5), "window_start_at": later[0], "window_end_at": later[1]}
        town.revise(visit, at=at("+1 11:00"), **moved)
        db.session.commit()
        keys = {key for key, _ in on_demand()}
        assert f"missed:v{visit.id}" in keys
        rederive(Touched({visit.recipient_id}, set(), {DAY, DAY + timedelta(days=5)}))
        db.session.commit()
        assert f"missed:v{visit.id}" in {key for key, _ in stored()}
        then = Span(DAY + timedelta(days=5), DAY + timedelta(days=5))
        only_then = {gap.key for part in evaluate(then) for gap in part.gaps}
        assert f"missed:v{visit.id}" not in only_then


def test_an_unplanned_execution_that_nobody_ended_is_found_by_the_clock_alone(town: Town) -> None:
    for visit in db.session.scalars(select(Visit)):
        town.revise(visit, at=at("00:01"), cancelled=True)
    db.session.commit()
    with clock.standing_at(at("10:00")):
        send(town.fact("check_in", "09:59", "w1", "r1"))
    for now, wanting in (("10:58", False), ("11:00", True)):
        with clock.standing_at(at(now)):
            watch()
            db.session.commit()
            assert any(key.startswith("no_check_out") for key, _ in stored()) is wanting
            assert stored() == on_demand()


def test_an_overlap_on_a_visit_done_after_its_cut_off_is_no_gap_but_one_in_time_is(town: Town) -> None:
    town.visit("early", "r3", "13:00", "13:30", "w3")
    town.visit("evening", "r4", "21:00", "23:30", "w3")
    db.session.commit()
    with clock.standing_at(at("+1 12:00")):
        send(
            town.fact("check_in", "22:10", "w3", "r4", "evening"),
            town.fact("check_out", "22:50", "w3", "r4", "evening"),
            town.fact("check_in", "22:20", "w3", "r3", "early"),
            town.fact("check_out", "22:40", "w3", "r3", "early"),
        )
        visit = town.visits["early"]
        assert {key for key, _ in stored() if f":v{visit}" in key} == {f"missed:v{visit}"}
        assert stored() >= {gap for gap in on_demand() if "overlap" in gap[0]}
        send(town.fact("check_in", "13:10", "w3", "r3", "early"), town.fact("check_out", "13:35", "w3", "r3", "early"))
        assert {key for key, _ in stored() if f":v{visit}" in key} == {f"overlap:v{visit}:w{town.workers['w3']}"}
        watch()
        db.session.commit()
        assert stored() == on_demand()
