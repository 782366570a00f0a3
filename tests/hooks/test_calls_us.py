"""Who calls the service: with her PIN she hears her day; without one the registered number is called back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.access.scope import Scope
from backend.access.signin import create_user
from backend.access.unit_of_work import committed
from backend.devices import caller_pins, revoke
from schema import clock
from schema.db import db
from schema.tables import CallerPin, Message, Promise, Recipient, Trail, User
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Caller, Handset
from tests.hooks.conftest import newest
from tests.notices.town import DAY, Town, at, line, number
from tests.people import PASSWORD, Client

ASKED = (
    "Hej. Det här är Provkommun. Slå din kod och tryck sedan på fyrkant. Har du ingen kod? "
    "Vänta kvar, så ringer vi upp dig."
)
WRONG = "Koden stämmer inte. Slå den en gång till, och tryck sedan på fyrkant."
OVER = "Koden kan inte prövas fler gånger nu. Ring hemtjänsten i stället. Hej då."
BACK = "Tack. Vi ringer upp dig snart, om vi får läsa upp besök på ditt nummer"
Give = Callable[[Recipient, str], None]


@pytest.fixture
def give(live: Flask) -> Give:
    """Set somebody's PIN, as her manager does."""

    def given(person: Recipient, pin: str) -> None:
        manager = Scope(role="manager", unit_ids=None, user_id=_manager())
        assert isinstance(caller_pins.give(manager, person.id, pin), caller_pins.Given)
        db.session.commit()

    return given


def _manager() -> int:
    found = db.session.scalars(select(User)).first()
    user = found or create_user("chef@norr.se", "Chef", PASSWORD, "manager", [])
    db.session.flush()
    return user.id


@pytest.fixture(autouse=True)
def _at_nine(live: Flask):
    with clock.standing_at(at(9)):
        yield


@pytest.fixture
def elsa(town: Town) -> Recipient:
    elsa = town.recipient("Elsa", number(5), "names", landline=line(1))
    town.visit(elsa, at(10), at(11))
    return elsa


def refused() -> list[tuple[str | None, int | None]]:
    rows = db.session.scalars(select(Trail).where(Trail.action == "refused").order_by(Trail.id))
    return [(row.reason, row.recipient_id) for row in rows]


def test_with_her_pin_she_hears_her_day_from_either_of_her_numbers(elsa: Recipient, give: Give, twilio: Client) -> None:
    give(elsa, "48213")
    for place, phone in enumerate((number(5), line(1))):
        call = Caller(twilio, phone)
        assert call.ring()[0] == ASKED
        assert call.press("48213")[:2] == [
            "Så här är det planerat i dag tisdag 24 november.", "Mellan klockan tio och elva kommer Leila.",
        ]  # fmt: skip
        assert call.press("2")[0] == "Det finns inga besök att läsa upp i morgon onsdag 25 november."
        call.press("*")
        assert call.press("1")[1].endswith("Leila.")
        message = newest()
        assert (message.kind, message.state, message.recipient_id) == ("day_call", "delivered", elsa.id)
        assert len(db.session.scalars(select(Promise)).all()) == place + 1
    row = db.session.scalars(select(Trail).where(Trail.action == "read").order_by(Trail.id)).first()
    assert (row.role, row.recipient_id, row.what) == ("number", elsa.id, "hooks.voice")
    assert jobs.once("deliver", at(9)) == {}, "nothing leaves for it"


def test_each_of_a_couple_has_her_own(town: Town, elsa: Recipient, give: Give, twilio: Client) -> None:
    arne = town.recipient("Arne", line(1), "none")
    town.visit(arne, at(12), at(13), workers=(town.jonas,))
    give(elsa, "482135")
    give(arne, "7306")
    for pin, heard, whose in (("482135", "Leila", elsa), ("7306", "Mellan klockan tolv och tretton kommer vi.", arne)):
        call = Caller(twilio, line(1))
        call.ring()
        said = " ".join(call.press(pin))
        assert heard in said and ("Leila" in said) is (whose is elsa)
    manager = Scope(role="manager", unit_ids=None, user_id=_manager())
    assert caller_pins.give(manager, arne.id, "482135") == "taken"


def test_wrong_ones_are_counted_for_number_and_person_and_told_to_ring_the_unit(
    elsa: Recipient, give: Give, twilio: Client
) -> None:
    give(elsa, "48213")
    call = Caller(twilio, number(5))
    call.ring()
    for _ in range(5):
        assert call.press("11223")[0] == WRONG
    assert call.press("48213")[0] == OVER, "the right one, too late"
    assert call.over
    assert refused() == [("caller_pin_wrong", elsa.id)] * 5 + [("caller_pin_too_often", elsa.id)]
    other = Caller(twilio, line(1))
    other.ring()
    for _ in range(5):
        assert other.press("11223")[0] == WRONG
    with clock.standing_at(at(10, 1)):
        assert other.press("48213")[0] == OVER, "ten a day for her, from whichever number"
    assert db.session.scalars(select(Message)).all() == []


def test_a_number_that_is_nobodys_hears_the_same(
    elsa: Recipient, give: Give, town: Town, twilio: Client, fake_twilio: FakeTwilio
) -> None:
    hidden = town.recipient("Hemlig", number(6))
    give(hidden, "60417")
    hidden.protected = True
    give(elsa, "48213")

    def heard(phone: str) -> list[list[str]]:
        call = Caller(twilio, phone)
        return [call.ring(), call.press("60417"), call.wait()]

    known = heard(number(5))
    assert known[2][0].startswith(BACK)
    for whose in (number(9), "+266696687", "Anonymous", "", "+" + "9" * 400, number(6)):
        assert heard(whose) == known, whose
    jobs.once("deliver", at(9))
    assert [call["to"] for call in fake_twilio.calls.all()] == [number(5)]


def test_without_a_pin_the_registered_number_is_called_back(
    elsa: Recipient, twilio: Client, fake_twilio: FakeTwilio
) -> None:
    call = Caller(twilio, line(1))
    call.ring()
    assert call.wait()[0].startswith(BACK)
    assert call.over
    jobs.once("deliver", at(9))
    back = Handset(twilio, fake_twilio)
    assert back.call["to"] == line(1)
    assert "Leila" not in " ".join(back.lift()), "it says nothing before a key"
    assert back.press()[1] == "Mellan klockan tio och elva kommer Leila."
    assert newest().state == "delivered"


def test_nobody_is_rung_up_all_day_or_by_night(elsa: Recipient, twilio: Client, fake_twilio: FakeTwilio) -> None:
    def calls(hour: int, minute: int = 0) -> int:
        with clock.standing_at(at(hour, minute)):
            caller = Caller(twilio, number(5))
            caller.ring()
            assert caller.wait()[0].startswith(BACK)
            jobs.once("deliver", clock.now())
        return len(fake_twilio.calls.all())

    assert [calls(6, 59), calls(21)] == [0, 0]
    assert [calls(9), calls(9, 5), calls(9, 10), calls(9, 30), calls(12), calls(20, 59)] == [1, 1, 2, 3, 3, 3]


def test_who_may_not_be_told_is_not_called_back(town: Town, twilio: Client, fake_twilio: FakeTwilio) -> None:
    people = [
        town.willing("Ovillig", number(5), "none"), town.willing("Ny", number(6), phone_since_at=at(8)),
        town.willing("Skyddad", number(7), protected=True),
        town.willing("Slut", number(8), ended_on=DAY - timedelta(days=1)),
    ]  # fmt: skip
    for person in people:
        call = Caller(twilio, str(person.phone))
        call.ring()
        call.wait()
    jobs.once("deliver", at(9))
    assert fake_twilio.calls.all() == []


def test_a_new_pin_ends_the_old_one_and_it_ends_with_her(elsa: Recipient, give: Give, twilio: Client) -> None:
    give(elsa, "48213")
    give(elsa, "90514")
    call = Caller(twilio, number(5))
    call.ring()
    assert call.press("48213")[0] == WRONG
    elsa.ended_on = DAY - timedelta(days=1)
    assert call.press("90514")[0] == WRONG, "it is asked each time"
    with committed():
        revoke.groundless()
    assert [row.ended_at is None for row in db.session.scalars(select(CallerPin))] == [False, False]
    for row in db.session.scalars(select(CallerPin)):
        assert "48213" not in row.pin_hash and row.pin_hash.startswith("$argon2")
