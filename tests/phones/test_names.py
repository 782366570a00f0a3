"""Whose names stand on a phone, and how much of them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import Unit
from tests.people import Client, Staff
from tests.phones.conftest import PIN, Unlocked, code_on, enrol


def test_only_the_units_own_workers_stand_on_the_phone(here: Unlocked, staff: Staff) -> None:
    other = staff("worker", ["other"], worker_id=None)
    closed, ended = here.user("w2"), here.user("w3")
    closed.active = False
    ended.grants[0].until_on = clock.today() - timedelta(days=1)
    db.session.commit()
    phone = here.phone()
    page = phone.get("/personal/vem").text
    assert ("Leila" in page, "Åsa" in page, "Koskinen" in page, other.user.name in page) == (True, False, False, False)
    for user_id in (closed.id, ended.id, other.user.id, here.desk.user.id, 10**9):
        assert phone.get(f"/personal/vem/{user_id}").status_code == 404
        assert phone.get(f"/personal/vem/{user_id}/ny-kod").status_code == 404
        assert phone.submit(f"/personal/vem/{user_id}", {"pin": PIN}, page="/logga-in").status_code == 404


def test_a_worker_of_the_whole_municipality_stands_on_her_own_units_phones(here: Unlocked, staff: Staff) -> None:
    user = here.user("w1")
    user.grants[0].unit_id = None
    db.session.commit()
    assert "Leila" in here.phone().get("/personal/vem").text
    unit = db.session.scalars(select(Unit).where(Unit.outside_id == "other")).one()
    far = staff("manager", ["other"])
    fresh = far.submit("/chef/telefoner", {"label": "Telefon 1", "unit": unit.id}).text
    phone = Client(here.app)
    enrol(phone, code_on(fresh))
    assert "Leila" not in phone.get("/personal/vem").text


def test_names_say_no_more_than_tells_them_apart(here: Unlocked) -> None:
    page = here.phone().get("/personal/vem").text
    assert [name in page for name in ("Leila V", "Leila K", "Åsa")] == [True] * 3
    assert [name in page for name in ("Virtanen", "Koskinen", "Berg", "@example.se")] == [False] * 4
