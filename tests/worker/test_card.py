"""A home's card, read by a signed-in worker: it leads to the visit, and registers nothing by itself."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from backend.cards.issue import card_for
from schema import clock
from schema.db import db
from schema.tables import Event, Execution, Recipient, Visit
from tests.people import Client
from tests.visits import town as towns
from tests.visits.day import at
from tests.visits.town import Town
from tests.worker.pressing import BUTTON, FIELD, buttons, facts, press


@pytest.fixture
def address(town: Town) -> str:
    token = card_for(db.session.get_one(Recipient, town.recipients["r1"]).home_id)
    return f"/personal/kort/{token}"


def test_leads_to_her_own_visit_first(worker: Client, town: Town, address: str) -> None:
    assert press(worker, address, "Checka in") == 302
    assert [(fact[1], fact[3]) for fact in facts()] == [(town.visits["a"], "qr")]
    row = db.session.scalars(select(Event)).one()
    assert row.card_home_id == db.session.get_one(Recipient, town.recipients["r1"]).home_id


def test_the_likeliest_is_hers(worker: Client, town: Town, address: str) -> None:
    page = worker.get(address).text
    big = re.search(r'class="card good".*?name="visit_id" value="(\d+)"', page, re.S)
    assert big is not None
    assert int(big[1]) == town.visits["a"]


def test_a_colleagues_visit_and_out_again_from_her_day(worker: Client, town: Town, address: str) -> None:
    page = worker.get(address).text
    action, fields = next((a, dict(FIELD.findall(f))) for a, f, _ in BUTTON.findall(page)
                          if f'value="{town.visits["c"]}"' in f)  # fmt: skip
    worker.post(action, data=fields)
    assert town.state("c")[0] == "in_progress"
    with clock.standing_at(at("08:40")):
        assert press(worker, "/personal", "Checka ut") == 302
    assert town.state("c") == ("done", "08:20", "08:40")


def test_an_unplanned_visit(worker: Client, town: Town, address: str) -> None:
    with clock.standing_at(at("14:00")):
        assert press(worker, address, "Checka in hos Elsa 2") == 302
    with clock.standing_at(at("14:10")):
        assert "Elsa 2 (oplanerat)" in worker.get("/personal").text
        assert press(worker, "/personal", "Checka ut") == 302
    (row,) = db.session.scalars(select(Execution))
    assert (row.visit_id, row.recipient_id, towns.clock_time(row.check_out_at)) == (
        None, town.recipients["r2"], "14:10",
    )  # fmt: skip


def test_nobody_of_another_home_and_no_wrong_card(worker: Client, town: Town, address: str) -> None:
    _, fields = buttons(worker.get(address).text)["Checka in hos Elsa 1"]
    for wrong in ({"recipient_id": str(town.recipients["r3"])}, {"visit_id": str(town.visits["b"])}):
        assert worker.post(address, data={**fields, **wrong}).status_code == 404
    assert worker.get("/personal/kort/nobodys").status_code == 404
    assert worker.post("/personal/kort/nobodys", data=fields).status_code == 404
    assert facts() == []
    assert db.session.scalar(select(func.count(Visit.id)).where(Visit.status != "planned")) == 0


def test_what_is_done_does_not_stand_in_the_way(worker: Client, town: Town, address: str) -> None:
    press(worker, address, "Checka in")
    with clock.standing_at(at("08:40")):
        press(worker, address, "Checka ut")
        page = worker.get(address).text
    big = re.search(r'class="card good".*?name="visit_id" value="(\d+)"', page, re.S)
    assert big is not None
    assert int(big[1]) == town.visits["c"]
    assert "Planerat för" in page
