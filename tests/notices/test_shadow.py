"""A unit in shadow mode: everything is decided and composed, nothing leaves, and the report says what it came to."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.scope import MUNICIPALITY
from backend.access.unit_of_work import committed
from backend.intake import events
from backend.telling import chosen, doubtful, rehearsal
from notifications.events import Kind
from notifications.going import untrue
from schema import clock
from schema.db import db
from schema.tables import Message, Relative, Visit, Worker
from schema.wire.facts import FactIn, Origin
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import ARNE, ELSA, SIGNE, Day, person
from tests.notices.town import at
from tests.packages import DAY, visit

EVE, TOMORROW = DAY - timedelta(1), DAY + timedelta(1)


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    return Day(tmp_path, fake_twilio)


def _hears_later(visit_id: str, worker: str, occurred_at, received_at) -> None:
    """A phone that was in a cellar tells at last."""
    found = db.session.scalars(select(Visit).where(Visit.outside_id == visit_id)).one()
    worker_id = db.session.scalars(select(Worker.id).where(Worker.outside_id == worker)).one()
    fact = FactIn(f"late-{visit_id}", "check_in", found.id, found.recipient_id, worker_id, occurred_at)
    with clock.standing_at(received_at), committed():
        events.receive([fact], Origin())


def _live_a_day(day: Day) -> int:
    """Two days in shadow mode, the second until noon; the unit."""
    signe = next(row for row in day.tables["recipients"] if row["recipient_id"] == "signe")
    signe["phone_confirmed_on"] = ""
    day.plan(at(15, day=EVE - timedelta(1)))
    unit = person("elsa").unit_id
    day.tables["visits"].append(visit("w5", "signe", EVE, "09:30", "10:30", 30, "dusch", "w2"))
    day.plan(at(5, day=EVE))
    with clock.standing_at(at(6, day=EVE)), committed():
        assert chosen.set_mode(MUNICIPALITY, unit, "shadow")
        assert not chosen.set_mode(MUNICIPALITY, unit, "shadow")
    day.tick(at(6, 30, day=EVE), "morning_list")  # signe is new: only welcomed
    day.tick(at(6, 30), "morning_list")
    with clock.standing_at(at(9, 20)), committed():
        events.watch()
    day.tick(at(9, 20), "alerts")
    _hears_later("v4", "w1", at(8, 10), at(10))
    day.visit("v3")["cancelled"] = "yes"
    day.plan(at(11))
    day.tick(at(11, 5))
    return unit


def test_a_day_in_shadow_is_composed_and_not_sent_and_the_report_says_what_it_came_to(
    day: Day, fake_twilio: FakeTwilio
) -> None:  # fmt: skip
    unit = _live_a_day(day)
    assert fake_twilio.accepted == []
    held = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert {(one.state, one.reason) for one in held} == {("suppressed", "shadow")}
    assert all(one.body for one in held)
    told = Counter((one.kind, one.number) for one in held)
    lists = [("morning", number) for number in (ELSA, ARNE, SIGNE)]
    came = [("not_come", ELSA), ("not_come", ARNE)]  # nobody has registered v1 or v4
    assert told == Counter([("welcome", SIGNE), *lists, *came, ("change", ELSA)])
    with clock.standing_at(at(12)):
        report = rehearsal.report(MUNICIPALITY, unit)
    assert [(line.kind, line.went, line.held, line.numbers) for line in report.lines] == [
        ("morning", 0, 3, 3), ("welcome", 0, 1, 1), ("change", 0, 1, 1), ("not_come", 0, 2, 2),
    ]  # fmt: skip
    assert (report.numbers, report.messages) == (3, 7)
    assert report.segments == sum(one.segments or 0 for one in held) >= 7
    assert [(alarm.kind, alarm.visits, alarm.untrue) for alarm in report.alarms] == [("not_come", 2, 1)]


def test_switched_on_the_next_one_goes_and_who_was_welcomed_in_shadow_is_welcomed(day: Day) -> None:
    unit = _live_a_day(day)
    with clock.standing_at(at(12)), committed():
        assert chosen.undo(MUNICIPALITY, unit)
    day.visit("v3")["cancelled"] = ""
    day.plan(at(13))
    assert [to for to, _ in day.tick(at(13, 5))] == [ELSA]
    day.tables["visits"] += [visit("x5", "signe", TOMORROW, "09:30", "10:30", 30, "dusch", "w2")]
    day.plan(at(15))
    (welcome,) = day.tick(at(6, 30, day=TOMORROW), "morning_list")
    assert welcome[0] == SIGNE and "Svara STOPP" in welcome[1]


def test_what_waits_for_the_morning_does_not_leave_a_unit_that_went_into_shadow_meanwhile(day: Day) -> None:
    day.begin()
    with clock.standing_at(at(21, 30)):
        waiting = Message(
            kind="change", channel="sms", unit_id=person("elsa").unit_id, number=ELSA, number_hash="x", language="sv",
            state="queued", created_at=clock.now(), due_at=at(6, 30, day=TOMORROW), body="x",
            expires_at=at(9, day=TOMORROW),
        )  # fmt: skip
        db.session.add(waiting)
        chosen.set_mode(MUNICIPALITY, person("elsa").unit_id, "shadow")
    assert day.tick(at(6, 31, day=TOMORROW), "deliver") == []
    assert (waiting.state, waiting.reason) == ("suppressed", "shadow")


def test_doubtful_numbers_are_named_with_what_is_wrong(day: Day) -> None:
    day.relative("elsa", "+4618123456", name="Anna Berg")  # a landline
    day.relative("arne", "+358401234567", name="Paavo Berg", relative_id="a2")
    day.plan(at(6))
    elsa, signe = person("elsa"), person("signe")
    signe.phone, signe.phone_hash, signe.phone_closed_at = elsa.phone, elsa.phone_hash, clock.now()
    for relative in db.session.scalars(select(Relative)):
        relative.phone_verified_at = at(5)
    db.session.commit()
    found = doubtful.numbers(MUNICIPALITY, elsa.unit_id)
    assert [(one.recipient, one.of_relative, one.faults) for one in found] == [
        ("Arne Berg", True, ("foreign",)), ("Elsa Berg", False, ("shared",)), ("Elsa Berg", True, ("landline",)),
        ("Signe Lund", False, ("closed", "shared")),
    ]  # fmt: skip
    assert found[1].number == "•••• 06 05"


@pytest.mark.parametrize(
    ("kind", "told", "started", "so"),
    [
        (Kind.NOT_COME, at(9, 20), None, False), (Kind.NOT_COME, at(9, 20), at(9, 21), False),
        (Kind.NOT_COME, at(9, 20), at(9, 20), True), (Kind.MISSED, at(9, 20), at(8), True),
        (Kind.DELAY, at(8, 50), at(9, 14), True), (Kind.DELAY, at(8, 50), at(9, 15), False),
        (Kind.DELAY, at(8, 50), None, False),
    ],
)  # fmt: skip
def test_what_turned_out_untrue(kind, told, started, so) -> None:
    assert untrue(kind, told, at(9), started) is so
