"""Who is called hears of changes by a call too; who writes as a relative is read by the unit of whom she is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from backend import jobs
from notifications.events import Kind
from notifications.going import Asked, Goes, Notices, Stays, decide
from notifications.policy import Level
from schema import clock
from schema.db import db
from schema.tables import InboundText, Message, NoticeWish
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Handset, text
from tests.notices.planned import ANNA, ELSA, Day, person
from tests.notices.town import at
from tests.packages import DAY
from tests.people import Client


def test_a_change_is_read_out_to_who_wished_to_be_called(day: Day, live: Flask, fake_twilio: FakeTwilio) -> None:
    day.plan(at(15, day=DAY - timedelta(1)))
    db.session.add(NoticeWish(recipient_id=person("elsa").id, notices="changes", evening_before=False, way="call",
                              recorded_at=clock.now()))  # fmt: skip
    assert ELSA not in [to for to, _ in day.tick(at(6, 30), "morning_list")]
    day.tick(at(8), "day_call")
    assert [call["to"] for call in fake_twilio.calls.all()] == [ELSA]
    day.visit("v3").update(window_start="19:05", window_end="20:00")
    day.plan(at(10))
    assert ELSA not in [to for to, _ in day.tick(at(10, 4))]
    assert [call["to"] for call in fake_twilio.calls.all()] == [ELSA, ELSA]
    with clock.standing_at(at(10, 5)):
        handset = Handset(Client(live), fake_twilio)
        assert "Ändrat" not in str(handset.lift()), "nothing is said before a key is pressed"
        heard = handset.press()
    assert heard[:2] == [
        "Provkommun: Ändrat i dag tisdag 24 november:",
        "mellan klockan nitton noll fem och tjugo i stället för mellan klockan arton och nitton trettio Jonas",
    ]
    db.session.expire_all()
    told = db.session.scalars(select(Message).where(Message.kind == "change")).one()
    assert (told.state, told.channel) == ("delivered", "twilio_voice")
    assert jobs.once("announce", at(10, 10)) == {"announced": 0, "written": 0}


def test_no_telephone_rings_at_night() -> None:
    """A text of a delay may come at five in the morning; a call would wake her."""
    late = Asked(Kind.DELAY, at(5), at(6), at(5, 30), Level.TIMES, Notices.CHANGES)
    assert isinstance(decide(late), Goes)
    assert decide(replace(late, rings=True)) == Stays("quiet")
    change = replace(late, kind=Kind.CHANGE, expires_at=at(9), rings=True)
    assert decide(change) == Goes(at(6, 30), urgent=True)


def test_a_relatives_text_lies_in_the_inbox_of_the_unit(day: Day, live: Flask) -> None:
    day.relative("elsa", ANNA)
    day.begin()
    with clock.standing_at(at(9)):
        text(Client(live), ANNA, "När kommer ni till mamma?")
    written = db.session.scalars(select(InboundText)).one()
    assert (written.unit_id, written.recipient_id) == (person("elsa").unit_id, person("elsa").id)
