"""She asks from her own device: until the cut-off, of her own visits, once, whatever she types."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend import offers
from backend.access.scope import MUNICIPALITY
from backend.requests.standing import requests_of
from schema import clock
from schema.db import db
from schema.tables import RequestStep, Trail, VisitRequest
from tests.card.conftest import words
from tests.notices.planned import Day, person
from tests.notices.town import at
from tests.packages import visit as visit_row
from tests.people import Client
from tests.requests.conftest import ASKED, DAY, Own, visit, visit_id


def many() -> int:
    return db.session.scalar(select(func.count()).select_from(VisitRequest)) or 0


def test_she_declines_and_takes_it_back(own: Own) -> None:
    page = words(own.look("v1"))
    assert "Tisdag 24 november" in page and "Mellan klockan 8 och 9" in page
    assert "fram till måndag 23 november klockan 20" in page
    asked = own.ask("v1", text="Min dotter är här 🙂")
    assert (asked.status_code, asked.location) == (303, f"/mitt/besok/{visit_id('v1')}/andra")
    page = words(own.look("v1"))
    assert "Du vill avboka besöket" in page and "Vi har inte svarat än" in page
    assert "Avboka besöket" not in page, "nothing more to ask while it waits"
    (mine,) = requests_of(person("elsa").id)
    assert (mine.kind, mine.state, mine.text) == ("decline", "open", "Min dotter är här 🙂")
    assert visit("v1").status == "planned", "nothing has happened yet"
    with clock.standing_at(ASKED):
        token = own.client.csrf_token(f"/mitt/besok/{visit_id('v1')}/andra")
        for _ in range(2):
            own.client.post(f"/mitt/besok/{visit_id('v1')}/andra/ta-tillbaka", data={"csrf_token": token})
    assert [one.step for one in db.session.scalars(select(RequestStep))] == ["withdrawn"]
    assert "Du har tagit tillbaka" in words(own.look("v1"))
    assert own.ask("v1", kind="other_time", when="later").status_code == 303, "she may ask anew"
    assert "tidigast klockan 8.15" in words(own.look("v1"))
    assert {"visit_asked", "request_withdrawn"} <= set(db.session.scalars(select(Trail.reason)))


def test_where_the_plan_was_first_it_is_done(own: Own, planned: Day) -> None:
    own.ask("v1")
    planned.visit("v1")["cancelled"] = "yes"
    planned.plan(ASKED + timedelta(minutes=5))
    with clock.standing_at(ASKED + timedelta(minutes=6)):
        assert [one.state for one in requests_of(person("elsa").id)] == ["agrees"]
    assert "Besöket är avbokat" in words(own.look("v1"))


@pytest.mark.parametrize("language", ["fi", "en"])
def test_in_her_language(own: Own, language: str) -> None:
    page = words(own.look("v1", lang=f"?lang={language}"))
    assert {"fi": "Toinen aika", "en": "Get another time"}[language] in page
    assert "besök" not in page


def test_the_same_form_twice_is_one_and_two_forms_are_not_two(own: Own) -> None:
    first = {"once": "abc-a", "kind": "decline"}
    assert [own.post("v1", ASKED, first).status_code for _ in range(2)] == [303, 303]
    assert own.post("v1", ASKED, {**first, "once": "def-a"}).status_code == 422
    assert many() == 1


def test_the_cut_off_is_at_its_minute_and_the_units_own(own: Own) -> None:
    cut_off = at(20, day=DAY - timedelta(1))
    late = own.ask("v1", cut_off, text="Kom inte")
    assert late.status_code == 422 and many() == 0
    assert "för sent att ändra här" in words(late) and "018-123 45 67" in words(late) and "Kom inte" in words(late)
    assert "för sent" not in words(own.look("v1", cut_off - timedelta(minutes=1)))
    with clock.standing_at(cut_off):
        assert not offers.choose(MUNICIPALITY, visit("v1").unit_id, 73, "executed", survey=True)
        assert offers.choose(MUNICIPALITY, visit("v1").unit_id, 2, "executed", survey=True)
    db.session.commit()
    assert own.ask("v1", at(5, 59)).status_code == 303, "two hours before, as the unit has chosen"
    assert "för sent" in words(own.look("v3", at(16)))


def test_another_s_visit_is_not_there_and_nothing_without_a_paired_device(own: Own, live: Flask) -> None:
    address, nowhere = f"/mitt/besok/{visit_id('v5')}/andra", "/mitt/besok/999999/andra"
    with clock.standing_at(ASKED):
        token = own.client.csrf_token(f"/mitt/besok/{visit_id('v1')}/andra")
        for method in ("get", "post"):
            told = [getattr(own.client, method)(one, data={"csrf_token": token, "kind": "decline"}) for one in
                    (address, nowhere)]  # fmt: skip
            assert [one.status_code for one in told] == [404, 404]
            assert told[0].text == told[1].text
        assert own.client.post(f"{address}/ta-tillbaka", data={"csrf_token": token}).status_code == 404
        assert Client(live).get(address).status_code == 403
        assert own.client.post(f"/mitt/besok/{visit_id('v1')}/andra", data={"kind": "decline"}).status_code == 400
    assert many() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "other_time"}, "Välj en tid först."),
        ({"kind": "other_time", "when": "at", "time": "halv nio"}, "Skriv tiden så här: 14.30."),
        ({"kind": "other_time", "when": "<script>", "text": "kvar"}, "Välj en tid först."),
        ({"kind": "decline", "text": "Å" * 10_000}, "Det blev för långt."),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(own: Own, fields, said) -> None:
    told = own.ask("v1", **fields)
    assert told.status_code == 422 and said in words(told) and many() == 0
    if "text" in fields:
        assert fields["text"] in told.text


def test_odd_words_are_kept_as_words(own: Own) -> None:
    assert own.ask("v1", text="<script>alert(1)</script>\x07 Å🙂").status_code == 303
    (mine,) = requests_of(person("elsa").id)
    assert mine.text == "<script>alert(1)</script> Å🙂"


def test_a_visit_that_has_begun_or_was_cancelled_is_not_changed(own: Own, planned: Day) -> None:
    planned.visit("v1")["cancelled"] = "yes"
    planned.tables["visits"].append(visit_row("v9", "elsa", DAY - timedelta(2), "08:00", "09:00", 30, "dusch", "w1"))
    planned.plan(ASKED - timedelta(hours=1))
    for name in ("v1", "v9"):
        assert "går inte att ändra" in words(own.look(name))
        assert own.client.post(f"/mitt/besok/{visit_id(name)}/andra", data={"kind": "decline"}).status_code == 400
    assert many() == 0
