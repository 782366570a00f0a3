"""STOPP and FEL are done at once; whoever has the number gets the same answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.devices import numbers
from backend.telling.replies import Answer, meaning
from schema import clock
from schema.db import db
from schema.tables import Message, Task, Trail, Withdrawal
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import text
from tests.notices.town import CONSENTS, Town, at, number
from tests.people import Client, Staff

STOPPED = "Provkommun: Du får inga fler sms med besök härifrån."


@pytest.mark.parametrize(
    ("body", "answer"),
    [("STOPP", Answer.STOP), (" stopp! ", Answer.STOP), ("Stop", Answer.STOP), ("Fel nummer.", Answer.WRONG),
     ("FEL", Answer.WRONG), ("Hej", Answer.OTHER), ("", Answer.OTHER), ("stoppa inte", Answer.OTHER),
     ("\x00" * 9999, Answer.OTHER), ("Väärä numero", Answer.WRONG)],
)  # fmt: skip
def test_meanings(body: str, answer: Answer) -> None:
    assert meaning(body) is answer


def test_stop_withdraws_the_wish_at_once_and_asks_the_unit(town: Town, twilio: Client, staff: Staff) -> None:
    elsa = town.willing("Elsa", number(5), "services")
    assert text(twilio, number(5), "STOPP") == STOPPED
    assert elsa.sms_detail == "none"
    withdrawal = db.session.scalars(select(Withdrawal)).one()
    assert (withdrawal.what, withdrawal.recipient_id, withdrawal.user_id) == ("sms_detail", elsa.id, None)
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.unit_id, task.recipient_id) == ("number_stopped", town.north.id, elsa.id)
    assert number(5) not in task.key
    row = db.session.scalars(select(Trail)).one()
    assert (row.action, row.role, row.recipient_id, row.what) == ("change", "number", elsa.id, "hooks.sms")
    assert "Ett nummer vill inte ha sms längre" in staff("manager", ["norr"]).get("/chef").text


def test_what_waits_for_the_number_is_not_sent_but_for_a_code(
    town: Town, twilio: Client, fake_twilio: FakeTwilio, live: Flask
) -> None:
    from backend.telling import lists
    from notifications import letters

    with clock.standing_at(at(6, 30)):
        elsa = town.willing("Elsa", number(5))
        lists.morning_list("Provkommun", set())
        letters.send_code(
            live.extensions["settings"], way="sms", to=number(5), code="123456", language="sv", recipient_id=elsa.id
        )
        db.session.commit()
        text(twilio, number(5), "STOPP")
        jobs.once("deliver", at(6, 30))
    states = {message.kind: message.state for message in db.session.scalars(select(Message))}
    assert states == {"morning": "suppressed", "code": "sent"}
    assert len(fake_twilio.accepted) == 1


def test_wrong_number_is_closed_and_may_not_pair(town: Town, twilio: Client) -> None:
    elsa = town.recipient("Elsa", number(5), phone_verified_at=clock.now() - timedelta(days=9))
    assert numbers.ready(elsa, "sms") == numbers.Ready()
    assert text(twilio, number(5), "FEL") == "Provkommun: Tack. Numret används inte mer."
    assert elsa.phone_closed_at is not None
    assert numbers.ready(elsa, "sms") == numbers.Closed()
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.recipient_id) == ("wrong_number", elsa.id)
    task.settled_at = clock.now()
    text(twilio, number(5), "FEL")
    assert task.settled_at is None, "asked again, it is a question again"


def test_a_relative_says_no_for_herself_and_her_consents_stand(town: Town, twilio: Client) -> None:
    elsa = town.recipient("Elsa", number(5))
    anna = town.relative(elsa, number(6), **CONSENTS)
    text(twilio, number(6), "STOPP")
    assert (anna.notices, anna.data_consent_on, elsa.sms_detail) == ("none", CONSENTS["data_consent_on"], "times")
    withdrawal = db.session.scalars(select(Withdrawal)).one()
    assert (withdrawal.what, withdrawal.relative_id) == ("notices", anna.id)


@pytest.mark.parametrize("body", ["STOPP", "FEL", "Hej"])
def test_a_number_that_nobody_has_gets_the_same_answer(town: Town, twilio: Client, body: str) -> None:
    town.recipient("Elsa", number(5), unit_id=town.unit("utan telefon").id)
    assert text(twilio, number(9), body) == text(twilio, number(5), body)
    assert "Elsa" not in text(twilio, number(5), body)


def test_anything_else_is_told_where_to_call(town: Town, twilio: Client) -> None:
    town.recipient("Elsa", number(5))
    town.recipient("Hemlig", number(6), protected=True)
    town.recipient("Borta", number(7), ended_on=clock.today() - timedelta(days=1))
    assert text(twilio, number(5), "När kommer ni?").endswith("Ring 018-123 45 67.")
    for place in (6, 7, 8):
        assert "Ring" not in text(twilio, number(place), "När kommer ni?")


def test_two_machines_do_not_talk_for_ever(town: Town, twilio: Client) -> None:
    answers = [text(twilio, number(5), "Jag är inte på kontoret") for _ in range(8)]
    assert [bool(answer) for answer in answers] == [True] * 5 + [False] * 3
    elsa = town.recipient("Elsa", number(5))
    assert text(twilio, number(5), "STOPP") == ""
    assert elsa.sms_detail == "none", "a stop is done, also when it is not answered any more"


def test_where_twilio_has_answered_a_stop_we_do_not(town: Town, twilio: Client) -> None:
    elsa = town.recipient("Elsa", number(5))
    assert text(twilio, number(5), "STOP", OptOutType="STOP") == ""
    assert elsa.sms_detail == "none"


@pytest.mark.parametrize("sender", ["", "VemKommer", "+46", "\x00", "+46' OR 1=1", "+" + "9" * 400])
def test_senders_that_are_no_numbers(town: Town, twilio: Client, sender: str) -> None:
    assert text(twilio, sender, "STOPP")
    assert db.session.scalars(select(Task)).all() == []


def test_told_twice_it_is_one_withdrawal_and_one_question(town: Town, twilio: Client, send: Callable[..., Any]) -> None:
    town.recipient("Elsa", number(5))
    for _ in range(3):
        text(twilio, number(5), "STOPP")
    assert len(db.session.scalars(select(Withdrawal)).all()) == 1
    assert len(db.session.scalars(select(Task)).all()) == 1


def test_a_stop_stands_against_the_next_import(town: Town, twilio: Client) -> None:
    from backend.planning.withdrawn import Withdrawals

    elsa = town.recipient("Elsa", number(5))
    anna = town.relative(elsa, number(6), **CONSENTS)
    for place in (5, 6):
        text(twilio, number(place), "STOPP")
    kin = {"notices": "all", **CONSENTS}
    hers = {"sms_detail": "names", "card_detail": None, "card_consent_on": None}
    decided = Withdrawals.load()
    assert decided.apply("recipients", elsa.id, hers) == ["sms_detail"]
    assert decided.apply("relatives", anna.id, kin) == ["notices"]
    assert (hers["sms_detail"], kin["notices"], kin["data_consent_on"]) == (
        "none", "none", CONSENTS["data_consent_on"],
    )  # fmt: skip
    later = clock.today() + timedelta(days=1)
    anew = {"notices": "all", **CONSENTS, "secrecy_consent_on": later, "data_consent_on": later}
    assert decided.apply("relatives", anna.id, anew) == []
    assert anew["notices"] == "all"
