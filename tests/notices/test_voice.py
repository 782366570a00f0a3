"""Calls: how they are asked for, and where Twilio's answers lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from notifications.channels import CannotAsk, Question
from notifications.channels.http import Http
from notifications.channels.twilio_voice import TwilioVoice
from notifications.outbox import Claimed
from notifications.states import State
from schema import clock
from schema.settings import Settings
from tests.fake_twilio import FakeTwilio, Fault
from tests.fake_twilio.description import PATH, Description
from tests.notices.town import at, number

CALL = Claimed(9, number(5), "123456", at(12), 1, "call", "fi")
Make = Callable[..., Settings]


@pytest.fixture
def voice(fake_twilio: FakeTwilio, make_settings: Make) -> TwilioVoice:
    return TwilioVoice(make_settings(sms_mode="live", **fake_twilio.settings), Http(0.4))


def test_a_call_is_asked_for_without_its_code(voice: TwilioVoice, fake_twilio: FakeTwilio) -> None:
    outcome = voice.send(CALL)
    (made,), (asked,) = fake_twilio.calls.all(), fake_twilio.requests
    assert (outcome.state, outcome.sid, outcome.channel) == (State.SENT, made["sid"], "twilio_voice")
    assert outcome.keeps_words
    assert asked.form == {
        "To": number(5), "From": "+46766860000", "Timeout": "40",
        "Url": "http://127.0.0.1/hooks/twilio/voice?message=9",
        "StatusCallback": "http://127.0.0.1/hooks/twilio/status?message=9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "state", "reason", "called"),
    [
        (Fault(code=21211), State.FAILED, "21211", 0),
        (Fault(code=20003), State.QUEUED, "401", 0),
        (Fault(code=20429), State.QUEUED, "429", 0),
        (Fault(code=20500), State.UNKNOWN, "500", 0),
        (Fault(reset=True, accepting=True), State.UNKNOWN, "ProtocolError", 1),
        (Fault(seconds=1, accepting=True), State.UNKNOWN, "ReadTimeoutError", 1),
    ],
)
def test_each_fault(
    voice: TwilioVoice, fake_twilio: FakeTwilio, fault: Fault, state: State, reason: str, called: int
) -> None:
    fake_twilio.faults.append(fault)
    outcome = voice.send(CALL)
    assert (outcome.state, outcome.reason, outcome.keeps_words) == (state, reason, False)
    assert len(fake_twilio.calls.all()) == called


@pytest.mark.parametrize(
    "other",
    [{"twilio_from": "VemKommer"}, {"twilio_from": None, "twilio_messaging_service_sid": "MG" + "ab" * 16},
     {"twilio_base_url": None}],
)  # fmt: skip
def test_nobody_is_called_from_a_name_or_where_twilio_cannot_ask_what_to_say(
    fake_twilio: FakeTwilio, make_settings: Make, other: dict[str, str | None]
) -> None:
    outcome = TwilioVoice(make_settings(**{**fake_twilio.settings, **other}), Http(1)).send(CALL)
    assert (outcome.state, outcome.reason) == (State.FAILED, "cannot_call")
    assert fake_twilio.requests == []


def test_a_call_in_doubt_is_found_by_its_time_unless_it_is_another_of_ours(
    voice: TwilioVoice, fake_twilio: FakeTwilio
) -> None:
    question = Question(number(5), "123456", clock.now())
    assert voice.find(question) is None
    sid = voice.send(CALL).sid
    assert voice.find(question) == sid
    assert voice.find(Question(number(6), "123456", clock.now())) is None
    assert voice.find(Question(number(5), "123456", clock.now(), frozenset({str(sid)}))) is None
    fake_twilio.faults.append(Fault(code=20500))
    with pytest.raises(CannotAsk):
        voice.find(question)


@pytest.mark.shared
@pytest.mark.skipif(not PATH.exists(), reason="Twilio's published description lies beside the project")
def test_all_that_we_ask_and_all_that_the_fake_answers_is_as_twilio_describes(
    voice: TwilioVoice, fake_twilio: FakeTwilio
) -> None:
    from twilio.rest import Client

    from notifications.channels.twilio_account import OverHttp
    from tests.fake_twilio import ACCOUNT, TOKEN

    described = Description()
    sid = voice.send(CALL).sid
    voice.find(Question(number(5), "", clock.now()))
    client = Client(ACCOUNT, TOKEN, http_client=OverHttp(Http(5), fake_twilio.url))
    assert client.calls(str(sid)).fetch().to == number(5)
    client.calls(str(sid)).update(status="completed")
    assert [fault for asked in fake_twilio.requests for fault in described.faults(asked)] == []
    assert [asked.status for asked in fake_twilio.requests] == [201, 200, 200, 200]
