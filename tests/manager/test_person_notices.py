"""How somebody wishes to be told is set on her page, append-only; a number that will not be told says so there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.telling import answers, readers, welcomes
from backend.telling.answers import Inbound
from notifications.going import Notices
from schema import clock
from schema.db import db
from schema.tables import Message, NoticeWish, Relative
from tests.manager.desk import at, lay_plan, recipient_id
from tests.packages import DAY, small_package
from tests.people import Client, Staff

ELSA, ANNA = "+46701740605", "+46701740621"


@pytest.fixture
def noon(any_app: Flask, tmp_path: Path) -> Iterator[None]:
    """Elsa has a daughter, of whom the plan says that she hears nothing; it is noon."""
    tables = small_package()
    tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd"})
    tables["relatives"] = [
        {"relative_id": "a1", "recipient_id": "elsa", "name": "Anna Berg", "phone": ANNA, "may_see": "times",
         "secrecy_consent_on": "2026-01-15", "data_consent_on": "2026-01-15", "consent_basis": "self",
         "notices": "none"}
    ]  # fmt: skip
    lay_plan(tmp_path, **tables)
    with clock.standing_at(at("12:00")):
        yield


def _main(client: Client) -> str:
    return re.sub(r"\s+", " ", client.get(f"/chef/person/{recipient_id('elsa')}").text.split("<main")[1])


def _text(words: str, number: str) -> None:
    answers.receive(Inbound(f"SM{words}{number}", number, words), "Provkommun")
    db.session.commit()


def test_a_wish_is_set_and_the_one_before_stays(noon: None, staff: Staff) -> None:
    manager, outsider, person = staff("manager", ["norr"]), staff("manager", ["syd"]), recipient_id("elsa")
    page, address = f"/chef/person/{person}", f"/chef/person/{person}/besked"
    assert "Inget är antecknat." in _main(manager)
    fields = {"notices": "changes", "day": "same", "list_at": "09:00", "way": "call"}
    assert outsider.submit(address, fields, page="/chef/jour").status_code == 404
    for wrong in ({"notices": "some"}, {"notices": "all", "way": "fax"}):
        assert manager.submit(address, wrong, page=page).status_code == 404
    manager.submit(address, fields, page=page)
    said = _main(manager)
    assert "Antecknat i dag klockan 12 av Manager 1." in said
    assert '<option value="09:00" selected>' in said and '<option value="call" selected>' in said
    manager.submit(address, {"notices": "none", "day": "before"}, page=page)
    rows = db.session.scalars(select(NoticeWish).order_by(NoticeWish.id)).all()
    assert [(row.notices, row.list_at, row.evening_before, row.way) for row in rows] == [
        ("changes", time(9), False, "call"), ("none", None, True, None),
    ]  # fmt: skip


def test_a_relatives_wish_is_heard_and_ends_by_stopp_until_start(noon: None, staff: Staff) -> None:
    manager, outsider, person = staff("manager", ["norr"]), staff("manager", ["syd"]), recipient_id("elsa")
    anna = db.session.scalars(select(Relative.id)).one()

    def heard() -> list[Notices]:
        return [one.notices for one in readers.readers([person], DAY)[person] if one.relative_id == anna]

    assert heard() == []
    address, page = f"/chef/anhorig/{anna}/besked", f"/chef/person/{person}"
    assert outsider.submit(address, {"notices": "all"}, page="/chef/jour").status_code == 404
    manager.submit(address, {"notices": "all"}, page=page)
    assert heard() == [Notices.ALL]
    assert "Ingen har bekräftat numret." in _main(manager)
    assert welcomes.relatives("Provkommun") == {"welcomed": 1}
    assert "Vårt första besked har gått till numret." in _main(manager)
    welcome = db.session.scalars(select(Message)).one()
    welcome.state = "undelivered"
    assert "Fråga Anna Berg om numret stämmer" in _main(manager)
    _text("STOPP", ANNA)
    assert heard() == [] and "Kom överens med Anna Berg om ett annat sätt." in _main(manager)
    _text("START", ANNA)
    assert heard() == [Notices.ALL] and "Kom överens" not in _main(manager)


def test_a_number_that_answered_says_so_on_the_page(noon: None, staff: Staff) -> None:
    manager = staff("manager", ["norr"])
    assert 'class="notice warn"' not in _main(manager)
    _text("Stopp!", ELSA)
    assert "Numret har svarat STOPP, så inga sms går dit. Kom överens med Elsa Berg" in _main(manager)
    _text("FEL", ELSA)
    assert "Någon har svarat FEL från numret" in _main(manager)
