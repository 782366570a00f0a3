"""The outbox on both databases: claimed once, settled once, in doubt never sent again unasked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from notifications import drafts, outbox
from notifications.channels import carriers
from notifications.drafts import Draft, Told
from notifications.outbox import Settlement
from notifications.states import State
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Message, MessageLedger
from tests import warm
from tests.conftest import ENVIRONMENT
from tests.fake_twilio import ACCOUNT, TOKEN, FakeTwilio, Fault
from tests.notices.town import Town, at, number


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "TIMEOUT_SECONDS", 0.4)


def told(app: Flask) -> Settings:
    settings: Settings = app.extensions["settings"]
    return settings


def state(place: int) -> tuple[str, str | None]:
    """State and reason of the message to a number."""
    db.session.expire_all()
    message = next(message for message in db.session.scalars(select(Message)) if message.number == number(place))
    return message.state, message.reason


def tick(app: Flask, name: str, hour: int, minute: int = 0, seconds: int = 0) -> dict[str, object]:
    db.session.commit()
    return jobs.once(name, at(hour, minute) + timedelta(seconds=seconds))


def draft(town: Town, key: str, place: int = 5) -> Draft:
    return Draft(key, "morning", town.north.id, number(place), f"h{place}", "sv", "Hej", at(12))


def test_a_key_is_used_once(any_app: Flask) -> None:
    town = Town()
    visit = town.willing("Elsa", number(5))
    with clock.standing_at(at(7)):
        assert drafts.write([draft(town, "a"), draft(town, "b"), draft(town, "a")]) == 2
        assert drafts.write([draft(town, "b"), replace(draft(town, "c"), told=(Told(visit.id, 1),))]) == 1
        assert drafts.write([]) == 0
    db.session.commit()
    ledger = dict(db.session.execute(select(MessageLedger.dedupe_key, MessageLedger.message_id)).all())
    assert sorted(ledger) == ["a", "b", "c"]
    assert sorted(ledger.values()) == sorted(db.session.scalars(select(Message.id)))


def test_a_message_is_claimed_by_one(any_app: Flask) -> None:
    town = Town()
    with clock.standing_at(at(7)):
        drafts.write(draft(town, f"k{place}", place) for place in range(5, 65))
        db.session.commit()
        claimed: list[int] = []

        def take() -> None:
            with any_app.app_context(), clock.standing_at(at(7)):
                while taken := outbox.claim(4):
                    db.session.commit()
                    claimed.extend(message.id for message in taken)

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(claimed) == 60
    assert len(set(claimed)) == 60


def test_a_settlement_out_of_turn_moves_nothing(any_app: Flask) -> None:
    town = Town()
    with clock.standing_at(at(7)):
        drafts.write([draft(town, "a")])
        (first,) = outbox.claim(1)
        assert outbox.claim(1) == []
        assert outbox.settle(first.id, first.attempts, Settlement(State.QUEUED, retry_at=at(7)))
        (second,) = outbox.claim(1)
        assert second.attempts == 2
        assert not outbox.settle(first.id, first.attempts, Settlement(State.FAILED, reason="late"))
        assert outbox.settle(second.id, second.attempts, Settlement(State.SENT, sid="SM1"))
        assert not outbox.settle(second.id, second.attempts, Settlement(State.UNKNOWN))
    assert state(5) == ("sent", None)


def test_faults_one_by_one(live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    for place in range(5, 10):
        town.willing(f"R{place}", number(place))
    fake_twilio.faults.extend([
        Fault(code=21610, to=number(5)), Fault(code=20429, to=number(6)), Fault(code=20500, to=number(7)),
        Fault(seconds=1, accepting=True, to=number(8)),
    ])  # fmt: skip
    counts = tick(live, "morning_list", 6, 30)
    assert counts == {
        "written": 5, "waiting": 0, "withheld": 0, "asked": 0, "failed": 1, "queued": 1, "unknown": 2, "sent": 1,
        "opted_out": 1,
    }  # fmt: skip
    assert [state(place) for place in range(5, 10)] == [
        ("failed", "opted_out_21610"), ("queued", "429"), ("unknown", "500"), ("unknown", "ReadTimeoutError"),
        ("sent", None),
    ]  # fmt: skip
    assert tick(live, "deliver", 6, 30, 29) == {}
    assert tick(live, "deliver", 6, 30, 30) == {"sent": 1}
    assert len(fake_twilio.to(number(6))) == 1
    assert len(fake_twilio.to(number(8))) == 1


def test_in_doubt_is_asked_before_anything_is_sent_again(live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    town.willing("Elsa", number(5))
    town.willing("Signe", number(6))
    fake_twilio.faults.extend([Fault(code=20500, to=number(5)), Fault(code=20500, to=number(6), accepting=True)])
    assert tick(live, "morning_list", 6, 30)["unknown"] == 2
    assert tick(live, "sweep", 6, 30, 60) == {}  # too soon to ask
    fake_twilio.faults.extend([Fault(code=20500), Fault(reset=True)])
    assert tick(live, "sweep", 6, 32) == {"not_asked": 2}
    assert tick(live, "sweep", 6, 33) == {"sent": 1}
    assert (state(5)[0], state(6)[0]) == ("unknown", "sent")
    assert tick(live, "sweep", 6, 36) == {"queued": 1}
    assert tick(live, "deliver", 6, 36) == {"sent": 1}
    assert (len(fake_twilio.to(number(5))), len(fake_twilio.to(number(6)))) == (1, 1)


def test_a_call_that_never_came_back_is_in_doubt(live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    town.willing("Elsa", number(5))
    with clock.standing_at(at(6, 30)):
        drafts.write([draft(town, "a")])
        outbox.claim(1)  # and then the process dies
    assert tick(live, "deliver", 6, 35) == {}
    tick(live, "sweep", 6, 40)
    assert state(5) == ("sending", None)
    assert tick(live, "sweep", 6, 41) == {"swept": 1}
    assert tick(live, "sweep", 6, 46) == {}, "it is asked for from the doubt on, for five minutes"
    assert tick(live, "sweep", 6, 47) == {"queued": 1}
    assert fake_twilio.accepted == []


def test_console_sends_nothing_out(any_app: Flask, fake_twilio: FakeTwilio) -> None:
    any_app.extensions["settings"] = replace(told(any_app), **fake_twilio.settings)
    assert told(any_app).sms_mode == "console"
    Town().willing("Elsa", number(5))
    assert tick(any_app, "morning_list", 6, 30)["sent"] == 1
    message = db.session.scalars(select(Message)).one()
    assert (message.state, message.channel, message.sid, message.settled_at) == ("sent", "console", None, at(6, 30))
    assert tick(any_app, "sweep", 7) == {}
    assert fake_twilio.requests == []


def test_only_the_numbers_of_the_allowlist(live: Flask, fake_twilio: FakeTwilio) -> None:
    live.extensions["settings"] = replace(
        told(live), sms_mode="allowlist", sms_allowlist=frozenset({"+46 70 174 06 05", "+46000"})
    )
    town = Town()
    town.willing("Elsa", number(5))
    town.willing("Signe", number(6))
    assert tick(live, "morning_list", 6, 30)["suppressed"] == 1
    assert [asked.form["To"] for asked in fake_twilio.requests] == [number(5)]
    assert state(6) == ("suppressed", "not_on_allowlist")


def test_two_mornings_at_once_in_threads(live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    for place in range(5, 35):
        town.willing(f"R{place}", number(place))
    db.session.commit()
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with live.app_context():
                jobs.once("morning_list", at(6, 30))
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(message["to"] for message in fake_twilio.accepted) == [number(place) for place in range(5, 35)]


def test_two_mornings_at_once_in_processes(
    any_app: Flask, fake_twilio: FakeTwilio, shell_environment: Callable[[Flask], dict[str, str]]
) -> None:
    town = Town()
    for place in range(5, 15):
        town.willing(f"R{place}", number(place))
    db.session.commit()
    command = ("jobs", "once", "morning_list", "--at", "2026-11-24T06:30")
    environment = shell_environment(any_app) | {
        "SMS_MODE": "live", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+46766860000", "TWILIO_BASE_URL": fake_twilio.url,
    }  # fmt: skip
    running = [warm.Command(environment, *command) for _ in range(2)]
    for process in running:
        ended = process.done()
        assert ended.returncode == 0, ended.stderr
    assert sorted(message["to"] for message in fake_twilio.accepted) == [number(place) for place in range(5, 15)]


@pytest.fixture
def shell_environment() -> Callable[[Flask], dict[str, str]]:
    """The environment of a process on an app's database."""
    import os

    def environment(app: Flask) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, **ENVIRONMENT, "DATABASE_URL": told(app).database_url}

    return environment
