"""Staff choose on her word: who, how and when stand beside each choice; the same rules as on her own device."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.cards.issue import card_for
from schema import clock
from schema.db import db
from schema.tables import Consent, Device, NoticeWish, OwnChoice, Trail, Withdrawal
from tests.card.conftest import words
from tests.card.world import at
from tests.pairing.conftest import enter, pair
from tests.people import Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def test_who_how_and_when_stand_at_the_desk_and_on_her_own_page(homes, app: Flask, staff) -> None:
    own, manager = Client(app), staff("manager", ["norr"])
    pair(own, card_for(homes.home.id))
    page = f"/chef/person/{homes.person.id}"
    for what, fields in (
        ("language", {"value": "fi", "how": "telephone"}), ("survey", {"value": "off", "how": "written"}),
        ("quiet", {"value": "hours", "begins": "20:00", "ends": "09:00", "how": "spoken"}),
    ):  # fmt: skip
        for _ in range(2):
            assert manager.submit(f"{page}/val/{what}", fields, page=page).status_code == 303
    rows = db.session.scalars(select(OwnChoice).order_by(OwnChoice.id)).all()
    assert [(one.what, one.value, one.how, one.user_id, one.device_id) for one in rows] == [
        ("language", "fi", "telephone", manager.user.id, None), ("survey", "off", "written", manager.user.id, None),
        ("quiet", "20:00-09:00", "spoken", manager.user.id, None),
    ]  # fmt: skip
    assert homes.person.language == "fi"
    desk = words(manager.get(page))
    for said in ("Tyst från klockan 20 till 9", "Antecknat tisdag 24 november av Manager 1, på telefon."):
        assert said in desk, said
    hers = words(own.get("/mitt/val?lang=sv"))
    assert "Antecknat av hemtjänsten, skriftligt, tisdag 24 november." in hers and "Manager" not in hers
    token = manager.csrf_token(page)
    back = {"csrf_token": token, "before": "none", "how": "spoken"}
    assert 'name="before" value="none"' in manager.get(page).text
    manager.post(f"{page}/val/quiet", data=back)
    assert db.session.scalars(select(OwnChoice.value).order_by(OwnChoice.id.desc())).first() == "none"
    assert "own_choice:language:telephone" in set(db.session.scalars(select(Trail.reason)))


def test_what_is_not_said_how_is_not_recorded_and_others_people_are_not_there(homes, app: Flask, staff) -> None:
    manager, page = staff("manager", ["norr"]), f"/chef/person/{homes.person.id}"
    for fields in ({"value": "fi"}, {"value": "fi", "how": "own"}, {"value": "xx", "how": "spoken"}):
        answer = manager.post(f"{page}/val/language", data={"csrf_token": manager.csrf_token(page), **fields})
        assert answer.status_code == 303 and "Ingenting sparades" in manager.get(page).text
    for address in (f"{page}/val/sms_detail", f"/chef/person/{10**12}/val/language"):
        assert manager.submit(address, {"value": "services", "how": "spoken"}, page=page).status_code == 404
    homes.person.ended_on = clock.today() - timedelta(days=1)
    manager.submit(f"{page}/val/language", {"value": "fi", "how": "spoken"}, page=page)
    assert db.session.scalars(select(OwnChoice)).all() == []


def test_what_staff_end_for_her_says_how(homes, app: Flask, staff) -> None:
    homes.person.sms_detail = "names"
    kin, own, theirs = homes.relative(), Client(app), Client(app)
    pair(own, card_for(homes.home.id))
    enter(theirs)
    manager, page = staff("manager", ["norr"]), f"/chef/person/{homes.person.id}"
    device = db.session.scalars(select(Device).where(Device.recipient_id == homes.person.id)).one()
    manager.submit(f"{page}/onskemal/sms_detail", {"how": "telephone"}, page=page)
    manager.submit(f"{page}/enhet/{device.id}", {"how": "spoken"}, page=page)
    manager.submit(f"/chef/anhorig/{kin.id}/ta-tillbaka", {"how": "written"}, page=page)
    manager.submit(f"{page}/besked", {"notices": "none", "day": "same", "how": "telephone"}, page=page)
    taken = db.session.scalars(select(Withdrawal).order_by(Withdrawal.id))
    assert [(one.what, one.how) for one in taken] == [("sms_detail", "telephone"), ("relative", "written")]
    assert db.session.scalars(select(NoticeWish.how)).all() == ["telephone"]
    assert "device_ended:spoken" in set(db.session.scalars(select(Trail.reason)))
    assert (own.get("/mitt").status_code, theirs.get("/anhorig").status_code) == (403, 302)
    register = words(manager.get(f"/dataskydd/samtycken/{homes.person.id}"))
    assert "Tillbakataget Per telefon" in register
    assert db.session.scalars(select(Consent)).all() == []
