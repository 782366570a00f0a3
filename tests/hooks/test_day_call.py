"""The day call at the telephone: nothing before a key, then the day, tomorrow, the unit; welcomes answered by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from schema import clock
from schema.db import db
from schema.tables import Message, Recipient, Task, Trail, Unit
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Handset, tell
from tests.hooks.conftest import newest
from tests.notices.town import DAY, Town, at, line
from tests.people import Client

DAY_LINES = [
    "Så här är det planerat i dag tisdag 24 november.",
    "Mellan klockan nio och tio kommer Leila. Det gäller Hjälp hemma.",
]  # fmt: skip
CHOICES = (
    "Tryck ett för att höra det igen. Tryck två för att höra om i morgon. Tryck noll för att tala med hemtjänsten."
)
BYE = "Hej då."
Rings = Callable[..., Handset]


@pytest.fixture
def elsa(town: Town) -> Recipient:
    """She has a landline alone, and visits today and tomorrow."""
    elsa = town.recipient("Elsa Andersson", None, "services", landline=line(1))
    town.visit(elsa, at(9), at(10))
    tomorrow = DAY + timedelta(days=1)
    town.visit(elsa, at(8, 30, tomorrow), at(8, 30, tomorrow), town.meal, workers=(town.jonas,))
    return elsa


@pytest.fixture
def rings(elsa: Recipient, twilio: Client, fake_twilio: FakeTwilio) -> Rings:
    """Her telephone, as it rings at eight."""

    def rung() -> Handset:
        db.session.commit()
        jobs.once("day_call", at(8))
        return Handset(twilio, fake_twilio)

    return rung


@pytest.fixture(autouse=True)
def _at_eight(live: Flask):
    with clock.standing_at(at(8, 1)):
        yield


def test_nothing_is_said_before_a_key_then_the_day_slowly(
    rings: Rings, twilio: Client, fake_twilio: FakeTwilio
) -> None:
    call = rings()
    assert call.lift() == ["Hej. Det här är Provkommun. Tryck på en valfri knapp på telefonen."] * 2
    assert newest().state == "sent", "nobody has heard it yet"
    assert call.press("7") == [*DAY_LINES, CHOICES, CHOICES, BYE]
    message = newest()
    assert (message.state, message.delivered_at, message.body) == ("delivered", at(8, 1), "\n".join(DAY_LINES))
    call.end()
    assert newest().state == "delivered"
    asked = repr([one.form for one in fake_twilio.requests])
    assert "Elsa" not in asked and "Leila" not in asked, "nothing of anybody leaves in a request of ours"
    told = tell(twilio, call.asked["Url"], {"CallSid": call.call["sid"], "Digits": "1"}).text
    assert told.count('rate="slow"') == told.count("<Say") and told.count("<Pause") == len(DAY_LINES)


def test_the_keys(rings: Rings, town: Town) -> None:
    call = rings()
    call.lift()
    call.press()
    assert call.press("1")[:2] == DAY_LINES
    assert call.press("2")[:2] == [
        "Så här är det planerat i morgon onsdag 25 november.", "Klockan åtta trettio kommer Jonas. Det gäller Måltid.",
    ]  # fmt: skip
    assert db.session.scalars(select(Trail.role).where(Trail.action == "read")).all() == ["number"]
    for other in ("5", "*", "#"):
        assert call.press(other) == [CHOICES, CHOICES, BYE]
    assert call.press("0") == ["Vi kopplar dig till hemtjänsten."]
    assert call.put_through_to() == "+46181234567"
    assert call.other_end("no-answer")[0] == "Det gick inte att nå hemtjänsten nu."
    call.press("0")
    assert call.other_end("completed") == [BYE]
    assert call.over


def test_a_unit_without_a_number_says_so(rings: Rings, town: Town) -> None:
    db.session.get_one(Unit, town.north.id).phone = None
    call = rings()
    call.lift()
    call.press()
    assert call.press("0") == ["Vi kan inte koppla dig till hemtjänsten härifrån.", CHOICES, CHOICES, BYE]
    assert call.put_through_to() is None


def test_another_call_or_another_day_hears_nothing(rings: Rings, twilio: Client) -> None:
    call = rings()
    call.lift()
    call.press()
    for path in ("", "&step=choices", "&step=unit"):
        other = tell(twilio, call.asked["Url"] + path, {"CallSid": "CA" + "f" * 32, "Digits": "1"}).text
        assert "Leila" not in other and "Det finns inget att läsa upp." in other
    with clock.standing_at(at(0, 1, DAY + timedelta(days=1))):
        assert "Leila" not in " ".join(call.press("1"))


def test_who_is_protected_meanwhile_hears_nothing(rings: Rings, elsa: Recipient) -> None:
    call = rings()
    call.lift()
    elsa.protected = True
    db.session.commit()
    assert call.press() == ["Det finns inget att läsa upp. Hej då."]
    assert newest().state == "sent"


@pytest.mark.parametrize(
    ("key", "said", "kind"),
    [("8", "Då ringer vi inte mer. Hej då.", "number_stopped"),
     ("9", "Tack. Vi använder inte numret mer. Hej då.", "wrong_number")],
)  # fmt: skip
def test_a_welcome_tells_of_no_visit_and_is_answered_by_a_key(
    rings: Rings, elsa: Recipient, key: str, said: str, kind: str
) -> None:
    elsa.landline_since_at = at(5)
    call = rings()
    call.lift()
    first = call.press()
    assert first[0].startswith("Från och med i morgon ringer vi dig på morgonen.")
    assert not [text for text in first if "Leila" in text or "besök" in text or "planerat" in text]
    assert call.press("2")[0] == first[1], "there is no tomorrow in it"
    assert call.press(key) == [said]
    assert db.session.get_one(Recipient, elsa.id).sms_detail == "none"
    assert db.session.scalars(select(Task.kind)).all() == [kind]
    jobs.once("day_call", at(8, day=DAY + timedelta(days=1)))
    assert db.session.scalars(select(Message.kind)).all() == ["welcome"]
