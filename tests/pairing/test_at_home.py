"""A worker at home pairs the recipient's device: pending until the manager has seen it and the recipient was told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from backend.jobs import once
from notifications import delivery
from schema.db import db
from schema.tables import Code, Consent, Device, Message, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import pair
from tests.people import Client

TOMORROW = DAY + timedelta(days=1)
SPOKEN = {"basis": "self", "how": "spoken", "given_by": ""}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(11, 50), tick=False):
        yield


class AtHome:
    """Ali has a visit at noon with Elsa, who wants texts."""

    def __init__(self, homes, app, staff):
        self.homes, self.app = homes, app
        homes.visit("v1", at(12), at(13), services="insulin lunch", workers="Ali")
        homes.visit("v2", at(12, 0, TOMORROW), at(13, 0, TOMORROW), workers="Sara")
        homes.person.sms_detail = "times"
        db.session.commit()
        self.ali = staff("worker", ["norr"], worker_id=homes.workers["Ali"].id)
        self.device = Client(app)
        self.page = f"/personal/koppla/{homes.person.id}"

    def offered(self, **consent) -> str:
        """The code that Ali's screen shows."""
        answer = self.ali.submit(self.page, {**SPOKEN, **consent})
        assert answer.status_code == 200, answer.text
        found = re.search(r'class="typed big code">([\w-]+)<', answer.text)
        assert found
        return found[1]

    def accepted(self, code: str):
        """The recipient's device uses it."""
        return self.device.submit("/koppla", {"code": code}, page=f"/koppla/{code.replace('-', '')}")


@pytest.fixture
def home(homes, app, staff) -> AtHome:
    """On SQLite."""
    return AtHome(homes, app, staff)


@pytest.fixture
def any_home(any_homes, any_app, staff) -> AtHome:
    """On each database."""
    return AtHome(any_homes, any_app, staff)


def _shows_all(client) -> bool:
    page, later = client.get("/mitt"), client.get(f"/mitt/{TOMORROW}")
    return "lunch" in words(page) and later.status_code == 200 and "Sara" in later.text


def test_pending_shows_what_the_card_shows_until_seen_and_told(any_home, staff):
    done = any_home.accepted(any_home.offered())
    assert (done.status_code, done.location) == (303, "/mitt")
    page = words(any_home.device.get("/mitt"))
    assert "Mellan klockan 12 och 13" in page
    assert "Hemtjänsten ska först godkänna den här telefonen eller datorn." in page
    for secret in ("insulin", "lunch", "Ali", "Undersköterska"):
        assert secret not in page, "the municipality's level is times"
    assert any_home.device.get(f"/mitt/{TOMORROW}").location == "/mitt"
    assert any_home.device.get("/mitt/vem").status_code == 403

    manager = staff("manager", ["norr"])
    assert "Väntar på dig: 1 enhet" in manager.get("/chef").text
    desk = manager.get("/chef/enheter").text
    for said in ("Elsa Hemlighet", "Worker 1", "kunden själv, muntligt", "Sms är på väg"):
        assert said in desk
    device = db.session.query(Device).one()
    assert manager.submit(f"/chef/enheter/{device.id}/godkann", page="/chef/enheter").status_code == 303
    assert not _shows_all(any_home.device), "seen, but she is not told yet"
    delivery.deliver(any_home.app.extensions["settings"])
    assert once("devices", None)["told"] == 1
    assert _shows_all(any_home.device)
    assert "Inget väntar på dig" in manager.get("/chef/enheter").text


def test_told_but_not_seen_is_still_pending(home):
    home.accepted(home.offered())
    delivery.deliver(home.app.extensions["settings"])
    once("devices", None)
    assert not _shows_all(home.device)


def test_the_consent_is_on_record_with_who_how_and_by_whom(home):
    home.offered(basis="guardian", how="written", given_by="Karin Förvaltare")
    row = db.session.query(Consent).one()
    assert (row.what, row.recipient_id, row.basis, row.how) == ("device", home.homes.person.id, "guardian", "written")
    assert (row.given_by, row.given_on, row.recorded_by_user_id) == ("Karin Förvaltare", DAY, home.ali.user.id)


@pytest.mark.parametrize(
    "wrong", [{"basis": ""}, {"basis": "me"}, {"how": ""}, {"how": "?"}, {"basis": "guardian"}, {"given_by": "x" * 200}]
)
def test_without_a_sound_consent_there_is_no_code(home, wrong):
    assert home.ali.submit(home.page, {**SPOKEN, **wrong}).status_code == 422
    assert db.session.query(Code).count() == 0
    assert db.session.query(Consent).count() == 0


def test_only_at_a_visit_of_her_own_today(homes, app, staff, home):
    sara = staff("worker", ["norr"], worker_id=homes.workers["Sara"].id)
    assert sara.get(home.page).status_code == 404, "hers is tomorrow"
    other = homes.new_person("signe", homes.new_home("h2"), name="Signe")
    db.session.commit()
    for recipient_id in (other.id, 999_999):
        assert home.ali.get(f"/personal/koppla/{recipient_id}").status_code == 404
    homes.person.protected = True
    assert home.ali.get(home.page).status_code == 404


@pytest.mark.parametrize("why", ["used", "old", "wrong", "replaced", "protected"])
def test_a_code_opens_once_for_ten_minutes(any_home, why):
    code = any_home.offered()
    later, moment = Client(any_home.app), at(11, 51)
    if why == "used":
        any_home.accepted(code)
    elif why == "old":
        moment = at(12, 1)
    elif why == "wrong":
        code = "AAAA-BBBB-CCCC"
    elif why == "replaced":
        any_home.offered()
    else:
        any_home.homes.person.protected = True
    with time_machine.travel(moment, tick=False):
        assert later.get(f"/koppla/{code}").status_code == 403
        answer = later.submit("/koppla", {"code": code})
    assert answer.status_code == 403
    assert "Koden gäller inte" in answer.text
    assert "mitt=" not in str(answer.headers)
    assert db.session.query(Trail).filter_by(action="refused").count() == 2


def test_reading_the_code_pairs_nothing(home):
    code = home.offered().replace("-", "")
    for _ in range(3):
        assert home.device.get(f"/koppla/{code}").status_code == 200
    assert db.session.query(Device).count() == 0
    assert home.device.get("/mitt").status_code == 403


@pytest.mark.parametrize("why", ["no_texts", "no_number", "new_number", "the_workers_own"])
def test_where_no_text_may_be_sent_a_letter_is(any_home, staff, why):
    person, ali = any_home.homes.person, any_home.homes.workers["Ali"]
    if why == "no_texts":
        person.sms_detail = "none"
    elif why == "no_number":
        person.phone = person.phone_hash = None
    elif why == "new_number":
        person.phone_since_at, person.phone_verified_at = at(11), None
    else:
        ali.phone = "0701-740605"
    any_home.accepted(any_home.offered())
    assert db.session.query(Message).count() == 0
    manager = staff("manager", ["norr"])
    assert "Brev ska skickas" in manager.get("/chef/enheter").text
    device = db.session.query(Device).one()
    manager.submit(f"/chef/enheter/{device.id}/godkann", page="/chef/enheter")
    assert not _shows_all(any_home.device)
    assert manager.submit(f"/chef/enheter/{device.id}/brev", page="/chef/enheter").status_code == 303
    assert _shows_all(any_home.device)


def test_a_manager_refuses_and_it_is_cut_off_at_once(home, staff):
    home.accepted(home.offered())
    manager = staff("manager", ["norr"])
    device = db.session.query(Device).one()
    manager.submit(f"/chef/enheter/{device.id}/neka", page="/chef/enheter")
    assert home.device.get("/mitt").status_code == 403
    assert device.revoked_why == "not_seen"
    assert db.session.query(Message).filter_by(state="queued").count() == 0


def test_a_manager_of_another_unit_sees_and_decides_nothing(home, staff):
    home.accepted(home.offered())
    from schema.tables import Unit
    from tests.card.world import add

    other = add(Unit(source="plan", outside_id="syd", name="Syd", steering="minutes"))
    stranger = staff("manager", [other.id])
    assert "Elsa" not in stranger.get("/chef/enheter").text
    assert "Väntar på dig" not in stranger.get("/chef").text
    device = db.session.query(Device).one()
    token = stranger.csrf_token("/chef/enheter")
    for step in ("godkann", "brev", "neka"):
        assert stranger.post(f"/chef/enheter/{device.id}/{step}", data={"csrf_token": token}).status_code == 404
    person = home.homes.person.id
    assert stranger.post(f"/chef/person/{person}/enhet/{device.id}", data={"csrf_token": token}).status_code == 404
    assert device.revoked_at is None


def test_who_paired_it_herself_cannot_approve_it(home, staff):
    home.accepted(home.offered())
    manager = staff("manager", ["norr"])
    device = db.session.query(Device).one()
    device.paired_by_user_id = manager.user.id
    db.session.commit()
    assert manager.submit(f"/chef/enheter/{device.id}/godkann", page="/chef/enheter").status_code == 404
    assert "En annan chef behöver godkänna" in manager.get("/chef/enheter").text


def test_a_device_paired_by_a_code_of_her_own_is_not_pending(home, staff):
    client = Client(home.app)
    pair(client, home.homes.token())
    assert _shows_all(client)
    assert "Väntar på dig" not in staff("manager", ["norr"]).get("/chef").text


def test_guessing_codes_is_stopped(home):
    code = 429
    for place in range(40):
        code = home.device.get(f"/koppla/AAAABBBB{place:04}").status_code
    assert code == 429
