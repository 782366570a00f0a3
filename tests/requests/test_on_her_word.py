"""Staff write down what she asks of a visit: the same request, answered with the others, and who wrote it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.requests.standing import requests_of
from schema import clock
from schema.db import db
from schema.tables import BreakGlass, Trail, Unit, VisitRequest
from tests.card.conftest import words
from tests.notices.planned import person
from tests.notices.town import at
from tests.people import Client, Staff
from tests.requests.conftest import ASKED, Own, answer, visit, visit_id

FORM = {"kind": "decline", "how": "telephone", "once": "form", "text": "Är hos dottern"}


def here() -> str:
    return f"/chef/person/{person('elsa').id}/andra"


def test_she_rings_and_it_is_written_down_and_granted(own: Own, planner) -> None:
    desk: Client = planner("manager")
    with clock.standing_at(ASKED):
        page = words(desk.get(here()))
        assert "Elsa Berg: avboka eller byt tid" in page and "Mellan klockan 18 och 19.30" in page
        for _ in range(2):
            assert desk.submit(here(), {**FORM, "visit": visit_id("v3")}).status_code == 303
    row = db.session.scalars(select(VisitRequest)).one()
    assert (row.kind, row.user_id, row.device_id, row.text) == ("decline", desk.user.id, None, "Är hos dottern")
    assert "asked_on_her_word:telephone" in set(db.session.scalars(select(Trail.reason)))
    with clock.standing_at(ASKED):
        assert "nedskrivet av Manager 1" in words(desk.get("/plan/onskemal"))
    answer(desk, "ja")
    assert visit("v3").status == "declined"
    assert "Besöket är avbokat" in words(own.look("v3"))


def test_after_the_cut_off_it_is_the_unit_s_to_say(own: Own, people: Staff) -> None:
    with clock.standing_at(at(7, 50)):
        desk = people("manager", ["norr"])
        assert desk.submit(here(), {**FORM, "visit": visit_id("v1")}).status_code == 303
    with clock.standing_at(at(8, 10)):
        late = desk.submit(here(), {**FORM, "once": "x", "visit": visit_id("v1")})
        assert late.status_code == 422 and "Det går inte att ändra besöket nu" in late.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"visit": ""}, "Välj vilket besök det gäller."),
        ({"how": ""}, "Välj hur det sades."),
        ({"kind": "other_time"}, "Välj en tid först."),
        ({"kind": "other_time", "time": "26.70"}, "Skriv tiden så här"),
        ({"text": "x" * 1001}, "Det blev för långt."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(own: Own, planner, wrong: dict[str, str], says: str) -> None:
    desk: Client = planner("manager")
    with clock.standing_at(ASKED):
        sent = desk.submit(here(), {**FORM, "visit": visit_id("v3"), **wrong})
    assert sent.status_code == 422 and says in sent.text
    assert wrong.get("text", "Är hos dottern") in sent.text and requests_of(person("elsa").id) == []


def test_another_s_visit_another_unit_and_break_glass_write_nothing(own: Own, planner, people: Staff) -> None:
    desk: Client = planner("manager")
    with clock.standing_at(ASKED):
        assert desk.submit(here(), {**FORM, "visit": visit_id("v5")}).status_code == 422
        db.session.add(Unit(source="plan", outside_id="syd", name="Hemtjänst Syd", steering="minutes"))
        db.session.commit()
        outsider = people("manager", ["syd"])
        assert outsider.get(here()).status_code == 404
        until = ASKED + timedelta(hours=1)
        glass = {"user_id": outsider.user.id, "recipient_id": person("elsa").id, "reason": "Jour"}
        db.session.add(BreakGlass(**glass, opened_at=ASKED, until_at=until))
        db.session.commit()
        assert outsider.get(f"/chef/person/{person('elsa').id}/sagt").status_code == 200
        assert outsider.get(here()).status_code == 404
        for address, form in (
            (here(), {**FORM, "visit": visit_id("v3")}),
            (here()[:-5] + "sagt", {"way": "spoken", "kind": "message", "text": "x"}),
        ):
            assert outsider.submit(address, form, page="/konto").status_code == 404
    assert requests_of(person("elsa").id) == []


def test_nothing_to_ask_says_so(own: Own, people: Staff) -> None:
    with clock.standing_at(at(22, 0)):
        desk = people("manager", ["norr"])
        assert "Det finns inga besök" in words(desk.get(here()))
