"""The page of a unit's notices: shadow mode on and off, the budget, what the fuse holds, what a notice looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from schema import clock
from schema.db import db
from schema.tables import Announcement, Task, Trail, Unit, UnitNotice, Worker
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import Day, person
from tests.notices.town import at
from tests.people import Client, Staff


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    found = Day(tmp_path, fake_twilio)
    found.begin()
    return found


def _act(client: Client, unit_id: int, step: str, **fields: str) -> str:
    answer = client.submit(f"/chef/besked/{unit_id}/{step}", fields, page="/chef/besked")
    assert answer.status_code == 303
    return client.get(answer.location).text


def test_shadow_mode_is_turned_on_explained_and_undone(day: Day, staff: Staff) -> None:
    unit = person("elsa").unit_id
    with clock.standing_at(at(9)):
        manager = staff("manager", ["norr"])
        assert "Beskeden går till dem som har bett om dem." in manager.get("/chef/besked").text
        page = _act(manager, unit, "lage", mode="shadow")
    assert "Provläget är på." in page and "Allt bestäms och skrivs, men ingenting skickas." in page
    assert "Senast ändrat tisdag 24 november klockan 9 av Manager 1" in page
    day.visit("v3")["cancelled"] = "yes"
    day.plan(at(10))
    assert day.tick(at(10, 5)) == []
    with clock.standing_at(at(11)):
        page = manager.get("/chef/besked").text
        assert "4 meddelanden till 3 nummer, 4 sms-delar, 1,80 kr." in page  # three lists that went, one change held
        assert "Ångrat." in _act(manager, unit, "angra")
        assert "Det stod redan så." in _act(manager, unit, "lage", mode="on")
    modes = db.session.scalars(select(UnitNotice.mode).order_by(UnitNotice.id)).all()
    assert modes == ["shadow", "on"]
    looks = db.session.scalars(select(Trail.action).where(Trail.what == "manager_sending.mode")).all()
    assert looks == ["change", "change"]


def test_a_budget_is_given_and_nonsense_refused(day: Day, staff: Staff) -> None:
    unit = person("elsa").unit_id
    with clock.standing_at(at(9)):
        head = staff("head", ["norr"])
        assert "Skriv ett helt antal sms-delar" in _act(head, unit, "budget", segments="många")
        assert "Skriv ett helt antal sms-delar" in _act(head, unit, "budget", segments="99999999999")
        page = _act(head, unit, "budget", segments="1 000")
        assert "<b>1\N{NO-BREAK SPACE}000</b>i budgeten, 450,00 kr" in page and "Räcker" in page
        assert "Enheten har ingen gräns." in _act(head, unit, "budget", segments="")


def test_what_the_fuse_holds_is_on_the_list_and_let_go_or_released_here(day: Day, staff: Staff) -> None:
    elsa = person("elsa")
    about = {"unit_id": elsa.unit_id, "recipient_id": elsa.id, "kind": "change", "outcome": "fuse"}
    times = {"arose_at": at(9), "ready_at": at(9), "decided_at": at(9), "expires_at": at(18)}
    db.session.add(Announcement(key="x", **about, **times))
    db.session.add(
        Task(key="f", kind="fuse", unit_id=elsa.unit_id, date=clock.local_date(at(9)), raised_at=at(9))
    )  # fmt: skip
    db.session.commit()
    with clock.standing_at(at(9, 30)):
        manager = staff("manager", ["norr"])
        today = manager.get("/chef").text
        assert "Ovanligt många besked väntar" in today and f'href="/chef/besked?enhet={elsa.unit_id}"' in today
        assert "1 person skulle få veta: ändring." in manager.get("/chef/besked").text
        assert manager.post(f"/chef/besked/{elsa.unit_id}/hallna", data={"what": "let_go"}).status_code == 400
        page = _act(manager, elsa.unit_id, "hallna", what="let_go")
        assert "Beskeden skickas inte." in page and "väntar på dig" not in page
        assert "Ovanligt många" not in manager.get("/chef").text
        assert "Det fanns inget som väntade" in _act(manager, elsa.unit_id, "hallna", what="release")


def test_another_units_is_not_there(day: Day, staff: Staff) -> None:
    with committed():
        db.session.add(Unit(source="plan", outside_id="syd", name="Syd", steering="minutes", revision=1))
    other = staff("manager", ["syd"])
    assert "Norr" not in other.get(f"/chef/besked?enhet={person('elsa').unit_id}").text
    answer = other.submit(f"/chef/besked/{person('elsa').unit_id}/lage", {"mode": "shadow"}, page="/chef/besked")
    assert answer.status_code == 404


def test_a_notice_is_looked_at_before_anybody_gets_it(day: Day, staff: Staff) -> None:
    worker = db.session.scalars(select(Worker).where(Worker.outside_id == "w2")).one()
    worker.shown_name = "Łukasz"
    db.session.commit()
    with clock.standing_at(at(9)):
        manager = staff("manager", ["norr"])
        plain = manager.get("/chef/besked?slag=delay&sprak=fi&niva=times").text
        assert "vanliga sms-tecken (GSM-7)" in plain and "tar mer plats" not in plain and 'lang="fi"' in plain
        odd = manager.get("/chef/besked?slag=morning&sprak=sv&niva=names&namn=1").text
        assert "Łukasz" in odd and "utökade tecken (UCS-2)" in odd and "bokstävernas skull: Ł." in odd
        assert "2 sms-delar" in odd and "0,90 kr" in odd
        assert manager.get("/chef/besked?slag=x&sprak=../sv&niva=9&namn=-7&enhet=x").status_code == 200
