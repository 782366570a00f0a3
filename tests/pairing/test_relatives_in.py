"""How a relative gets in and out: by a code to the number or address of the consent, and nobody learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from backend.devices import relatives
from schema import clock
from schema.db import db
from schema.tables import Device, Message, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import KIN_EMAIL, KIN_PHONE, enter, last_code
from tests.people import Client

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def test_known_or_not_the_answer_is_the_same(any_homes, any_app):
    any_homes.relative()
    answers = []
    for reach in (KIN_PHONE, "070-174 06 91", KIN_EMAIL, "nobody@example.se"):
        client = Client(any_app)
        asked = client.submit("/anhorig/logga-in", {"reach": reach})
        wrong = client.submit("/anhorig/kod", {"code": "not it"})
        answers.append((asked.status_code, asked.location, wrong.status_code, words(wrong)))
    assert len(set(answers)) == 1
    assert db.session.query(Message).count() == 2


@pytest.mark.parametrize("typed", ["", "hej", "@", "12", "a b@c.se", "x" * 5000])
def test_what_is_neither_number_nor_address_is_said_so(homes, app, typed):
    answer = Client(app).submit("/anhorig/logga-in", {"reach": typed})
    assert answer.status_code == 422
    assert "Skriv ett telefonnummer eller en e-postadress" in answer.text


@pytest.mark.parametrize("reach", [KIN_EMAIL, "Anna@Example.SE", "070-174 06 90"])
def test_the_number_or_address_may_be_typed_as_people_do(homes, app, reach):
    homes.relative()
    client = Client(app)
    client.submit("/anhorig/logga-in", {"reach": reach})
    assert client.submit("/anhorig/kod", {"code": last_code()}).status_code == 303


def test_a_new_number_in_a_consent_waits_24_hours(any_homes, any_app):
    any_homes.relative(reach_since_at=at(7), phone_verified_at=None, email_verified_at=None)
    client = Client(any_app)
    assert "Försök igen onsdag 25 november klockan 7" in words(enter(client))
    assert client.get("/anhorig").status_code == 302
    with time_machine.travel(at(7, 5, AFTER), tick=False):
        assert enter(client).status_code == 303


def test_a_sign_in_ends_after_ninety_days_and_when_the_number_changes(homes, app):
    row = homes.relative()
    client = Client(app)
    enter(client)
    assert client.get("/anhorig").status_code == 200
    with time_machine.travel(at(8, 0, DAY + timedelta(days=91)), tick=False):
        assert client.get("/anhorig").status_code == 302
    row.reach_since_at = clock.now() + timedelta(seconds=1)
    assert "Elsa" not in client.get("/anhorig").text


def test_signing_out_ends_it_on_our_side(homes, app):
    homes.relative()
    client, copy = Client(app), Client(app)
    enter(client)
    copy.set_cookie("anhorig", client.get_cookie("anhorig", path="/anhorig").value)
    assert copy.get("/anhorig").status_code == 200
    assert client.submit("/anhorig/logga-ut", page="/anhorig").status_code == 303
    assert copy.get("/anhorig").status_code == 302


def test_looks_are_written_down_as_a_relatives(homes, app):
    homes.visit("v1", at(12), at(13))
    homes.relative()
    client = Client(app)
    enter(client)
    client.get("/anhorig")
    device = db.session.query(Device).one()
    rows = db.session.query(Trail).filter_by(device_id=device.id).order_by(Trail.id)
    assert [(row.action, row.role, row.recipient_id) for row in rows] == [
        ("sign_in", "relative", homes.person.id), ("read", "relative", homes.person.id),
    ]  # fmt: skip


def test_strong_sign_in_is_linked_to_a_signed_in_browser_and_obeys_the_consents(any_homes, any_app):
    row = any_homes.relative()
    token = relatives.sign_in([row.id], "sms", None)
    assert relatives.link_subject("wrong", "subject") == 0
    assert relatives.link_subject(token, "subject") == 1
    assert relatives.by_subject("subject") == (row.id,)
    assert relatives.by_subject("another") == ()
    row.data_consent_on = None
    assert relatives.by_subject("subject") == ()


def test_her_language_is_spoken(homes, app):
    homes.relative(language="fi")
    homes.visit("v1", at(12), at(13))
    client = Client(app)
    enter(client)
    assert "Seuraava käynti" in client.get("/anhorig").text
    assert "Next visit" in client.get("/anhorig?lang=en").text
