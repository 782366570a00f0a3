"""What cannot be told of one person stops nobody else's: it is put aside, and the log says where without her name."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select

from backend import jobs
from backend.telling import facts
from notifications import compose
from notifications.channels.twilio_sms import TwilioSms
from notifications.outbox import Claimed, Settlement
from schema.db import db
from schema.tables import Announcement, Message
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import ARNE, ELSA, SIGNE, Day, person
from tests.notices.town import at


def breaks(window: object) -> None:
    raise ZeroDivisionError("Elsa Berg +46701740605")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be composed of Elsa's evening visit."""
    right = facts.Windows.made

    def made(self: facts.Windows, begins: object, *more: object) -> compose.WindowFact:
        window = right(self, begins, *more)  # type: ignore[arg-type]
        return breaks(window) if window.begins.hour in (18, 19) else window  # type: ignore[return-value]

    monkeypatch.setattr(facts.Windows, "made", made)


def test_others_get_their_list(day: Day, broken: None, caplog: pytest.LogCaptureFixture) -> None:
    day.plan(at(5))
    with caplog.at_level(logging.ERROR):
        told = [to for to, _ in day.tick(at(6, 30), "morning_list")]
    assert told == [ARNE, SIGNE]
    assert "ZeroDivisionError at" in caplog.text
    assert "Elsa" not in caplog.text and ELSA not in caplog.text


def test_others_hear_of_changes_and_it_is_not_tried_for_ever(day: Day, broken: None) -> None:
    day.plan(at(5))
    day.tick(at(6, 30), "morning_list")
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.visit("v4").update(window_start="11:00", window_end="12:00")
    day.plan(at(7))
    assert [to for to, _ in day.tick(at(7, 5))] == [ARNE]
    outcomes = dict(db.session.execute(select(Announcement.recipient_id, Announcement.outcome)).all())
    assert outcomes == {person("elsa").id: "fault", person("arne").id: "told"}
    assert jobs.once("announce", at(7, 6)) == {"announced": 0, "written": 0}


def test_a_channel_that_fails_for_one_number_costs_the_others_nothing(
    day: Day, fake_twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    right = TwilioSms.send

    def send(self: TwilioSms, message: Claimed) -> Settlement:
        outcome = right(self, message)
        if message.number == ELSA:
            raise UnicodeError(f"after it was accepted: {message.number}")
        return outcome

    monkeypatch.setattr(TwilioSms, "send", send)
    day.plan(at(5))
    assert [to for to, _ in day.tick(at(6, 30), "morning_list")] == [ELSA, ARNE, SIGNE]
    states = {one.number: (one.state, one.reason) for one in db.session.scalars(select(Message))}
    assert states == {ELSA: ("unknown", "channel_failed"), ARNE: ("sent", None), SIGNE: ("sent", None)}
    assert "UnicodeError" in caplog.text and ELSA not in caplog.text
    jobs.once("sweep", at(6, 32))
    jobs.once("deliver", at(6, 40))
    assert len(fake_twilio.to(ELSA)) == 1, "it is asked for, and not sent again"
