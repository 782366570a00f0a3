"""A recipient pairs her own device by a code to her number, and sees who, when and which service."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from schema.db import db
from schema.tables import Device, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import HIS_PHONE, PHONE, last_code, pair
from tests.people import Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def test_a_paired_device_shows_who_when_and_which_service_with_her_nursing(any_homes, any_app):
    any_homes.visit("v1", at(12), at(13), services="insulin lunch", workers="Hemlig Sara")
    client = Client(any_app)
    pair(client, any_homes.token())
    page = words(client.get("/mitt"))
    for said in ("Mellan klockan 12 och 13", "Sara", "Sjuksköterska", "insulin", "lunch"):
        assert said in page
    assert "Elsa" not in page, "whose it is need not be said on her own device"


@pytest.mark.parametrize(("days", "status"), [(-2, 302), (-1, 200), (0, 200), (1, 200), (7, 200), (8, 404)])
def test_yesterday_and_the_coming_seven_days_are_shown_and_an_old_address_leads_to_today(homes, app, days, status):
    day = DAY + timedelta(days=days)
    homes.visit("v1", at(12, 0, day), at(13, 0, day), workers="Sara")
    client = Client(app)
    token = homes.token()
    pair(client, token)
    for address in (f"/mitt/{day}", f"/k/{token}/{day}"):
        answer = client.get(address)
        assert answer.status_code == status, address
        assert ("Sara" in answer.text) is (status == 200)
        assert answer.location == ("/mitt" if status == 302 else None)


def test_a_visit_going_on_today_is_not_shown_tomorrow_and_a_night_is(homes, app):
    tomorrow = DAY + timedelta(days=1)
    going_on = homes.visit("v1", at(8), at(9), workers="Ali")
    homes.came(going_on, "Ali", at(8, 5))
    homes.visit("v2", at(23, 30), at(1, 0, tomorrow), workers="Sara")
    client = Client(app)
    pair(client, homes.token())
    assert "Ali" in words(client.get("/mitt"))
    page = words(client.get(f"/mitt/{tomorrow}"))
    assert "Ali" not in page
    assert "Sara" in page


def test_the_way_goes_from_day_to_day_and_keeps_the_language(homes, app):
    client = Client(app)
    pair(client, homes.token())
    page = client.get("/mitt?lang=fi").text
    assert 'href="/mitt/2026-11-23?lang=fi"' in page
    assert 'href="/mitt/2026-11-25?lang=fi"' in page
    assert "Huomenna" in page
    assert "Tänään" in page
    later = client.get("/mitt/2026-12-01").text
    assert 'rel="next"' not in later
    assert "tisdag 1 december" in later
    assert 'href="/mitt"' in client.get("/mitt/2026-11-25").text


@pytest.mark.parametrize("day", ["igår", "2026-13-01", "20261124", "0001-01-01", "9999-12-31", "x" * 400])
def test_what_is_no_day_near_is_not_there(homes, app, day):
    client = Client(app)
    pair(client, homes.token())
    assert client.get(f"/mitt/{day}").status_code == 404


def test_the_card_leads_a_paired_device_to_its_days_and_shows_others_the_card(homes, app):
    client = Client(app)
    token = homes.token()
    assert "Se mer på den här telefonen" in client.get(f"/k/{token}").text
    pair(client, token)
    assert client.get(f"/k/{token}").location == "/mitt"
    assert Client(app).get(f"/k/{token}").status_code == 200
    other = homes.new_home("h9")
    homes.new_person("signe", other)
    assert client.get(f"/k/{homes.token(other)}").status_code == 200, "another home's card is only a card to her"


def test_the_cookie_is_out_of_reach_and_the_database_keeps_no_token(make_app):
    from tests.pairing.conftest import Homes

    app = make_app(public_url="https://besok.example.se")
    homes = Homes()
    client = Client(app)
    secure = {"base_url": "https://besok.example.se"}
    token = homes.token()
    page = client.get(f"/k/{token}/enhet", **secure).text
    csrf, key = page.split('csrf_token" value="')[1].split('"')[0], page.split('name="number" value="')[1].split('"')[0]
    client.post(f"/k/{token}/enhet", data={"csrf_token": csrf, "number": key}, **secure)
    done = client.post(f"/k/{token}/enhet/kod", data={"csrf_token": csrf, "code": last_code()}, **secure)
    cookie = next(one for one in done.headers.getlist("Set-Cookie") if one.startswith("mitt="))
    for mark in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    value = cookie.split("=", 1)[1].split(";")[0]
    assert len(value) >= 22
    device = db.session.query(Device).one()
    assert value not in (device.token_hash, device.label)
    assert device.way == "sms"


def test_each_look_and_the_pairing_leave_a_row_with_the_device(homes, app):
    homes.visit("v1", at(12), at(13))
    client = Client(app)
    pair(client, homes.token())
    client.get("/mitt")
    client.get(f"/mitt/{DAY + timedelta(days=1)}")
    device = db.session.query(Device).one()
    rows = db.session.query(Trail).filter_by(device_id=device.id).order_by(Trail.id).all()
    assert [(row.action, row.role, row.recipient_id) for row in rows] == [
        ("sign_in", "recipient", homes.person.id), ("read", "recipient", homes.person.id),
        ("read", "recipient", homes.person.id),
    ]  # fmt: skip


def test_an_open_page_that_refreshes_itself_is_written_down_once_a_quarter(homes, app):
    homes.visit("v1", at(12), at(13))
    client = Client(app)
    pair(client, homes.token())
    tag = client.get("/mitt").headers["ETag"]
    with time_machine.travel(at(8, 40), tick=False):
        answers = [client.get("/mitt", headers={"If-None-Match": tag}).status_code for _ in range(5)]
    assert answers == [304] * 5
    with time_machine.travel(at(9, 1), tick=False):
        client.get("/mitt", headers={"If-None-Match": tag})
    assert db.session.query(Trail).filter_by(action="read").count() == 2


def test_a_new_token_each_time_and_a_planted_one_opens_nothing(homes, app):
    """Somebody who put her own cookie into the browser beforehand gains nothing by its pairing."""
    client, thief = Client(app), Client(app)
    client.set_cookie("mitt", "planted-by-somebody")
    pair(client, homes.token())
    thief.set_cookie("mitt", "planted-by-somebody")
    assert thief.get("/mitt").status_code == 403
    first = client.get_cookie("mitt").value
    pair(client, homes.token())
    thief.set_cookie("mitt", first)
    assert thief.get("/mitt").status_code == 403
    assert client.get("/mitt").status_code == 200


def test_a_couple_chooses_a_number_without_anybody_named(any_homes, any_app):
    him = any_homes.new_person("arne", any_homes.home, name="Arne Hemlighet")
    any_homes.give_number(him, HIS_PHONE)
    token = any_homes.token()
    page = Client(any_app).get(f"/k/{token}/enhet").text
    assert "slutar på 05" in page
    assert "slutar på 06" in page
    for secret in ("Elsa", "Arne", PHONE[-4:], HIS_PHONE[-4:], "0701"):
        assert secret not in page


def test_a_couple_with_one_number_is_told_apart_by_a_letter(homes, app):
    him = homes.new_person("arne", homes.home, name="Arne Hemlighet")
    homes.give_number(him, PHONE)
    page = words(Client(app).get(f"/k/{homes.token()}/enhet"))
    assert re.search(r"börjar på E Skicka.* slutar på 05 .*börjar på A Skicka.* slutar på 05", page), page
    assert "Elsa" not in page and "Arne" not in page


def test_somebody_alone_shows_no_digit_of_her_number(homes, app):
    page = words(Client(app).get(f"/k/{homes.token()}/enhet"))
    assert "Skicka koden som sms" in page
    assert PHONE[-2:] not in page


def test_her_device_shows_her_days_and_not_his_until_he_pairs_it_too(homes, app):
    him = homes.new_person("arne", homes.home, name="Arne Hemlighet")
    homes.give_number(him, HIS_PHONE)
    homes.visit("v1", at(12), at(13), workers="Sara")
    homes.visit("v2", at(14), at(15), workers="Ali", services="insulin", person=him)
    client, token = Client(app), homes.token()
    pair(client, token, 0, PHONE)
    page = words(client.get("/mitt"))
    assert "Sara" in page
    assert "Ali" not in page
    assert "insulin" not in page
    choices = client.get(f"/k/{token}/enhet").text
    his = next(place for place in range(4) if "slutar på 06" in choices.split("<button")[place + 1])
    pair(client, token, his, HIS_PHONE)
    page = words(client.get("/mitt"))
    assert "Elsa Hemlighet" in page
    assert "Arne Hemlighet" in page
    assert "Ali" in page
