"""A relative sees as far as two consents with a basis reach at that moment, and never nursing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from schema.db import db
from schema.tables import Gap, GapReview, Message, VisitChange
from tests.card.conftest import words
from tests.card.world import DAY, add, at
from tests.pairing.conftest import KIN_PHONE, enter
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
    assert "Vi tar reda på det" not in page
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
    assert "Det finns inget att visa här." in page.text
    for secret in ("Elsa", "Sara", "Hemtjänst Norr", "klockan 12"):
        assert secret not in page.text
