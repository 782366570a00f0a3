"""A morning list is written, and before it leaves somebody takes back what it rests on: it does not leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.access import wishes
from backend.access.scope import Scope
from backend.devices import revoke, withdraw
from backend.privacy import consents
from backend.telling import lists
from schema import clock
from schema.db import db
from schema.tables import Message, Recipient, Relative
from tests.fake_twilio import FakeTwilio
from tests.notices.conftest import fake_twilio, live  # noqa: F401 - fixtures
from tests.notices.town import CONSENTS, DAY, Town, at, number

HEAD = Scope("head", None, user_id=1)
Change = Callable[[Recipient, Relative], Any]


def given(what: str, level: str, relative_id: int | None = None) -> consents.Given:
    return consents.Given(what, level, "self", "spoken", DAY, relative_id=relative_id)


def set_to(**values: Any) -> Change:
    """As a plan would lay it."""
    return lambda _elsa, anna: [setattr(anna, name, value) for name, value in values.items()]


TAKEN_BACK: dict[str, Change] = {
    "the relative's consents, here": lambda _elsa, anna: withdraw.withdraw_relative(HEAD, anna.id),
    "the relative's devices and codes": lambda _elsa, anna: revoke.of_relative(anna.id, "consent_ended"),
    "secrecy, by the plan": set_to(secrecy_consent_on=None),
    "data, by the plan": set_to(data_consent_on=None),
    "the basis, by the plan": set_to(consent_basis=None),
    "the last day was yesterday": set_to(consent_until=DAY - timedelta(1)),
    "the relative may see less": lambda elsa, anna: consents.record(HEAD, elsa.id, given("relative", "times", anna.id)),
    "her wish, here": lambda elsa, _anna: wishes.withdraw(HEAD, elsa.id, "sms_detail"),
    "her wish, to less": lambda elsa, _anna: consents.record(HEAD, elsa.id, given("sms_detail", "times")),
}


@pytest.fixture
def sending(live: Flask, fake_twilio: FakeTwilio, staff: Any) -> tuple[Flask, FakeTwilio]:  # noqa: F811
    """An app that sends, with somebody who may record things."""
    staff("head")
    return live, fake_twilio


def written(elsa: Recipient, town: Town) -> None:
    """The list of her morning, in the outbox."""
    town.usual(elsa)
    db.session.commit()
    assert lists.morning_list("Provkommun", frozenset())["written"] == 1


@pytest.mark.parametrize("taken", TAKEN_BACK)
def test_what_rested_on_it_does_not_leave(sending: tuple[Flask, FakeTwilio], taken: str) -> None:
    _, twilio = sending
    with clock.standing_at(at(6, 30)):
        town = Town()
        elsa = town.recipient("Elsa", number(5), "services")
        anna = town.relative(elsa, number(5), "services", **CONSENTS)
        written(elsa, town)
        with _in_a_request(sending[0]):
            TAKEN_BACK[taken](elsa, anna)
            db.session.commit()
        jobs.once("deliver", at(6, 31))
    assert twilio.to(number(5)) == []
    assert db.session.scalars(select(Message.state)).all() == ["suppressed"]


def test_a_relative_who_gets_the_number_meanwhile_reads_nothing(sending: tuple[Flask, FakeTwilio]) -> None:
    _, twilio = sending
    with clock.standing_at(at(6, 30)):
        town = Town()
        elsa = town.recipient("Elsa", number(5), "services")
        written(elsa, town)
        town.relative(elsa, number(5), "services")
        jobs.once("deliver", at(6, 31))
    assert twilio.to(number(5)) == []


@pytest.mark.parametrize(
    "changed",
    [
        set_to(relation="dotter"),
        lambda elsa, anna: consents.record(HEAD, elsa.id, given("relative", "services", anna.id)),
        lambda elsa, _anna: consents.record(HEAD, elsa.id, given("sms_detail", "services")),
        lambda elsa, _anna: wishes.withdraw(HEAD, elsa.id, "card_detail"),
    ],
)
def test_what_rests_on_nothing_taken_back_leaves(sending: tuple[Flask, FakeTwilio], changed: Change) -> None:
    _, twilio = sending
    with clock.standing_at(at(6, 30)):
        town = Town()
        elsa = town.recipient("Elsa", number(5), "services")
        anna = town.relative(elsa, number(5), "services", **CONSENTS)
        far = town.recipient("Signe", number(6), "times")
        town.relative(far, number(7), "names")
        written(elsa, town)
        with _in_a_request(sending[0]):
            changed(elsa, anna)
            db.session.commit()
        jobs.once("deliver", at(6, 31))
    assert len(twilio.to(number(5))) == 1


def _in_a_request(app: Flask) -> Any:
    """What is noted for the trail is noted in a request."""
    return app.test_request_context()
