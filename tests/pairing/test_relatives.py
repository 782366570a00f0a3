"""A relative sees as far as two consents with a basis reach at that moment, and never nursing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from backend.devices import relatives
from schema import clock
from schema.db import db
from schema.tables import Device, Gap, GapReview, Message, Trail, VisitChange
from tests.card.conftest import words
from tests.card.world import DAY, add, at
from tests.pairing.conftest import KIN_EMAIL, KIN_PHONE, enter, last_code
from tests.people import Client

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


CONSENTS = [
    ({}, True),
    ({"consent_basis": "guardian"}, True),
    ({"consent_basis": "future_power"}, True),
    ({"consent_until": DAY}, True),
    ({"secrecy_consent_on": DAY, "data_consent_on": DAY}, True),
    ({"secrecy_consent_on": None}, False),
    ({"data_consent_on": None}, False),
    ({"secrecy_consent_on": AFTER}, False),
    ({"data_consent_on": AFTER}, False),
    ({"consent_basis": None}, False),
    ({"consent_basis": ""}, False),
    ({"consent_until": BEFORE}, False),
    ({"revision": 0}, False),
    ({"may_see": "all"}, False),
]


@pytest.mark.parametrize(("consent", "sees"), CONSENTS)
def test_what_the_consents_reach(any_homes, any_app, consent, sees):
    """Signed in while they held; asked anew at each look; and not let in when they do not hold."""
    any_homes.visit("v1", at(12), at(13), workers="Sara")
    row = any_homes.relative()
    client, late = Client(any_app), Client(any_app)
    assert enter(client).status_code == 303
    for name, value in consent.items():
        setattr(row, name, value)
    db.session.commit()
    page = client.get("/anhorig")
    assert ("Mellan klockan 12 och 13" in words(page)) is sees
    assert ("Elsa" in page.text) is sees
    sent = db.session.query(Message).count()
    asked = late.submit("/anhorig/logga-in", {"reach": KIN_PHONE})
    assert (asked.status_code, asked.location) == (303, "/anhorig/kod"), "the answer tells nothing"
    assert (db.session.query(Message).count() > sent) is sees


LEVELS = [
    ("times", ["Mellan klockan 12 och 13"], ["Sara", "Vårdbiträde", "lunch"]),
    ("names", ["Mellan klockan 12 och 13", "Sara", "Vårdbiträde"], ["lunch"]),
    ("services", ["Mellan klockan 12 och 13", "Sara", "lunch"], []),
]


@pytest.mark.parametrize(("may_see", "shown", "hidden"), LEVELS)
def test_how_much_each_level_shows(any_homes, any_app, may_see, shown, hidden):
    any_homes.visit("v1", at(12), at(13), workers="Sara")
    any_homes.relative(may_see=may_see)
    client = Client(any_app)
    enter(client)
    page = words(client.get("/anhorig"))
    assert [one for one in shown if one not in page] == []
    assert [one for one in hidden if one in page] == []
    assert "Alla besök visas inte här" not in page


@pytest.mark.parametrize("may_see", ["times", "names", "services"])
def test_nursing_is_never_shown_and_the_page_says_that_something_is_not(any_homes, any_app, may_see):
    any_homes.visit("v1", at(10), at(11), services="insulin", workers="Hemlig")
    any_homes.visit("v2", at(12), at(13), services="insulin lunch", workers="Hemlig Ali")
    never = any_homes.services["dusch"]
    never.relatives_see = "never"
    any_homes.visit("v3", at(14), at(15), services="dusch", workers="Sara")
    any_homes.relative(may_see=may_see)
    client = Client(any_app)
    enter(client)
    for address in ("/anhorig", f"/anhorig/{AFTER}"):
        page = words(client.get(address))
        for secret in ("nsulin", "juksköterska", "klockan 10", "klockan 14", "Sara", "dusch"):
            assert secret not in page
        assert "Alla besök visas inte här" in page, "also on a day with nothing hidden: no single day tells"
    page = words(client.get("/anhorig"))
    assert "Mellan klockan 12 och 13" in page
    assert ("lunch" in page) is (may_see == "services")


def test_a_neutral_service_is_called_by_its_neutral_label(homes, app):
    homes.services["lunch"].relatives_see = "neutral"
    homes.visit("v1", at(12), at(13), workers="Sara")
    homes.relative()
    client = Client(app)
    enter(client)
    page = words(client.get("/anhorig"))
    assert "Lunchdags" in page
    assert " lunch " not in page


def test_a_change_that_would_tell_of_nursing_is_not_told(homes, app):
    visit = homes.visit("v1", at(12), at(13), services="lunch insulin")
    visit.service_ids, visit.revision = (homes.services["lunch"].id,), 2
    homes.revision(visit, 2)
    add(
        VisitChange(visit_id=visit.id, run_id=homes.run.id, from_number=1, to_number=2, kind="services",
                    became_at=at(7))
    )  # fmt: skip
    homes.relative()
    client = Client(app)
    enter(client)
    page = words(client.get("/anhorig"))
    assert "Mellan klockan 12 och 13" in page
    assert "Ändrat" not in page


@pytest.mark.parametrize(
    ("status", "secret"), [("absent", "hemma"), ("declined", "tackade"), ("missed", "blev inte av")]
)
def test_what_is_not_hers_to_know_is_not_said(homes, app, status, secret):
    homes.visit("v1", at(7), at(8), status=status, workers="Sara")
    homes.relative()
    client = Client(app)
    enter(client)
    page = words(client.get("/anhorig"))
    assert secret not in page
    assert "Sara" not in page, "nobody is pointed out"
    assert "Mellan klockan 7 och 8" in page


def test_no_word_yet_is_no_news_for_a_relative(homes, app):
    homes.visit("v1", at(7), at(8), workers="Sara")
    homes.relative()
    client = Client(app)
    enter(client)
    page = words(client.get("/anhorig"))
    assert "Vi kontrollerar" not in page
    assert "Inget besked" not in page


def test_a_missed_visit_is_told_once_the_manager_has_looked_at_it(homes, app, staff):
    visit = homes.visit("v1", at(7), at(8), status="missed")
    homes.relative()
    client, manager = Client(app), staff("manager", ["norr"])
    enter(client)
    add(
        Gap(key="missed:1", kind="missed", visit_id=visit.id, recipient_id=homes.person.id, unit_id=homes.unit.id,
            date=DAY, seconds=0, found_at=at(8))
    )  # fmt: skip
    assert "blev inte av" not in client.get("/anhorig").text
    add(GapReview(gap_key="missed:1", step="explain", reason="technical", user_id=manager.user.id, at=at(8)))
    assert "Besöket blev inte av." in client.get("/anhorig").text


def test_several_recipients_under_one_sign_in_each_by_her_own_consent(any_homes, any_app):
    home = any_homes.new_home("h2")
    father = any_homes.new_person("far", home, name="Far Hemlighet")
    any_homes.visit("v1", at(12), at(13), workers="Sara")
    any_homes.visit("v2", at(14), at(15), workers="Ali", person=father)
    any_homes.relative(may_see="services")
    second = any_homes.relative("anna-2", father, may_see="times")
    client = Client(any_app)
    enter(client)
    page = words(client.get("/anhorig"))
    assert "Elsa Hemlighet" in page
    assert "Far Hemlighet" in page
    assert "Sara" in page
    assert "Ali" not in page
    second.consent_until = BEFORE
    page = words(client.get("/anhorig"))
    assert "Elsa Hemlighet" in page
    assert "Far" not in page


@pytest.mark.parametrize("change", [{"protected": True}, {"ended_on": BEFORE}, {"revision": 0}])
def test_protected_or_ended_shows_nothing(any_homes, any_app, change):
    any_homes.visit("v1", at(12), at(13), workers="Sara")
    any_homes.relative()
    client = Client(any_app)
    enter(client)
    for name, value in change.items():
        setattr(any_homes.person, name, value)
    page = client.get("/anhorig")
    assert "Det finns inget att visa här just nu" in page.text
    for secret in ("Elsa", "Sara", "Hemtjänst Norr", "klockan 12"):
        assert secret not in page.text


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
