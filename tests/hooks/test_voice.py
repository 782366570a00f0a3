"""A call speaks only after a key, says its code twice and slowly, and names nobody but the municipality."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine

from backend import jobs
from notifications.channels import carriers
from schema import clock
from schema.db import db
from tests.fake_twilio import FakeTwilio, Fault
from tests.fake_twilio.callbacks import Handset, tell
from tests.hooks.conftest import newest
from tests.notices.town import number
from tests.people import Client

Ring = Callable[..., Handset]


def test_nothing_but_the_municipality_is_said_before_a_key(ring: Ring) -> None:
    said = ring(code="407215").lift()
    assert said == ["Hej. Det här är Provkommun. Tryck på en valfri knapp på telefonen."] * 2


@pytest.mark.parametrize(
    ("language", "intro", "again"),
    [("sv", "Din kod är:", "En gång till:"), ("fi", "Koodisi on:", "Vielä kerran:"),
     ("en", "Your code is:", "Once more:"), ("ar", "Din kod är:", "En gång till:")],
)  # fmt: skip
def test_after_a_key_the_code_comes_twice_in_her_language(ring: Ring, language: str, intro: str, again: str) -> None:
    call = ring(code="407215", language=language)
    call.lift()
    said = call.press("#")
    assert said[:-1] == [intro, *"407215", again, *"407215"]
    message = newest()
    assert (message.state, message.body) == ("delivered", None)


def test_it_is_slow_and_every_word_of_it_is_twiml(ring: Ring, twilio: Client, fake_twilio: FakeTwilio) -> None:
    ring(code="407215", language="fi")
    call, told = fake_twilio.calls.all()[0], fake_twilio.requests[-1].form["Url"]
    form = {"CallSid": call["sid"], "CallStatus": "in-progress"}
    first = ElementTree.fromstring(tell(twilio, told, form).text)
    assert [child.tag for child in first] == ["Gather", "Gather", "Hangup"]
    assert first[0].attrib == {
        "action": told, "method": "POST", "numDigits": "1", "timeout": "15", "finishOnKey": "",
    }  # fmt: skip
    second = ElementTree.fromstring(tell(twilio, told, {**form, "Digits": "5"}).text)
    assert {child.tag for child in second} == {"Say", "Pause", "Hangup"}
    assert {say.attrib["language"] for say in second.iter("Say")} == {"fi-FI"}
    seconds = sum(int(pause.attrib["length"]) for pause in second.iter("Pause"))
    assert seconds >= 2 * 6, "a second before each digit"


def test_a_code_is_said_in_one_call_only(ring: Ring, twilio: Client) -> None:
    call = ring(code="407215")
    call.lift()
    assert "7" in call.press()
    for sid in (call.call["sid"], "CA" + "f" * 32):
        replayed = tell(twilio, call.asked["Url"], {"CallSid": sid, "Digits": "1"}).text
        assert "Koden gäller inte längre" in replayed
        assert not set("0123456789") & {said.text for said in ElementTree.fromstring(replayed).iter("Say")}


@pytest.mark.parametrize("sid", ["", "CA1", "SM" + "0" * 32, "CA" + "0" * 32])
def test_another_call_hears_no_code(ring: Ring, twilio: Client, sid: str) -> None:
    call = ring(code="407215")
    answer = tell(twilio, call.asked["Url"], {"CallSid": sid, "Digits": "1"})
    assert "Koden gäller inte längre" in answer.text
    assert newest().body == "407215"


def test_a_code_that_has_expired_is_not_said_and_not_kept(ring: Ring) -> None:
    call = ring(code="407215")
    with time_machine.travel(clock.now() + timedelta(minutes=9, seconds=59), tick=False):
        call.lift()
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        assert call.press() == ["Koden gäller inte längre. Hej då."]
        jobs.once("deliver", None)
        assert newest().body is None


@pytest.mark.parametrize(
    ("how", "reason"), [("completed", "not_heard"), ("busy", "busy"), ("no-answer", "no-answer"), ("failed", "failed")]
)
def test_a_call_that_said_nothing_reached_nobody(ring: Ring, how: str, reason: str) -> None:
    call = ring(code="407215")
    if how == "completed":
        call.lift()  # an answering machine presses no key
    call.end(how)
    message = newest()
    assert (message.state, message.reason, message.body) == ("undelivered", reason, None)


def test_a_call_that_said_its_code_stays_delivered(ring: Ring) -> None:
    call = ring()
    call.lift()
    call.press()
    call.end()
    assert newest().state == "delivered"


def test_a_call_in_doubt_says_its_code_all_the_same(
    ring: Ring, fake_twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriers, "TIMEOUT_SECONDS", 0.4)
    fake_twilio.faults.append(Fault(reset=True, accepting=True))
    call = ring(code="407215")
    assert (newest().state, newest().sid) == ("unknown", None)
    call.lift()
    assert "7" in call.press()
    assert (newest().state, newest().sid) == ("delivered", call.call["sid"])
    assert len(fake_twilio.calls.all()) == 1


def test_who_calls_the_number_hears_whose_it_is(twilio: Client, live: object) -> None:
    answer = tell(twilio, "/hooks/twilio/voice", {"CallSid": "CA" + "1" * 32, "Direction": "inbound"})
    assert "Det här är Provkommun." in answer.text
    for wrong in ("x", "-1", "9" * 30, "0"):
        answer = tell(twilio, f"/hooks/twilio/voice?message={wrong}", {"Digits": "1", "CallSid": "CA" + "1" * 32})
        assert answer.status_code == 200


def test_neither_code_nor_number_is_logged(
    ring: Ring, caplog: pytest.LogCaptureFixture, fake_twilio: FakeTwilio
) -> None:
    with caplog.at_level(logging.DEBUG):
        call = ring(code="407215")
        call.lift()
        call.press()
        call.end()
    assert not [text for text in ("407215", number(5)[1:]) if text in caplog.text]
    assert not [asked for asked in fake_twilio.requests if "407215" in repr(asked)], "it leaves in no request of ours"
    db.session.rollback()
