"""A phone is enrolled once, by a code that lives for a quarter of an hour."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, Response
from sqlalchemy import select, text

from backend.devices import phones
from clients.worker.phone import _kept
from schema import clock
from schema.db import db
from schema.tables import Trail
from tests.attack.test_sign_in import HTTPS
from tests.card import qr
from tests.people import Client
from tests.phones.conftest import PIN, Unlocked, code_on, enrol, refusals, the_phone
from tests.visits.day import at


def test_reading_the_code_asks_and_changes_nothing(unlocked: Unlocked) -> None:
    path, phone = unlocked.code(), Client(unlocked.app)
    page = phone.get(path)
    assert (page.status_code, "till Norr?" in page.text, "Telefon 7" in page.text) == (200, True, True)
    assert "telefon=" not in str(page.headers.getlist("Set-Cookie"))
    assert (the_phone().enrolled_at, the_phone().token_hash) == (None, None)
    assert enrol(phone, path).status_code == 303
    assert the_phone().enrolled_at == clock.now()
    assert phone.get("/personal").location == "/personal/vem"


def test_the_qr_is_the_address(here: Unlocked) -> None:
    page = here.desk.submit("/chef/telefoner", {"label": "Telefon 7", "unit": here.town.unit.id}).text
    size = int(re.search(r'viewBox="-4 -4 (\d+)', page)[1]) - 8
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", page)}
    drawn = tuple(tuple((x, y) in dark for x in range(size)) for y in range(size))
    assert qr.read(drawn) == ("Q", "http://127.0.0.1" + code_on(page))


def test_no_code_and_no_cookie_is_stored(here: Unlocked) -> None:
    path = here.code()
    phone = Client(here.app)
    enrol(phone, path)
    token = phone.get_cookie("telefon").value
    stored = str(db.session.execute(text("select * from phone")).all()) + str(
        db.session.execute(text("select * from trail")).all()
    )
    code = path.rpartition("/")[2]
    assert token not in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


@pytest.mark.parametrize("end", ["used", "old", "withdrawn", "replaced", "wrong", "cut"])
def test_a_code_that_opens_nothing_gets_one_polite_page_and_a_row(here: Unlocked, end: str) -> None:
    path, phone = here.code(), the_phone()
    stranger, later = Client(here.app), at("08:20")
    if end == "used":
        enrol(Client(here.app), path)
    elif end == "old":
        later += timedelta(minutes=15, seconds=1)
    elif end == "wrong":
        path = "/telefon/ABCD-EFGH-JK"
    else:
        action = {"withdrawn": "dra-tillbaka", "replaced": "kod", "cut": "stang-av"}[end]
        here.desk.submit(f"/chef/telefoner/{phone.id}/{action}", page="/chef/telefoner")
    fresh = stranger.csrf_token("/logga-in")
    with time_machine.travel(later, tick=False):
        seen, pressed = stranger.get(path), stranger.post(path, data={"csrf_token": fresh})
    assert (seen.status_code, pressed.status_code) == (403, 403)
    assert "Det går inte att öppna här" in seen.text
    assert seen.text == pressed.text
    assert "Norr" not in seen.text
    assert "telefon=" not in str(pressed.headers.getlist("Set-Cookie"))
    assert refusals() == [("code_wrong", None, None)] * 2


def test_two_phones_at_once_and_one_is_enrolled(unlocked: Unlocked) -> None:
    path = unlocked.code()
    answers = [enrol(Client(unlocked.app), path).status_code, Client(unlocked.app).get(path).status_code]
    assert answers == [303, 403]


def test_codes_are_not_guessed_from_one_address(here: Unlocked) -> None:
    client = Client(here.app)
    told = [client.get(f"/telefon/ABCD-EFGH-{number:02}").status_code for number in range(40)]
    assert told == [403] * 30 + [429] * 10
    assert client.get(here.code()).status_code == 429, "nor is a right one then told apart"


def test_enrolled_anew_it_is_the_old_phone_no_longer(here: Unlocked) -> None:
    phone = here.phone()
    assert here.choose(phone, "w1") == 303
    old = phone.get_cookie("telefon").value
    again = code_on(here.desk.submit(f"/chef/telefoner/{the_phone().id}/kod", page="/chef/telefoner").text)
    other = Client(here.app)
    enrol(other, again)
    assert phone.get("/personal").location == "/personal/vem", "her day on the old browser has ended"
    assert phone.get("/personal/vem").status_code == 403
    assert other.get("/personal/vem").status_code == 200
    assert other.get_cookie("telefon").value != old
    assert here.try_pin(other, "w1", PIN) == 303


def test_a_browser_is_one_phone(here: Unlocked) -> None:
    phone = here.phone("Telefon 7")
    enrol(phone, here.code("Telefon 8"))
    assert the_phone("Telefon 7").cut_at is not None
    assert the_phone("Telefon 8").cut_at is None
    assert phone.get("/personal/vem").status_code == 200


def test_a_phone_is_enrolled_in_the_trail(here: Unlocked) -> None:
    here.phone()
    row = db.session.scalars(select(Trail).where(Trail.what == "worker_phone.enrol")).one()
    assert (row.action, row.role, row.unit_id, row.phone_id) == ("change", "phone", here.town.unit.id, the_phone().id)


@pytest.mark.settings(public_url=HTTPS)
def test_over_https_the_cookie_is_the_hosts_own(app: Flask) -> None:
    with app.test_request_context("/", base_url=HTTPS):
        assert phones.cookie_name() == "__Host-telefon"
        cookie = _kept(Response(), "t").headers["Set-Cookie"]
    assert cookie.startswith("__Host-telefon=t;")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"))
    assert "Domain" not in cookie
