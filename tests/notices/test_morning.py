"""The morning list: who gets one, who does not, and that nobody gets two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from schema.db import db
from schema.tables import Message, MessageLedger, Promise
from tests.fake_twilio import FakeTwilio, Fault
from tests.notices.conftest import Run
from tests.notices.town import DAY, Town, at, number


def test_one_message_per_willing_recipient_and_none_after(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    town.willing("Elsa", number(5), "services")
    town.willing("Signe", number(6), "names")
    town.willing("Karin", number(7), "times")
    town.willing("Ovillig", number(8), "none")
    town.willing("Skyddad", number(9), "services", protected=True)
    town.willing("Avslutad", number(10), "services", ended_on=DAY - timedelta(1))
    town.willing("Indragen", number(11), "services", revision=0)
    town.willing("Sista dagen", number(12), "times", ended_on=DAY)
    town.recipient("Utan besök", number(13), "services")
    town.visit(town.recipient("Utan nummer", None, "services"), at(8), at(9))
    assert run() == {"written": 4, "waiting": 0, "withheld": 0, "asked": 0, "sent": 4}
    head = "Provkommun: Vi kommer i dag tisdag 24 november:\nkl 8-8.30"
    tail = "\nFrågor? Ring 018-123 45 67"
    assert {message["to"]: message["body"] for message in fake_twilio.accepted} == {
        number(5): f"{head} Leila, Hjälp hemma{tail}",
        number(6): f"{head} Leila{tail}",
        number(7): f"{head}{tail}",
        number(12): f"{head}{tail}",
    }
    assert run() == {"written": 0, "waiting": 0, "withheld": 0, "asked": 0}
    assert run(7, 15)["written"] == 0
    assert len(fake_twilio.accepted) == 4
    sent = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert {message.state for message in sent} == {"sent"}
    assert {message.sid for message in sent} == {message["sid"] for message in fake_twilio.accepted}


def test_what_was_told_stands_as_promised(run: Run) -> None:
    town = Town()
    elsa = town.recipient("Elsa", number(5))
    visits = {town.visit(elsa, at(8), at(9), revision=3).id: 3, town.visit(elsa, at(18), at(19)).id: 1}
    town.visit(elsa, at(12), at(13), cancelled=True)
    run()
    message = db.session.scalars(select(Message)).one()
    told = db.session.scalars(select(Promise)).all()
    assert {promise.visit_id: promise.revision for promise in told} == visits
    assert {(promise.message_id, promise.told_at) for promise in told} == {(message.id, at(6, 30))}
    assert db.session.scalars(select(MessageLedger.message_id)).one() == message.id


def test_only_the_rest_of_the_day(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    elsa = town.recipient("Elsa", number(5), "names")
    town.visit(elsa, at(6), at(6, 30))
    town.visit(elsa, at(6), at(6, 45), workers=())
    town.visit(elsa, at(7), at(8), started_at=at(6, 20), status="in_progress")
    town.visit(elsa, at(9), at(9), started_at=at(9, 5), ended_at=at(9, 30), status="done")  # known to us, not yet true
    town.visit(elsa, at(10), at(11), status="declined")
    town.visit(elsa, at(12), at(13), revision=0)
    town.visit(elsa, at(14), at(15), cancelled=True)
    town.visit(elsa, at(23, 30), at(23, 30) + timedelta(hours=1), workers=(town.leila, town.jonas))
    town.visit(elsa, at(8, day=DAY + timedelta(1)), at(9, day=DAY + timedelta(1)))
    run()
    assert [body.splitlines()[1:-1] for body in fake_twilio.to(number(5))] == [
        ["kl 6-6.45", "kl 9 Leila", "kl 23.30-0.30 Leila och Jonas"]
    ]


def test_nobody_is_told_of_visits_while_she_is_away(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    town.absence(town.willing("Elsa", number(5)), DAY, DAY)
    town.absence(town.willing("Signe", number(6)), DAY - timedelta(3), DAY - timedelta(1))
    run()
    assert [message["to"] for message in fake_twilio.accepted] == [number(6)]


def test_a_unit_without_its_plan_waits(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    south = town.unit("söder")
    elsa = town.recipient("Elsa", number(5), unit_id=south.id)
    town.usual(elsa, DAY - timedelta(1))
    town.visit(elsa, at(22), at(23), unit_id=town.north.id)  # the night patrol's plan came; her own unit's did not
    town.willing("Signe", number(6))
    assert run() == {"written": 1, "waiting": 1, "withheld": 0, "asked": 0, "sent": 1}
    town.usual(elsa)
    assert run(7, 40)["written"] == 1
    assert len(fake_twilio.to(number(5))) == 1
    assert fake_twilio.to(number(5))[0].splitlines()[1:] == ["kl 8-8.30", "kl 22-23"]


def test_after_noon_nothing_is_written(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    town.visit(town.recipient("Elsa", number(5)), at(18), at(19))
    assert run(12, 0)["written"] == 0
    assert run(23, 59)["written"] == 0
    assert fake_twilio.requests == []
    assert run(11, 59)["sent"] == 1


def test_what_waits_at_noon_expires(run: Run, live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    town.visit(town.recipient("Elsa", number(5)), at(18), at(19))
    town.visit(town.recipient("Signe", number(6)), at(8), at(9))
    fake_twilio.faults.extend([Fault(code=20429)] * 2)
    assert run()["queued"] == 2
    assert {message.expires_at for message in db.session.scalars(select(Message))} == {at(12), at(9)}
    assert jobs.once("deliver", at(9)) == {"expired": 1, "sent": 1}
    assert [message["to"] for message in fake_twilio.accepted] == [number(5)]


def test_a_wish_withdrawn_while_the_message_waits_drops_it(run: Run, live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    elsa, signe = town.willing("Elsa", number(5)), town.willing("Signe", number(6))
    karin = town.willing("Karin", number(7))
    fake_twilio.faults.extend([Fault(code=20429)] * 3)
    run()
    elsa.sms_detail, signe.protected = "none", True
    db.session.commit()
    assert jobs.once("deliver", at(7)) == {"sent": 1, "suppressed": 2}
    assert [message["to"] for message in fake_twilio.accepted] == [karin.phone]


def test_on_the_day_when_the_clocks_go_back(run: Run, fake_twilio: FakeTwilio) -> None:
    town, day = Town(), date(2026, 10, 25)
    elsa = town.recipient("Elsa", number(5))
    town.visit(elsa, at(8, day=day), at(9, day=day))
    town.visit(elsa, at(23, 30, day), at(23, 59, day))
    run(day=day)
    body = fake_twilio.to(number(5))[0]
    assert body.splitlines()[:3] == [
        "Provkommun: Vi kommer i dag söndag 25 oktober:", "kl 8-9", "kl 23.30-23.59"
    ]  # fmt: skip


def test_more_numbers_than_one_page(run: Run, fake_twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.telling.numbers.PAGE", 7)
    town = Town()
    for place in range(5, 45):
        town.willing(f"R{place}", number(place))
    for place in range(45, 60):
        town.willing(f"S{place}", number(place), "names")
        town.willing(f"T{place}", number(place), "none")
    counts = run()
    assert counts == {"written": 40, "waiting": 0, "withheld": 15, "asked": 15, "sent": 40}, db.session.scalars(
        select(Message.reason).where(Message.reason.is_not(None))
    ).all()
    assert sorted(message["to"] for message in fake_twilio.accepted) == [number(place) for place in range(5, 45)]
