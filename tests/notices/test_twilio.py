"""What Twilio answers, or does not, and where that leads a message."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from notifications.channels import CannotAsk, Question
from notifications.channels.http import Http
from notifications.channels.twilio_sms import TwilioSms
from notifications.outbox import Claimed
from notifications.states import State
from schema import clock
from schema.settings import Settings
from tests.fake_twilio import FakeTwilio, Fault
from tests.notices.town import at, number

MESSAGE = Claimed(1, number(5), "Provkommun: kl 8-8.30", at(12), attempts=1)
Make = Callable[..., Settings]


@pytest.fixture
def twilio(fake_twilio: FakeTwilio, make_settings: Make) -> TwilioSms:
    return TwilioSms(make_settings(sms_mode="live", **fake_twilio.settings), Http(0.4))


def test_an_accepted_message_is_sent_with_its_sid(twilio: TwilioSms, fake_twilio: FakeTwilio) -> None:
    with clock.standing_at(at(6, 30)):
        outcome = twilio.send(MESSAGE)
    (made,) = fake_twilio.accepted
    assert (outcome.state, outcome.sid, outcome.channel, outcome.reason) == (
        State.SENT,
        made["sid"],
        "twilio_sms",
        None,
    )
    (asked,) = fake_twilio.requests
    assert asked.form == {
        "To": number(5), "From": "+46766860000", "Body": "Provkommun: kl 8-8.30", "ValidityPeriod": "19800",
        "StatusCallback": "http://127.0.0.1/hooks/twilio/status?message=1",
    }  # fmt: skip


def test_a_messaging_service_sends_in_place_of_a_number(fake_twilio: FakeTwilio, make_settings: Make) -> None:
    service = "MG" + "ab" * 16
    TwilioSms(make_settings(**fake_twilio.settings, twilio_messaging_service_sid=service), Http(1)).send(MESSAGE)
    form = fake_twilio.requests[0].form
    assert (form["MessagingServiceSid"], "From" in form) == (service, False)


@pytest.mark.parametrize(
    ("fault", "state", "reason", "accepted"),
    [
        (Fault(code=21610), State.FAILED, "opted_out_21610", 0),
        (Fault(code=21211), State.FAILED, "21211", 0),
        (Fault(code=20003), State.QUEUED, "401", 0),
        (Fault(code=20404), State.FAILED, "20404", 0),
        (Fault(code=20429), State.QUEUED, "429", 0),
        (Fault(code=20500), State.UNKNOWN, "500", 0),
        (Fault(code=20500, accepting=True), State.UNKNOWN, "500", 1),
        (Fault(reset=True), State.UNKNOWN, "ProtocolError", 0),
        (Fault(reset=True, accepting=True), State.UNKNOWN, "ProtocolError", 1),
        (Fault(seconds=1, accepting=True), State.UNKNOWN, "ReadTimeoutError", 1),
        (Fault(seconds=1, reset=True), State.UNKNOWN, "ReadTimeoutError", 0),
        (Fault(seconds=0.1, accepting=True), State.SENT, None, 1),
    ],
)
def test_each_fault(
    twilio: TwilioSms, fake_twilio: FakeTwilio, fault: Fault, state: State, reason: str | None, accepted: int
) -> None:
    fake_twilio.faults.append(fault)
    with clock.standing_at(at(7)):
        outcome = twilio.send(MESSAGE)
    assert (outcome.state, outcome.reason) == (state, reason)
    assert outcome.retry_at == (at(7) + timedelta(seconds=30) if state is State.QUEUED else None)
    assert len(fake_twilio.accepted) == accepted


@pytest.mark.loopback
def test_nobody_there_is_not_accepted(make_settings: Make, fake_twilio: FakeTwilio) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
        outcome = TwilioSms(make_settings(**{**fake_twilio.settings, "twilio_base_url": base}), Http(1)).send(MESSAGE)
    assert (outcome.state, outcome.reason) == (State.QUEUED, "no_connection")


def test_a_wrong_secret_fails_no_message(make_settings: Make, fake_twilio: FakeTwilio) -> None:
    told = replace(make_settings(**fake_twilio.settings), twilio_auth_token="wrong")
    outcome = TwilioSms(told, Http(1)).send(MESSAGE)
    assert (outcome.state, outcome.reason) == (State.QUEUED, "401")
    assert fake_twilio.accepted == []


def test_what_twilio_has_is_found_by_its_words_or_its_time(twilio: TwilioSms, fake_twilio: FakeTwilio) -> None:
    question = Question(number(5), MESSAGE.body, clock.now())
    assert twilio.find(question) is None
    sent = twilio.send(MESSAGE)
    twilio.send(replace(MESSAGE, number=number(6)))
    assert twilio.find(question) == sent.sid
    later = replace(question, asked_since=clock.now() + timedelta(hours=1))
    assert twilio.find(later) == sent.sid
    assert twilio.find(replace(later, body="another text")) is None
    assert twilio.find(replace(question, body="another text")) == sent.sid
    fake_twilio.accepted[0]["date_created"] = format_datetime(clock.now() - timedelta(days=1))
    assert twilio.find(replace(question, body="another text")) is None


def test_a_question_without_an_answer_says_so(twilio: TwilioSms, fake_twilio: FakeTwilio) -> None:
    for fault in (Fault(code=20500), Fault(reset=True), Fault(seconds=1, reset=True)):
        fake_twilio.faults.append(fault)
        with pytest.raises(CannotAsk):
            twilio.find(Question(number(5), "text", clock.now()))


def test_no_number_and_no_words_are_logged(
    twilio: TwilioSms, fake_twilio: FakeTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        twilio.send(MESSAGE)
        twilio.find(Question(number(5), "text", clock.now()))
        fake_twilio.faults.append(Fault(code=21610))
        twilio.send(MESSAGE)
    assert not [text for text in (number(5)[1:], "8-8.30", "a-secret-of-the-fake") if text in caplog.text]
