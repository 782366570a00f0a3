"""Whether somebody came, asked by chance and once a day; a card of another home; a STOPP that the provider tells of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.telling import asking
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import CameAnswer, Gap, Message, OnCall, Remark, Task, Visit
from tests.fake_twilio import FakeTwilio, Fault
from tests.fake_twilio.callbacks import tell, text
from tests.notices.planned import ARNE, ELSA, Day, person
from tests.notices.town import at, number
from tests.packages import DAY
from tests.people import Client

NURSE = number(77)


@pytest.fixture
def done(day: Day, monkeypatch: pytest.MonkeyPatch) -> Day:
    """Elsa's visit at 8 is done, and whoever may be asked is."""
    monkeypatch.setattr(asking, "ONE_IN", 1)
    day.begin()
    day.tap("check_in", "v1", at(8, 5))
    day.tap("check_out", "v1", at(8, 35))
    return day


def test_she_is_asked_once_a_day_and_her_word_stands_beside_the_workers(done: Day, live: Flask) -> None:
    assert done.tick(at(8, 40), "questions") == [], "not while the door is closing"
    (asked,) = done.tick(at(9), "questions")
    assert asked == (ELSA, "Provkommun: Kom vi till dig kl 8-9? Svara JA eller NEJ.\nFrågor? Ring 018-123 45 67")
    done.tap("check_in", "v2", at(12, 5))
    done.tap("check_out", "v2", at(12, 20))
    assert done.tick(at(13), "questions") == []
    with clock.standing_at(at(9, 5)):
        assert "Tack för svaret" in text(Client(live), ELSA, "Nej!")
        text(Client(live), ELSA, "Ja")
    answer = db.session.scalars(select(CameAnswer)).one()
    visit = db.session.scalars(select(Visit).where(Visit.outside_id == "v1")).one()
    assert (answer.came, answer.visit_id, visit.status) == (False, visit.id, "done"), "the first word stands"
    said = db.session.scalars(select(Remark)).one()
    gap = db.session.scalars(select(Gap).where(Gap.kind == "said_not_come")).one()
    assert (said.way, said.visit_id, gap.visit_id) == ("sms", visit.id, visit.id), "it is a deviation of its visit"
    assert db.session.scalars(select(Task).where(Task.kind == "said_not_come")).all() == []


def test_a_chance_that_nobody_can_foresee_and_all_meet() -> None:
    drawn = [asking.drawn(f"number{one}", DAY) for one in range(2_000)]
    assert 0.10 < sum(drawn) / len(drawn) < 0.19
    days = [asking.drawn("one", DAY + timedelta(days)) for days in range(60)]
    assert any(days) and not all(days)


def test_a_card_of_another_home_is_told_to_who_is_on_call(day: Day) -> None:
    day.begin()
    visit = db.session.scalars(select(Visit).where(Visit.outside_id == "v1")).one()
    for step, phone in ((1, NURSE), (2, number(78))):
        db.session.add(OnCall(unit_id=visit.unit_id, step=step, name="Karin", phone=phone, phone_hash=_hash(phone),
                              from_time=at(0).time(), to_time=at(0).time(), minutes=10))  # fmt: skip
    db.session.add(Gap(key="k", kind="wrong_card", visit_id=visit.id, recipient_id=visit.recipient_id, seconds=0,
                       unit_id=visit.unit_id, date=DAY, found_at=at(8, 5)))  # fmt: skip
    db.session.commit()
    told = [(to, said) for to, said in day.tick(at(8, 6), "alerts") if "kort" in said]
    assert told == [
        (NURSE, "Provkommun: Hemtjänst Norr: ett annat hems kort lästes vid ett besök kl 8-9. Titta på listan.")
    ]
    assert [one for one in day.tick(at(8, 7), "alerts") if "kort" in one[1]] == []


def _hash(phone: str) -> str:
    return ring().look_up("phone", phone)


@pytest.mark.parametrize("how", ["when sent", "by receipt"])
def test_a_stop_that_the_provider_tells_of_is_heeded(
    day: Day, live: Flask, fake_twilio: FakeTwilio, how: str
) -> None:  # fmt: skip
    day.plan(at(15, day=DAY - timedelta(1)))
    if how == "when sent":
        fake_twilio.faults.append(Fault(code=21610, to=ARNE))
    day.tick(at(6, 30), "morning_list")
    if how == "by receipt":
        message = next(one for one in db.session.scalars(select(Message)) if one.number == ARNE)
        form = {"MessageSid": message.sid, "MessageStatus": "failed", "ErrorCode": "21610"}
        with clock.standing_at(at(6, 31)):
            assert tell(Client(live), fake_twilio.messages.callbacks[message.sid or ""], form).status_code == 204
    db.session.expire_all()
    assert person("arne").sms_detail == "none"
    task = db.session.scalars(select(Task).where(Task.kind == "number_stopped")).one()
    assert task.recipient_id == person("arne").id
    with clock.standing_at(at(10)):
        text(Client(live), ARNE, "START")
    jobs.once("deliver", at(10, 1))
    db.session.expire_all()
    assert person("arne").sms_detail != "none", "a START that came later stands"


def test_under_a_name_that_nobody_can_answer_each_text_says_whom_to_ring(
    day: Day, live: Flask, fake_twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = live.extensions["settings"]
    live.extensions["settings"] = replace(told, twilio_from="Provkommun", sms_contact="+4618987654")
    monkeypatch.setattr(asking, "ONE_IN", 1)
    next(one for one in day.tables["units"] if one["unit_id"] == "norr")["phone"] = ""
    next(one for one in day.tables["recipients"] if one["recipient_id"] == "signe")["phone_confirmed_on"] = ""
    day.begin()
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(7))
    day.tick(at(7, 5))
    day.tap("check_in", "v1", at(8, 5))
    day.tap("check_out", "v1", at(8, 35))
    assert day.tick(at(9), "questions") == [], "a question that cannot be answered is not asked"
    assert len(fake_twilio.accepted) >= 4
    for message in fake_twilio.accepted:
        assert "Ring 018-98 76 54" in message["body"] or "Ring 018-123 45 67" in message["body"]
        assert "Svara" not in message["body"]
