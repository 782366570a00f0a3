"""Elsa, her visits of three days, her PIN, and her calls as she hears them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.access.scope import Scope
from backend.access.signin import create_user
from backend.devices import caller_pins
from schema import clock
from schema.db import db
from schema.tables import Recipient, User
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Caller, Handset, tell
from tests.notices.town import DAY, Town, at, line, number
from tests.people import PASSWORD, Client

PIN = "482135"
MAIN = [
    "För att höra dagens besök, tryck ett.", "För dagarna efter, tryck två.",
    "För att säga något om ett besök, tryck tre.", "För att avboka ett besök eller byta tid, tryck fyra.",
    "För annat, tryck fem.",
]  # fmt: skip


def give(person: Recipient, pin: str) -> None:
    """Set somebody's PIN, as her manager does."""
    found = db.session.scalars(select(User)).first()
    user = found or create_user("chef@norr.se", "Chef", PASSWORD, "manager", [])
    db.session.flush()
    manager = Scope(role="manager", unit_ids=None, user_id=user.id)
    assert isinstance(caller_pins.give(manager, person.id, pin), caller_pins.Given)
    db.session.commit()


class Elsa:
    """She has both numbers, a PIN, a visit yesterday, one that has begun, one at ten and one tomorrow."""

    def __init__(self, town: Town, language: str = "sv"):
        day = timedelta(days=1)
        self.person = town.recipient("Elsa Andersson", number(5), "names", landline=line(1), language=language)
        self.id = self.person.id
        self.yesterday = town.visit(self.person, at(18, day=DAY - day), at(19, day=DAY - day))
        self.begun = town.visit(self.person, at(8), at(9))
        self.next = town.visit(self.person, at(10), at(11))
        self.tomorrow = town.visit(self.person, at(8, 30, DAY + day), at(8, 30, DAY + day))
        give(self.person, PIN)

    def calls(self, twilio: Client) -> HerCall:
        """She calls and has given her PIN."""
        return HerCall(twilio, number(5))

    def called_back(self, twilio: Client, fake: FakeTwilio) -> Handset:
        """She has called without a PIN, and her landline rings."""
        caller = Caller(twilio, line(1))
        caller.ring()
        caller.wait()
        jobs.once("deliver", clock.now())
        return Handset(twilio, fake)


class HerCall(Caller):
    """A call in which her PIN was right; `heard` is what was said then."""

    def __init__(self, twilio: Client, phone: str):
        super().__init__(twilio, phone)
        self.seconds = 0
        self.ring()
        self.heard = self.press(PIN)
        assert self._gather is not None
        self._first = self._gather

    def press(self, key: str = "1") -> list[str]:
        """Press a key, once what was said has been heard."""
        self.seconds += 10
        with clock.standing_at(at(9, 30) + timedelta(seconds=self.seconds)):
            return super().press(key)

    def twice(self, key: str) -> list[str]:
        """Press the key again that was just pressed, at once; what is said then."""
        self.seconds -= 9
        return self.press(key)

    def deliver(self, key: str, after: int = 10) -> list[str]:
        """Twilio tells of a key so many seconds later, and the call stands where it stood; what we answer."""
        assert self._gather is not None
        told = {**self.told, "CallStatus": "in-progress", "Digits": key}
        with clock.standing_at(at(9, 30) + timedelta(seconds=self.seconds + after)):
            answer = tell(self.client, self._gather.attrib["action"], told)
        return ["".join(said.itertext()) for said in ElementTree.fromstring(answer.text).iter("Say")]

    def start_again(self) -> None:
        """Back to where the first choices were said, in the same call."""
        self._gather = self._first


@pytest.fixture
def live(app: Flask, fake_twilio: FakeTwilio) -> Flask:
    """An app that sends through the fake, on SQLite alone; `test_menu_walk` goes through the menu on each database."""
    told = app.extensions["settings"]
    app.extensions["settings"] = replace(told, sms_mode="live", **fake_twilio.settings)
    return app


@pytest.fixture
def elsa(town: Town) -> Iterator[Elsa]:
    """Elsa, at half past nine."""
    with clock.standing_at(at(9, 30)):
        yield Elsa(town)
