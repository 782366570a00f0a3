"""46elks: what it answers, or does not, and where that leads a message; how it takes over, and when it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from notifications import drafts, policy
from notifications.channels import CannotAsk, Question
from notifications.channels.elks_sms import ElksSms, receipt_key
from notifications.channels.http import Http
from notifications.drafts import Draft
from notifications.outbox import Claimed
from notifications.states import State
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Message, ProviderRest
from tests.fake_elks import FakeElks
from tests.fake_http import Fault
from tests.fake_twilio import FakeTwilio
from tests.notices.town import at, number

MESSAGE = Claimed(1, number(5), "Provkommun: kl 8-8.30", at(12), attempts=1)


@pytest.fixture
def fake_elks(fake_twilio: FakeTwilio) -> Iterator[FakeElks]:
    """A running 46elks, empty, beside the Twilio."""
    fake = FakeElks().start()
    yield fake
    fake.stop()


@pytest.fixture
def elks(fake_elks: FakeElks, app: Flask) -> ElksSms:
    return ElksSms(replace(app.extensions["settings"], **fake_elks.settings), Http(0.4))


@pytest.fixture
def both(live: Flask, fake_elks: FakeElks) -> Flask:
    """An app that has both providers, Twilio first."""
    live.extensions["settings"] = replace(live.extensions["settings"], **fake_elks.settings)
    return live


def test_an_accepted_message_is_sent_with_its_id(elks: ElksSms, fake_elks: FakeElks) -> None:
    outcome = elks.send(MESSAGE)
    (made,) = fake_elks.accepted
    assert (outcome.state, outcome.sid, outcome.channel) == (State.SENT, made["id"], "elks_sms")
    assert fake_elks.requests[0].form == {
        "from": "+46766861234", "to": number(5), "message": "Provkommun: kl 8-8.30",
        "whendelivered": f"http://127.0.0.1/hooks/elks/status/{receipt_key(1)}?message=1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "state", "reason", "accepted"),
    [
        (Fault(code=400), State.FAILED, "400", 0),
        (Fault(code=403), State.FAILED, "403", 0),
        (Fault(code=401), State.QUEUED, "401", 0),
        (Fault(code=402), State.QUEUED, "402", 0),
        (Fault(code=429), State.QUEUED, "429", 0),
        (Fault(code=500), State.UNKNOWN, "500", 0),
        (Fault(code=500, accepting=True), State.UNKNOWN, "500", 1),
        (Fault(reset=True), State.UNKNOWN, "ProtocolError", 0),
        (Fault(seconds=0.8, accepting=True), State.UNKNOWN, "ReadTimeoutError", 1),
        (Fault(accepting=True, garbled=True), State.UNKNOWN, "unreadable_answer", 1),
    ],
)
def test_each_fault(elks: ElksSms, fake_elks: FakeElks, fault: Fault, state: State, reason: str, accepted: int) -> None:
    fake_elks.faults.append(fault)
    outcome = elks.send(MESSAGE)
    assert (outcome.state, outcome.reason, len(fake_elks.accepted)) == (state, reason, accepted)


def test_what_it_has_is_found_by_its_words_and_is_nobody_elses(elks: ElksSms, fake_elks: FakeElks) -> None:
    question = Question(number(5), MESSAGE.body, clock.now())
    assert elks.find(question) is None
    first, second = elks.send(MESSAGE).sid or "", elks.send(MESSAGE).sid
    elks.send(replace(MESSAGE, number=number(6)))
    assert elks.find(question) == second, "the newest first"
    assert elks.find(replace(question, taken=frozenset({second or ""}))) == first
    assert elks.find(replace(question, body="other words")) is None
    for fault in (Fault(code=500), Fault(reset=True)):
        fake_elks.faults.append(fault)
        with pytest.raises(CannotAsk):
            elks.find(question)


def write(count: int, first: int = 0, hour: int = 7) -> None:
    with clock.standing_at(at(hour)):
        drafts.write(
            Draft(f"e{first + one}", "alert", None, number(20 + first + one), f"h{first + one}", "sv",
                  f"Nummer {first + one}", at(12))
            for one in range(count)
        )  # fmt: skip
        db.session.commit()


def states() -> list[tuple[str, str]]:
    db.session.expire_all()
    rows = db.session.execute(select(Message.state, Message.channel).order_by(Message.id)).all()
    return [(row.state, row.channel) for row in rows]


def test_the_second_takes_over_what_the_first_did_not_accept_and_never_a_doubt(
    both: Flask, fake_twilio: FakeTwilio, fake_elks: FakeElks
) -> None:
    write(3)
    fake_twilio.faults.extend([Fault(code=20429, to=number(20)), Fault(code=20500, accepting=True, to=number(21))])
    assert jobs.once("deliver", at(7)) == {"sent": 2, "unknown": 1}
    assert states() == [("sent", "elks_sms"), ("unknown", "sms"), ("sent", "twilio_sms")]
    assert [one["to"] for one in fake_elks.accepted] == [number(20)]
    assert jobs.once("sweep", at(7, 2)) == {"sent": 1}
    assert states()[1] == ("sent", "twilio_sms")
    assert len(fake_elks.accepted) + len(fake_twilio.accepted) == 3


def test_a_provider_that_fails_rests_and_is_tried_again(
    both: Flask, fake_twilio: FakeTwilio, fake_elks: FakeElks
) -> None:
    write(policy.FAILURES_BEFORE_REST)
    fake_twilio.faults.extend([Fault(code=20429)] * policy.FAILURES_BEFORE_REST)
    jobs.once("deliver", at(7))
    asked = len(fake_twilio.requests)
    assert asked == policy.FAILURES_BEFORE_REST
    write(2, first=10)
    assert jobs.once("deliver", at(7)) == {"sent": 2}
    assert len(fake_twilio.requests) == asked, "it is left in peace"
    fake_twilio.faults.append(Fault(code=20429))
    write(1, first=20, hour=8)
    jobs.once("deliver", at(8))
    assert len(fake_twilio.requests) == asked + 1, "one call more is made, and decides"
    rest = db.session.scalars(select(ProviderRest)).one()
    assert (rest.failures, rest.rests_until_at) == (policy.FAILURES_BEFORE_REST + 1, at(8) + timedelta(minutes=2))
    write(1, first=30, hour=9)
    jobs.once("deliver", at(9))
    db.session.expire_all()
    assert (rest.failures, rest.rests_until_at) == (0, None)
    assert [to for one in fake_twilio.accepted if (to := one["to"])] == [number(50)]


def test_alone_it_rests_and_nothing_is_lost(live: Flask, fake_twilio: FakeTwilio) -> None:
    write(policy.FAILURES_BEFORE_REST + 3)
    fake_twilio.faults.extend([Fault(code=20429)] * (policy.FAILURES_BEFORE_REST + 3))
    jobs.once("deliver", at(7))
    fake_twilio.faults.clear()
    asked = len(fake_twilio.requests)
    assert jobs.once("deliver", at(7)) == {}
    assert len(fake_twilio.requests) == asked
    jobs.once("deliver", at(7, 31))
    jobs.once("deliver", at(8, 31))
    assert {state for state, _ in states()} == {"sent"}
    assert len(fake_twilio.accepted) == policy.FAILURES_BEFORE_REST + 3


def test_the_first_by_setting(both: Flask, fake_twilio: FakeTwilio, fake_elks: FakeElks) -> None:
    told: Settings = both.extensions["settings"]
    both.extensions["settings"] = replace(told, sms_first="elks")
    write(2)
    jobs.once("deliver", at(7))
    assert (len(fake_twilio.accepted), len(fake_elks.accepted)) == (0, 2)
