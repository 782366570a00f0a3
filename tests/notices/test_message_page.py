"""One message's page: why it was sent or not, what happened to it, and who may read that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from notifications import receipts
from notifications.receipts import Receipt
from schema import clock
from schema.db import db
from schema.tables import Message, Recipient, Trail, Unit, UnitNotice
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import ELSA, SIGNE, Day, person
from tests.notices.town import at
from tests.people import Staff


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    return Day(tmp_path, fake_twilio)


def _of(number: str) -> Message:
    """Numbers are encrypted: looked through."""
    return next(one for one in db.session.scalars(select(Message).order_by(Message.id)) if one.number == number)


def test_a_delivered_list_tells_its_life_to_the_manager_who_finds_it_on_the_persons_page(
    day: Day, staff: Staff
) -> None:  # fmt: skip
    day.begin()
    message = _of(ELSA)
    with clock.standing_at(at(6, 31)):
        for status in ("delivered", "sent"):
            receipts.receive(Receipt(message.sid or "", status))
    db.session.commit()
    manager, elsa = staff("manager", ["norr"]), person("elsa").id
    listed = manager.get(f"/chef/person/{elsa}").text
    assert (
        f'href="/chef/meddelande/{message.id}"' in listed and "Det kom fram tisdag 24 november klockan 6.31." in listed
    )
    page = manager.get(f"/chef/meddelande/{message.id}").text
    for said in (
        "Det kom fram tisdag 24 november klockan 6.31.", "•••• 06 05", "Elsa Berg", "Tider och namn", "Svenska",
        "1 sms-del", "Skrevs", "Lämnades till leverantören", "Besked från leverantören: framme",
        "Besked från leverantören: skickat därifrån (sade inget nytt)",
        "Tisdag 24 november mellan klockan 8 och 9", "Tisdag 24 november mellan klockan 18 och 19.30",
    ):  # fmt: skip
        assert said in page, said
    assert ELSA not in page and "Vi kommer" not in page  # its words left the house: they are not shown
    looks = db.session.execute(select(Trail.action, Trail.recipient_id).where(Trail.what == "manager_messages.message"))
    assert looks.all() == [("read", elsa)]


def test_what_was_held_says_why_and_shows_its_words_in_shadow(day: Day, staff: Staff) -> None:
    day.begin()
    db.session.add(UnitNotice(unit_id=person("elsa").unit_id, mode="shadow", recorded_at=clock.now()))
    day.visit("v3")["cancelled"] = "yes"
    day.plan(at(10))
    assert day.tick(at(10, 5)) == []
    held = db.session.scalars(select(Message).where(Message.reason == "shadow")).one()
    page = staff("manager", ["norr"]).get(f"/chef/meddelande/{held.id}").text
    assert "Det skickades inte, eftersom enheten är i provläge, där allt skrivs men inget skickas." in page
    assert "ingen kommer" in page and "Så står det i planen; meddelandet har inte lovat det." in page


def test_another_units_and_a_hidden_persons_message_is_not_there_for_a_manager(day: Day, staff: Staff) -> None:
    day.begin()
    elsa, signe = _of(ELSA).id, _of(SIGNE).id
    db.session.execute(select(Unit))
    db.session.add(Unit(source="plan", outside_id="syd", name="Syd", steering="minutes", revision=1))
    db.session.scalars(select(Recipient).where(Recipient.outside_id == "signe")).one().protected = True
    db.session.commit()
    manager, other, admin = staff("manager", ["norr"]), staff("manager", ["syd"]), staff("admin")
    assert [client.get(f"/chef/meddelande/{elsa}").status_code for client in (manager, other, admin)] == [200, 404, 403]
    assert manager.get(f"/chef/meddelande/{signe}").status_code == 404
    page = admin.get(f"/admin/utkorg/{signe}").text
    assert "skyddade personuppgifter" in page and "mellan klockan" not in page and "Signe" not in page
    assert admin.get(f"/admin/utkorg/{elsa}").status_code == 200
    assert f'href="/admin/utkorg/{elsa}"' in admin.get("/admin/utkorg").text


def test_codes_are_read_by_nobody_but_the_administrator_of_a_house_that_nothing_leaves(
    day: Day, live: Flask, staff: Staff
) -> None:  # fmt: skip
    from notifications.letters import send_code

    live.extensions["settings"] = replace(live.extensions["settings"], sms_mode="console")
    day.plan(at(6))
    elsa = person("elsa")
    send_code(live.extensions["settings"], way="sms", to=ELSA, code="482915", language="sv", recipient_id=elsa.id,
              unit_id=elsa.unit_id)  # fmt: skip
    db.session.commit()
    code = db.session.scalars(select(Message.id)).one()
    assert "482915" not in staff("manager", ["norr"]).get(f"/chef/meddelande/{code}").text
    assert "482915" in staff("admin").get(f"/admin/utkorg/{code}").text
