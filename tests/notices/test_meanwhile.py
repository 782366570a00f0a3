"""What changes between writing and sending, or over a quiet night: the text that leaves says what holds then."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend import jobs
from backend.access.signin import create_user
from backend.telling.readers import readers
from notifications import drafts
from notifications.drafts import Draft
from notifications.policy import Level
from schema import clock
from schema.db import db
from schema.reach import hashed_number
from schema.tables import Alert, InboundText, Message, NoticeWish, OnCall, Recipient, Relative, Visit, Withdrawal
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Handset, text
from tests.notices.planned import ANNA, ELSA, SIGNE, Day, person
from tests.notices.town import at, number
from tests.packages import DAY, visit
from tests.people import PASSWORD, Client

NEXT = DAY + timedelta(1)
KARIN, BO = number(77), number(78)


def held() -> list[tuple[str, str | None]]:
    db.session.expire_all()
    return [(one.state, one.reason) for one in db.session.scalars(select(Message).order_by(Message.id))][-1:]


def test_a_level_that_was_lowered_while_it_waited_holds_it(day: Day, live: Flask, fake_twilio: FakeTwilio) -> None:
    day.begin()
    elsa = person("elsa")
    with clock.standing_at(at(9)):
        drafts.write([Draft("k", "change", elsa.unit_id, ELSA, elsa.phone_hash or "", "sv", "Leila kommer", at(12),
                            level="names", recipient_id=elsa.id)])  # fmt: skip
        db.session.commit()
    db.session.execute(update(Recipient).where(Recipient.id == elsa.id).values(sms_detail="times"))
    db.session.commit()
    assert jobs.once("deliver", at(9)) == {"suppressed": 1}
    assert held() == [("suppressed", "not_wanted")]


def test_after_a_quiet_night_the_text_says_what_holds_then(day: Day) -> None:
    day.tables["visits"].append(visit("n1", "elsa", NEXT, "10:00", "11:00", 30, "dusch", "w1"))
    day.plan(at(5))
    db.session.add(NoticeWish(recipient_id=person("elsa").id, notices="changes", evening_before=True,
                              recorded_at=clock.now()))  # fmt: skip
    assert [to for to, _ in day.tick(at(18), "evening_list")] == [ELSA]
    for hour, when in (("12", at(22)), ("14", at(5, day=NEXT))):
        day.visit("n1").update(window_start=f"{hour}:00", window_end=f"{int(hour) + 1}:00")
        day.plan(when)
        assert day.tick(when + timedelta(minutes=5)) == [], "nothing wakes her"
    (told,) = day.tick(at(6, 30, day=NEXT))
    assert told[0] == ELSA and "kl 14-15 i stället för kl 10-11" in told[1]
    assert day.tick(at(6, 40, day=NEXT)) == []


def test_that_nobody_came_is_not_said_once_somebody_has(day: Day, fake_twilio: FakeTwilio) -> None:
    day.begin()
    elsa, hers = person("elsa"), db.session.scalars(select(Visit).where(Visit.outside_id == "v1")).one()
    with clock.standing_at(at(9, 30)):
        drafts.write([Draft("k", "not_come", elsa.unit_id, ELSA, elsa.phone_hash or "", "sv", "Vi vet inte", at(12),
                            level="times", recipient_id=elsa.id, visit_id=hers.id)])  # fmt: skip
        db.session.commit()
    day.tap("check_in", "v1", at(8, 50))
    assert jobs.once("deliver", at(9, 31)).get("suppressed") == 1


def test_a_relative_of_two_is_told_of_each_by_its_own_consents(day: Day) -> None:
    day.relative("elsa", ANNA, relative_id="e")
    day.relative("signe", ANNA, relative_id="s")
    day.begin()
    db.session.execute(update(Relative).values(reach_since_at=None))
    db.session.commit()
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.visit("v5").update(window_start="11:00", window_end="12:00")
    day.plan(at(7))
    to_anna = [said for to, said in day.tick(at(7, 5)) if to == ANNA]
    assert len(to_anna) == 2
    rows = db.session.scalars(select(Message).where(Message.relative_id.is_not(None))).all()
    assert {(one.relative_id, one.recipient_id) for one in rows} == {
        (one.id, one.recipient_id) for one in db.session.scalars(select(Relative))
    }


def test_relatives_who_share_a_number_hear_what_the_least_of_them_may(day: Day) -> None:
    day.relative("elsa", ANNA, relative_id="much", may_see="services")
    day.relative("elsa", ANNA, relative_id="little", may_see="times")
    day.begin()
    levels = {one.level for one in readers([person("elsa").id], DAY)[person("elsa").id] if one.relative_id}
    assert levels == {Level.TIMES}


def test_a_change_that_is_read_out_proves_nobody(day: Day, live: Flask, fake_twilio: FakeTwilio) -> None:
    """Whoever lifts a shared telephone and asks for tomorrow hears what the number may, not what she may."""
    day.begin()
    elsa = person("elsa")
    elsa.sms_detail = "services"
    signe = person("signe")
    signe.phone, signe.phone_hash, signe.sms_detail = elsa.phone, elsa.phone_hash, "times"
    with clock.standing_at(at(10)):
        drafts.write([Draft("k", "change", elsa.unit_id, ELSA, elsa.phone_hash or "", "sv", "Ändrat", at(12),
                            level="times", recipient_id=elsa.id, way="call")])  # fmt: skip
        db.session.commit()
    db.session.execute(update(Visit).where(Visit.outside_id == "v3").values(
        date=NEXT, window_start_at=at(9, day=NEXT), window_end_at=at(10, day=NEXT)))  # fmt: skip
    db.session.commit()
    jobs.once("deliver", at(10))
    with clock.standing_at(at(10, 1)):
        handset = Handset(Client(live), fake_twilio)
        handset.lift()
        handset.press()
        heard = str(handset.press("2"))
    assert "kommer vi" in heard and "Jonas" not in heard and "Det gäller" not in heard


def test_who_takes_it_takes_what_she_was_told_of(day: Day, live: Flask) -> None:
    day.begin()
    visits = [db.session.scalars(select(Visit).where(Visit.outside_id == one)).one() for one in ("v1", "v5")]
    unit = visits[0].unit_id
    for phone, begins, ends in ((KARIN, time(6), time(16)), (BO, time(16), time(6))):
        db.session.add(OnCall(unit_id=unit, step=1, name="x", phone=phone, phone_hash=hashed_number(phone), minutes=60,
                              from_time=begins, to_time=ends))  # fmt: skip
    db.session.commit()
    for one, when in zip(visits, (at(15, 50), at(17)), strict=True):
        db.session.add(Alert(visit_id=one.id, unit_id=unit, recipient_id=one.recipient_id, raised_at=when, step=0))
        db.session.commit()
        jobs.once("alerts", when)
    with clock.standing_at(at(17, 5)):
        text(Client(live), KARIN, "Ja")
    db.session.expire_all()
    taken = dict(db.session.execute(select(Alert.visit_id, Alert.taken_at)).all())
    assert taken[visits[0].id] is not None and taken[visits[1].id] is None
    with clock.standing_at(at(17, 6)):
        text(Client(live), BO, "Ja jag åker")
    written = db.session.scalars(select(InboundText).where(InboundText.meaning == "other")).one()
    assert written.unit_id == unit


@pytest.mark.parametrize("whose", ["a text", "a manager"])
def test_start_gives_back_what_a_text_took_and_no_more(day: Day, live: Flask, whose: str) -> None:
    day.begin()
    signe = person("signe")
    user = create_user("karin@example.se", "Karin", PASSWORD, "manager", [])
    db.session.flush()
    db.session.add(Withdrawal(what="sms_detail", recipient_id=signe.id, withdrawn_at=at(8),
                              user_id=None if whose == "a text" else user.id))  # fmt: skip
    signe.sms_detail = "none"
    db.session.commit()
    with clock.standing_at(at(9)):
        text(Client(live), SIGNE, "START")
    db.session.expire_all()
    assert person("signe").sms_detail == ("names" if whose == "a text" else "none")
