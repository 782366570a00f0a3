"""The worker's face: her own day and nobody else's, one button, and a press that counts once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from backend.cards.issue import card_for
from schema import clock
from schema.db import db
from schema.tables import Event, Execution, Recipient, Trail
from tests.people import Client
from tests.visits import town as towns
from tests.visits.day import at
from tests.visits.town import Town
from tests.worker.pressing import FIELD, buttons, facts, press


def test_her_own_day_in_order_and_in_words(worker: Client, town: Town) -> None:
    page = worker.get("/personal").text
    order = re.findall(r'<a href="/personal/besok/(\d+)">Elsa', page)
    assert order == [str(town.visits[name]) for name in "ab"]
    assert "mellan klockan 9 och 10, 30 minuter" in page
    assert "Mellan klockan 11 och 12, 30 min" in page
    assert "Storgatan 1" in page
    assert "Elsa 2" not in page
    assert "Leila 2" in worker.get(f"/personal/besok/{town.visits['b']}").text  # with whom, at the visit of two


def test_a_night_pass_is_one_route(worker: Client, town: Town) -> None:
    address = f'href="/personal/besok/{town.visits["night"]}"'
    with clock.standing_at(at("20:00")):
        assert address in worker.get("/personal").text
    with clock.standing_at(at("+1 08:00")):
        assert f"/personal/besok/{town.visits['a']}" not in worker.get("/personal").text


def test_reading_changes_nothing_but_the_trail(worker: Client, town: Town) -> None:
    token = card_for(db.session.get_one(Recipient, town.recipients["r1"]).home_id)
    before = towns.dump()
    for page in ("/personal", f"/personal/besok/{town.visits['a']}", f"/personal/kort/{token}"):
        assert worker.get(page).status_code == 200
    assert towns.dump() == before
    assert db.session.scalar(select(func.count(Trail.id)).where(Trail.recipient_id == town.recipients["r1"])) == 3


def test_in_out_and_the_next_one(worker: Client, town: Town) -> None:
    assert press(worker, "/personal", "Checka in") == 302
    assert town.state("a") == ("in_progress", "08:20", None)
    assert "Du är hos Elsa 1" in worker.get("/personal").text
    with clock.standing_at(at("08:50")):
        assert press(worker, "/personal", "Checka ut") == 302
        assert town.state("a") == ("done", "08:20", "08:50")
        assert buttons(worker.get("/personal").text)["Checka in"][0] == f"/personal/besok/{town.visits['b']}"
    assert [fact[2:4] for fact in facts()] == [(town.workers["w1"], "app")] * 2


def test_a_double_press_is_one_fact(worker: Client) -> None:
    action, fields = buttons(worker.get("/personal").text)["Checka in"]
    for second in (0, 5):
        with clock.standing_at(at(f"08:20:{second:02d}")):
            assert worker.post(action, data=fields).status_code == 302
    assert len(facts()) == 1


@pytest.mark.parametrize("name", ["c", "no such"])
def test_somebody_elses_visit_is_not_there(worker: Client, town: Town, name: str) -> None:
    visit_id = town.visits.get(name, 999)
    assert worker.get(f"/personal/besok/{visit_id}").status_code == 404
    _, fields = buttons(worker.get("/personal").text)["Checka in"]
    for address in (f"besok/{visit_id}", f"besok/{visit_id}/efterhand", f"hos/{town.recipients['r2']}"):
        assert worker.post(f"/personal/{address}", data={**fields, "came": "09:00"}).status_code == 404
    assert facts() == []


@pytest.mark.parametrize("role", ["planner", "manager", "admin"])
def test_only_for_workers(staff: Callable[..., Client], town: Town, role: str) -> None:
    assert staff(role, units=["u"]).get("/personal").status_code == 403


def test_without_a_form_of_ours_nothing_is_registered(worker: Client, town: Town) -> None:
    address = f"/personal/besok/{town.visits['a']}"
    assert worker.post(address, data={"kind": "check_in", "event_id": str(uuid.uuid4())}).status_code == 400
    _, fields = buttons(worker.get("/personal").text)["Checka in"]
    for wrong in ({"kind": "note"}, {"event_id": "1"}, {"event_id": ""}):
        assert worker.post(address, data={**fields, **wrong}).status_code == 400
    assert facts() == []


def test_an_account_without_a_worker_sees_nobody(staff: Callable[..., Client], town: Town) -> None:
    client = staff("worker", units=["u"])
    page = client.get("/personal")
    assert page.status_code == 200
    assert "Elsa" not in page.text
    assert client.get(f"/personal/besok/{town.visits['a']}").status_code == 404


@pytest.mark.parametrize(("label", "status"), [("Kunden är inte hemma", "absent"), ("Kunden avböjde", "declined")])
def test_no_visit_came_of_it(worker: Client, town: Town, label: str, status: str) -> None:
    assert press(worker, f"/personal/besok/{town.visits['a']}", label) == 302
    assert town.state("a")[0] == status


def test_taken_back_while_fresh_and_both_stand(worker: Client, town: Town) -> None:
    press(worker, "/personal", "Checka in")
    action, fields = next(iter(buttons_of_regret(worker)))
    assert worker.post(action, data=fields).status_code == 302
    assert town.state("a")[0] == "planned"
    assert [fact[0] for fact in facts()] == ["check_in", "note"]
    press(worker, "/personal", "Checka in")
    with clock.standing_at(at("08:22:01")):
        assert list(buttons_of_regret(worker)) == []
    with clock.standing_at(at("08:24")):
        late = db.session.scalars(select(Event.id).order_by(Event.id.desc())).first()
        _, fields = buttons(worker.get("/personal").text)["Checka ut"]
        assert worker.post(f"/personal/angra/{late}", data=fields).status_code == 302
    assert town.state("a")[0] == "in_progress"


def buttons_of_regret(client: Client) -> Iterator[tuple[str, dict[str, str]]]:
    page = client.get("/personal").text
    for action, body in re.findall(r'action="(/personal/angra/\d+)" method="post">(.*?)</form>', page, re.S):
        yield action, dict(FIELD.findall(body))


def test_nobody_elses_fact_can_be_taken_back(worker: Client, staff: Callable[..., Client], town: Town) -> None:
    other = staff("worker", units=["u"], worker_id=town.workers["w2"])
    press(worker, "/personal", "Checka in")
    _, fields = buttons(other.get("/personal").text)["Checka in"]
    fact_id = db.session.scalars(select(Event.id)).one()
    other.post(f"/personal/angra/{fact_id}", data=fields)
    assert town.state("a")[0] == "in_progress"


AFTERWARDS = {
    "both": ({"came": "09:02", "went": "09:15"}, ("done", "08:02", "08:15")),
    "only when she came": ({"came": "09:02"}, ("in_progress", "08:02", None)),
    "only when she left": ({"went": "09:15"}, ("done", None, "08:15")),
}


@pytest.mark.parametrize("given, expected", AFTERWARDS.values(), ids=AFTERWARDS)
def test_registered_afterwards(worker: Client, town: Town, given: dict[str, str], expected: tuple[str, ...]) -> None:
    page = f"/personal/besok/{town.visits['a']}"
    fields = {"event_id": str(uuid.uuid4()), "note": "glömde", **given}
    assert worker.submit(f"{page}/efterhand", fields, page=page).status_code == 302
    assert town.state("a") == expected
    assert {fact[3] for fact in facts()} == {"manual"}


@pytest.mark.parametrize("given", [{}, {"came": "09:30"}, {"came": "09:10", "went": "09:05"}, {"came": "kvart över"}])
def test_times_that_cannot_be(worker: Client, town: Town, given: dict[str, str]) -> None:
    page = f"/personal/besok/{town.visits['a']}"
    answer = worker.submit(f"{page}/efterhand", {"event_id": str(uuid.uuid4()), **given}, page=page)
    assert (answer.status_code, 'class="error"' in answer.text) == (422, True)
    assert facts() == []


def test_a_time_filled_in_over_a_registered_one_corrects_it(worker: Client, town: Town) -> None:
    press(worker, "/personal", "Checka in")
    page = f"/personal/besok/{town.visits['a']}"
    worker.submit(f"{page}/efterhand", {"event_id": str(uuid.uuid4()), "came": "09:05"}, page=page)
    assert town.state("a")[1] == "08:05"
    first, second = db.session.scalars(select(Event).order_by(Event.id))
    assert second.corrects_id == first.id
    assert db.session.scalars(select(Execution.extra_taps)).all() == [0]


def test_after_midnight_belongs_to_the_night(worker: Client, town: Town) -> None:
    page = f"/personal/besok/{town.visits['night']}"
    with clock.standing_at(at("+1 01:00")):
        given = {"event_id": str(uuid.uuid4()), "came": "00:40", "went": "01:20"}
        assert worker.submit(f"{page}/efterhand", given, page=page).status_code == 302
        assert town.state("night") == ("done", "23:40", "00:20")
