"""The public promises, counted over a day whose answers are known: on both databases, through the fake."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.access.unit_of_work import committed
from backend.intake import events, plans
from backend.planning.importing import ImportOrder
from backend.telling import announce, kept
from backend.telling.kept import Figure
from notifications import receipts
from notifications.receipts import Receipt
from schema import clock
from schema.db import db
from schema.tables import Message, NoticeWish
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import ELSA, Day, person
from tests.notices.town import at
from tests.packages import DAY, small_package, write_package


def counted(when: datetime, day: date = DAY) -> dict[str, Figure]:
    with clock.standing_at(when), committed():
        kept.count(1)
    with clock.standing_at(when):
        return kept.by_day()[day]


def arrived(kind: str, number: str, when: datetime) -> None:
    """The provider tells that the last message of a kind to a number has arrived."""
    query = select(Message.sid).where(Message.kind == kind, Message.number_hash == person(number).phone_hash)
    sid = db.session.scalars(query.order_by(Message.id.desc())).first()
    with clock.standing_at(when), committed():
        assert receipts.receive(Receipt(str(sid), "delivered"))


def watched(when: datetime) -> None:
    with clock.standing_at(when), committed():
        events.watch()


def a_day(day: Day) -> None:
    """Elsa is told of two changes, one of them late; Signe of none, for nobody has confirmed her number; Arne, who
    wishes for none, is late looked after."""
    signe = next(row for row in day.tables["recipients"] if row["recipient_id"] == "signe")
    signe["phone_confirmed_on"] = ""
    day.begin()
    arrived("morning", "elsa", at(6, 31))
    wish = NoticeWish(recipient_id=person("arne").id, notices="none", evening_before=False, recorded_at=at(7))
    db.session.add(wish)
    day.visit("v5").update(window_start="10:00", window_end="11:00")
    day.plan(at(7))
    assert day.tick(at(7, 5)) == []
    day.tap("check_in", "v1", at(8, 4))
    watched(at(9, 16))
    day.visit("v4").update(window_start="10:00", window_end="11:00")
    day.plan(at(9, 18))
    assert day.tick(at(9, 22)) == []
    day.tap("check_in", "v4", at(9, 25))
    day.tap("check_in", "v5", at(9, 40), worker="w2")
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(10))
    day.visit("v3").update(worker_ids="w1")
    day.plan(at(10, 1))
    assert [to for to, _ in day.tick(at(10, 4))] == [ELSA]
    arrived("change", "elsa", at(10, 5))
    day.visit("v2")["cancelled"] = "yes"
    day.plan(at(11, 50))
    with clock.standing_at(at(11, 53)):
        announce.announce("Provkommun")


def test_a_day_whose_answers_are_known(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> None:
    day = Day(tmp_path, fake_twilio)
    a_day(day)
    noon = counted(at(11, 53) + timedelta(seconds=5))
    assert (noon["told_in_advance"], noon["handed_over"]) == (Figure(1, 3), Figure(4, 4))  # ten seconds are not over
    assert counted(at(11, 53) + timedelta(seconds=11))["handed_over"] == Figure(4, 5)  # the one that waits is late
    day.tick(at(11, 54), "deliver")
    arrived("change", "elsa", at(12, 10))
    day.tap("check_in", "v3", at(18, 30), worker="w2")
    assert counted(at(23, 30)) == {
        "handed_over": Figure(4, 5),  # two lists, a welcome, two changes
        "before_visit": Figure(2, 4),  # Arne's list has no receipt, Elsa's second change came at ten past twelve
        "to_the_list": Figure(16 * 60, 1),  # moving v4 afterwards hides nothing
        "told_in_advance": Figure(1, 3),  # Signe was held, v2 too late; Arne wishes for none
        "on_agreed_time": Figure(1, 3),  # v1; not v4; v3 began as it was planned before, not as last told
    }


def test_what_did_not_arrive_was_not_agreed(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> None:
    day = Day(tmp_path, fake_twilio)
    day.begin()
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(10))
    day.tick(at(10, 4))
    sid = db.session.scalars(select(Message.sid).where(Message.kind == "change")).one()
    with committed():
        receipts.receive(Receipt(str(sid), "undelivered"))
    day.tap("check_in", "v3", at(18, 30), worker="w2")
    assert counted(at(23))["on_agreed_time"] == Figure(1, 1)  # inside the window of the list, which she has
    tomorrow = DAY + timedelta(1)
    assert set(counted(at(8, day=tomorrow), tomorrow).values()) == {Figure(0, 0)}


@pytest.mark.parametrize(("source", "figure"), [("plan", Figure(0, 0)), ("demonstration", Figure(3, 3))])
def test_what_stays_in_the_house_counts_in_a_demonstration_alone(
    any_app: Flask, tmp_path: Path, source: str, figure: Figure
) -> None:
    with clock.standing_at(at(15, day=DAY - timedelta(1))), committed():
        plans.import_plan(write_package(tmp_path, **small_package()), ImportOrder(source=source))
    jobs.once("morning_list", at(6, 30))
    told = counted(at(12))
    assert (told["handed_over"], told["before_visit"]) == (figure, figure)
