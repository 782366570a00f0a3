"""The manager sets the code by which somebody who calls hears her day: shown once, and never again."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from schema.db import db
from schema.tables import CallerPin, Trail
from tests.notices.town import Town, line, number
from tests.people import Client, Staff


@pytest.fixture
def town(any_app: Flask) -> Town:
    return Town()


@pytest.fixture
def chef(town: Town, staff: Staff) -> Client:
    db.session.commit()
    return staff("manager", ["norr"])


def test_a_code_of_ours_is_shown_once_and_can_be_taken_away(town: Town, chef: Client) -> None:
    elsa = town.recipient("Elsa Andersson", number(5))
    db.session.commit()
    page = f"/chef/person/{elsa.id}"
    assert "Har ingen kod." in chef.get(page).text
    answer = chef.submit(f"{page}/telefonkod", page=page)
    pin = re.search(r'class="typed big code">(\d{6})<', answer.text)
    assert pin and "Elsa Andersson" in answer.text
    kept = db.session.scalars(select(CallerPin)).one()
    assert pin[1] not in repr(vars(kept))
    again = chef.get(page).text
    assert "Har en kod sedan" in again and pin[1] not in again
    assert chef.submit(f"{page}/telefonkod/avsluta", page=page).status_code == 303
    assert chef.submit(f"{page}/telefonkod/avsluta", page=page).status_code == 404
    db.session.expire_all()
    assert db.session.scalars(select(CallerPin)).one().ended_at is not None
    reasons = db.session.scalars(select(Trail.reason).where(Trail.recipient_id == elsa.id, Trail.action == "change"))
    assert list(reasons) == ["caller_pin_set", "caller_pin_ended"]


CHOSEN = {
    "123": "fyra till sex siffror", "1234": "för lätt att gissa", "1948": "ett datum eller ett årtal",
    number(5)[-5:]: "eget telefonnummer", line(1)[-5:]: "eget telefonnummer",
}  # fmt: skip


def test_a_code_that_she_chose(town: Town, chef: Client) -> None:
    elsa = town.recipient("Elsa", number(5), landline=line(1))
    db.session.commit()
    page = f"/chef/person/{elsa.id}"
    for pin, said in CHOSEN.items():
        assert chef.submit(f"{page}/telefonkod", {"pin": pin}, page=page).status_code == 303
        assert said in chef.get(page).text
    assert db.session.scalars(select(CallerPin)).all() == []
    assert "7306" in chef.submit(f"{page}/telefonkod", {"pin": "7 3 0 6"}, page=page).text


def test_nobody_protected_has_one(town: Town, staff: Staff) -> None:
    hidden = town.recipient("Hemlig", number(5), protected=True)
    db.session.commit()
    answer = staff("manager", ["norr"]).submit(f"/chef/person/{hidden.id}/telefonkod", page="/chef")
    assert answer.status_code == 404
