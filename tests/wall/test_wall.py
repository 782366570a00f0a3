"""The wall, week and paper as the server makes them."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from schema.db import db
from schema.tables import Device, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import any_homes, homes, pair  # noqa: F401 - fixtures
from tests.people import Client

NEXT = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def slots(page: str) -> list[str]:
    """The visits on the wall in their order, those that wait for their turn too."""
    found = re.findall(r'<section role="listitem".*?</section>', page, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in found]


def test_the_wall_has_who_is_here_then_what_is_to_come_until_tomorrow_night(any_homes, any_app):  # noqa: F811
    any_homes.came(any_homes.visit("over", at(7), at(7, 30), workers="Sara"), "Sara", at(7), at(7, 20))
    any_homes.came(any_homes.visit("here", at(8), at(8, 30), services="insulin", workers="Ali"), "Ali", at(8, 5))
    any_homes.visit("later", at(12), at(13), workers="Sara")
    any_homes.visit("off", at(14), at(15), workers="Sara", status="cancelled")
    any_homes.visit("next", at(9, 0, NEXT), at(10, 0, NEXT), workers="Sara")
    client = Client(any_app)
    pair(client, any_homes.token())
    page = client.get("/mitt/vagg/visa").text
    shown = slots(page)
    assert [re.search(r"Ali är hos dig|klockan (\d+)", one)[0] for one in shown] == [
        "Ali är hos dig", "klockan 12", "klockan 14", "klockan 9",
    ]  # fmt: skip
    assert "Besöket är inställt" in shown[2]
    assert "I morgon" in shown[3]
    assert "8.31" in page
    assert "Tisdag 24 november" in page
    assert "Det är morgon" in page
    told = re.search(r'data-until="([^"]+)"', page)[1]
    assert told.startswith("2026-11-24T08:35"), "half an hour after eight, and an hour for a check-out that is late"


def test_a_night_stands_once_and_what_went_wrong_before_what_is_to_come(any_homes, any_app):  # noqa: F811
    any_homes.visit("silent", at(7), at(7, 30), workers="Ali")
    any_homes.visit("missed", at(6), at(7), workers="Ali", status="missed")
    any_homes.visit("later", at(12), at(13), services="insulin lunch", workers="Sara")
    any_homes.visit("night", at(23, 30), at(0, 30, NEXT), workers="Sara")
    any_homes.visit("next", at(9, 0, NEXT), at(10, 0, NEXT), workers="Sara")
    client = Client(any_app)
    pair(client, any_homes.token())
    page = client.get("/mitt/vagg/visa").text
    shown = slots(page)
    assert [re.match(r"(Inget besked|Blev inte av)?", one)[0] for one in shown][:2] == ["Inget besked", "Blev inte av"]
    assert len([one for one in shown if "23.30" in one]) == 1
    assert "nsulin" not in page
    assert ["dagens ord" in one for one in shown] == [True, False, True, True, False], "tomorrow's word is for tomorrow"
    week = words(client.get("/mitt/vecka"))
    assert week.count("23.30") == 1
    with time_machine.travel(at(11, 5), tick=False):
        assert "Inget besked" not in client.get("/mitt/vagg/visa").text


def test_what_went_wrong_last_evening_still_stands_after_midnight(any_homes, any_app):  # noqa: F811
    any_homes.visit("missed", at(22), at(23), workers="Ali", status="missed")
    client = Client(any_app)
    pair(client, any_homes.token())
    with time_machine.travel(at(1, 30, NEXT), tick=False):
        assert "Blev inte av" in client.get("/mitt/vagg/visa").text
    with time_machine.travel(at(2, 1, NEXT), tick=False):
        assert "Blev inte av" not in client.get("/mitt/vagg/visa").text


def test_a_device_that_waits_or_is_closed_gets_no_wall_and_a_look_is_written_down(homes, app):  # noqa: F811
    homes.visit("v1", at(12), at(13))
    client = Client(app)
    pair(client, homes.token())
    assert client.get("/mitt/vagg/visa", headers={"X-Refresh": "1"}).status_code == 200
    assert client.get("/mitt/vagg/visa", headers={"X-Refresh": "1"}).status_code == 200
    looks = db.session.scalars(select(Trail).where(Trail.what == "wall.wall")).all()
    assert [(one.role, one.recipient_id) for one in looks] == [("recipient", homes.person.id)]
    db.session.scalars(select(Device)).one().way = "worker"
    db.session.commit()
    closed = client.get("/mitt/vagg/visa")
    assert (closed.status_code, closed.headers["Clear-Site-Data"]) == (403, '"storage"')
    assert Client(app).get("/mitt/vagg").status_code == 403


def test_what_installs_it_says_nothing_of_anybody(homes, app):  # noqa: F811
    told = json.loads(Client(app).get("/mitt/vagg/app.webmanifest").text)
    assert (told["start_url"], told["scope"], told["display"]) == ("/mitt/vagg/visa", "/mitt/vagg/", "fullscreen")
    for icon in told["icons"]:
        assert Client(app).get(icon["src"]).mimetype == "image/png"
    script = Client(app).get("/mitt/vagg/sw.js")
    assert (script.mimetype, script.headers["Cache-Control"]) == ("text/javascript", "private, no-store")


def test_her_week_and_the_paper_for_her_home_say_nothing_of_nursing(any_homes, any_app, staff):  # noqa: F811
    any_homes.visit("v1", at(12), at(13), services="insulin lunch", workers="Sara")
    any_homes.visit("v2", at(9, 0, NEXT), at(10, 0, NEXT), services="insulin", workers="Hemlig")
    client = Client(any_app)
    pair(client, any_homes.token())
    hers = words(client.get("/mitt/vecka"))
    for said in ("Tisdag 24 november", "Mellan klockan 12 och 13", "Sara", "Lunchdags", "Måndag 30 november",
                 "Inga besök den dagen", "018-123 45 67", "tisdag 24 november klockan 8.31"):  # fmt: skip
        assert said in hers, said
    assert "nsulin" not in hers
    chief = staff("manager", ["norr"])
    paper = words(chief.get(f"/chef/person/{any_homes.person.id}/vecka"))
    assert "Lunchdags" in paper
    assert "Någon från hemtjänsten" in paper
    assert [one for one in ("nsulin", "Sjuksköterska", "Elsa", "Hemlighet") if one in paper] == []
    printed = db.session.scalars(select(Trail).where(Trail.action == "print")).all()
    assert [(one.recipient_id, one.what) for one in printed] == [(any_homes.person.id, "manager_week.week")]
