"""Whose list did not arrive stands on the manager's list to call by hand, with a tick that can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from notifications import receipts
from notifications.receipts import Receipt
from schema import clock
from schema.db import db
from schema.tables import HandCall, Message, Trail
from tests.fake_twilio import FakeTwilio, Fault
from tests.notices.planned import ARNE, ELSA, SIGNE, Day, person
from tests.notices.town import at
from tests.packages import DAY
from tests.people import Client, Staff


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    day = Day(tmp_path, fake_twilio)
    day.tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd"})
    next(row for row in day.tables["recipients"] if row["recipient_id"] == "elsa")["landline"] = "018-10 20 30"
    return day


def _told(number: str, status: str, error: str | None = None) -> int:
    message = next(one for one in db.session.scalars(select(Message)) if one.number == number)
    with clock.standing_at(at(6, 31)), committed():
        receipts.receive(Receipt(message.sid or "", status, error))
    return message.id


def _main(client: Client) -> str:
    return re.sub(r"\s+", " ", client.get("/chef/ring").text.split("<main")[1])


def test_who_was_not_reached_is_called_by_hand(day: Day, staff: Staff, fake_twilio: FakeTwilio) -> None:
    day.plan(at(15, day=DAY - timedelta(1)))
    fake_twilio.faults.append(Fault(code=21211, to=SIGNE))
    day.tick(at(6, 30), "morning_list")
    message = _told(ELSA, "undelivered", "30003")
    with clock.standing_at(at(6, 40)):
        manager, outsider = staff("manager", ["norr"]), staff("manager", ["syd"])
        page = _main(manager)
        assert [who for who in ("Elsa Berg", "Arne Berg", "Signe Lund") if who in page] == ["Elsa Berg", "Signe Lund"]
        assert page.index("Elsa Berg") < page.index("Signe Lund") and "2 av 2 är kvar" in page
        assert "070-174 06 05" in page and "018-10 20 30" in page
        assert "klockan 8–9, Leila<br>klockan 12–12.30" in page
        assert "Telefonen var avstängd eller utan täckning." in page and "Numret finns inte." in page
        assert "Att ringa: 2 har inte fått sitt besked i dag" in manager.get("/chef").text
        assert "Alla är nådda" in _main(outsider)
        assert outsider.submit(f"/chef/ring/{message}/klart", page="/chef/ring").status_code == 404
        manager.submit(f"/chef/ring/{message}/klart", page="/chef/ring")
        page = _main(staff("manager", ["norr"]))
        assert "1 av 2 är kvar" in page and "Manager 1, klockan 6.40" in page
        manager.submit(f"/chef/ring/{message}/angra", page="/chef/ring")
        assert "2 av 2 är kvar" in _main(manager)
        assert db.session.scalars(select(HandCall)).all() == []
    seen = db.session.scalars(select(Trail.recipient_id).where(Trail.what == "manager_calls.page"))
    assert {person("elsa").id, person("signe").id} <= set(seen)


def test_no_word_of_a_message_is_no_arrival_after_a_while(day: Day, staff: Staff) -> None:
    day.begin()
    manager = staff("manager", ["norr"])
    with clock.standing_at(at(6, 45)):
        assert "Alla är nådda" in _main(manager)
    for number in (ELSA, ARNE):
        _told(number, "delivered")
    with clock.standing_at(at(6, 51)):
        page = _main(manager)
    assert "Signe Lund" in page and "Elsa Berg" not in page
    assert "Vi har inte fått veta att sms:et kom fram." in page
