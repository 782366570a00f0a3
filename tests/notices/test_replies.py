"""What a text asks for is answered from what the number may know: today, tomorrow, help; all else is for the unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import InboundText
from tests.fake_twilio.callbacks import text
from tests.notices.planned import ELSA, Day
from tests.notices.town import at, number
from tests.packages import DAY, visit
from tests.people import Client, Staff

NONE = "Provkommun: Det finns inga besök att visa här."


@pytest.fixture
def told(day: Day) -> Day:
    tomorrow = DAY + timedelta(1)
    day.tables["visits"].append(visit("n1", "elsa", tomorrow, "10:00", "11:00", 30, "dusch", "w1"))
    day.begin()
    return day


def answer(app: Flask, body: str, who: str = ELSA) -> str:
    with clock.standing_at(at(12)):
        return text(Client(app), who, body)


def test_the_day_and_the_next_at_her_level(told: Day, live: Flask) -> None:
    today = "Provkommun: Vi kommer i dag tisdag 24 november:\nkl 18-19.30 Jonas\nFrågor? Ring 018-123 45 67"
    assert answer(live, "Idag?").replace("kl 12-12.30 Leila\n", "") == today
    assert "Vi kommer i morgon onsdag 25 november:\nkl 10-11 Leila" in answer(live, "i morgon")


@pytest.mark.parametrize("who", [number(99), "+15005550006", "Kommunen", "+4618123456"])
def test_who_has_no_visits_hears_one_neutral_sentence(told: Day, live: Flask, who: str) -> None:
    assert answer(live, "IDAG", who) == NONE


def test_help_says_the_words_and_the_units_number(told: Day, live: Flask) -> None:
    said = answer(live, "HJÄLP")
    assert "IDAG" in said and "STOPP" in said and said.endswith("Ring 018-123 45 67.")


@pytest.mark.parametrize("body", ["Å" * 2000, "", "🙂" * 400, "JA TACK men kom inte före nio", "\x00\x07"])
def test_anything_else_is_kept_whole_and_lies_in_the_inbox(
    told: Day, live: Flask, staff: Staff, body: str
) -> None:  # fmt: skip
    assert answer(live, body).startswith("Provkommun: Tack, vi läser det du skrev.")
    kept = db.session.scalars(select(InboundText)).one()
    assert (kept.body or "").replace("\x00", "") == body.replace("\x00", "")
    page = staff("manager", ["norr"]).get("/chef/inkorg").text
    assert "Elsa Berg" in page and (body[:20] in page or not body.isprintable())
