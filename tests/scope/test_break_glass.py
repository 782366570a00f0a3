"""Break-glass: one person outside the unit, with a reason, for an hour, seen in the log check."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import BreakGlass, Trail
from tests.people import Client, without_tokens
from tests.scope.world import HIDDEN, MARK, NUMBERS, person_id

WHY = "Larmar hemifrån, egen chef svarar inte"


def ask(manager: Client, whom: str, reason: str = WHY):
    return manager.submit("/chef/nodoppning", {"whom": whom, "reason": reason}, page="/chef/nodoppning")


def trail(**about) -> list[Trail]:
    db.session.expire_all()
    return list(db.session.scalars(select(Trail).filter_by(**about).order_by(Trail.id)))


@pytest.mark.parametrize("whom", ["sven", NUMBERS["sven"], NUMBERS["sven"].replace("-", "")])
def test_opens_one_person_for_an_hour_with_a_reason(syd, staff, whom) -> None:
    manager, page = staff("manager", ["norr"]), f"/chef/person/{syd.ids['recipient_id']}"
    assert manager.get(page).status_code == 404
    assert ask(manager, whom).location == page
    shown = manager.get(page).text
    assert MARK in shown and "Nödöppning" in shown and "60 minuter" in shown
    assert "60 minuter" in manager.get("/chef").text, "the banner stands on every page"
    assert manager.get(f"/chef/avvikelse/{syd.ids['gap_id']}").status_code == 200
    opened = trail(action="break_glass")
    assert [(row.recipient_id, row.reason) for row in opened] == [(syd.ids["recipient_id"], WHY)]


def test_each_look_during_it_is_logged_with_its_reason(syd, staff) -> None:
    manager = staff("manager", ["norr"])
    ask(manager, "sven")
    manager.get(f"/chef/person/{syd.ids['recipient_id']}")
    manager.get(f"/chef/avvikelse/{syd.ids['gap_id']}")
    looks = trail(action="read", user_id=manager.user.id, recipient_id=syd.ids["recipient_id"])
    assert [row.reason for row in looks] == [WHY, WHY]


def test_it_closes_by_itself_and_by_hand(syd, staff) -> None:
    manager, page = staff("manager", ["norr"]), f"/chef/person/{syd.ids['recipient_id']}"
    ask(manager, "sven")
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=True):
        assert "30 minuter" in manager.get(page).text
    with time_machine.travel(clock.now() + timedelta(minutes=59), tick=True):
        assert manager.get(page).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=True):
        again = staff("manager", ["norr"])
        assert again.get(page).status_code == 404
        assert "Nödöppning.<" not in manager.get("/chef").text
    ask(manager, "sven")
    row = db.session.scalars(select(BreakGlass).order_by(BreakGlass.id.desc())).first()
    other = staff("manager", ["norr"])
    assert other.submit(f"/chef/nodoppning/{row.id}/avsluta", page="/chef/nodoppning").status_code == 404
    assert manager.submit(f"/chef/nodoppning/{row.id}/avsluta", page="/chef/nodoppning").status_code == 303
    assert manager.submit(f"/chef/nodoppning/{row.id}/avsluta", page="/chef/nodoppning").status_code == 404


def test_a_miss_and_a_protected_person_get_one_answer_and_each_try_is_on_the_trail(syd, staff) -> None:
    manager = staff("manager", ["norr"])
    answers = []
    for whom in ("nobody", "sture", "pia", "19121212-1212", "", "%"):
        answer = ask(manager, whom)
        page = without_tokens(answer.text)
        assert f'name="whom" value="{whom}"' in page, "she sees what she typed, and puts one digit right"
        answers.append((answer.status_code, page.replace(f'value="{whom}"', "")))
    assert len(set(answers)) == 1
    assert answers[0][0] == 422 and "Ingen träff" in answers[0][1]
    assert WHY in answers[0][1], "what was written stays"
    refused = trail(action="refused", user_id=manager.user.id)
    assert len(refused) == 6 and {row.recipient_id for row in refused} == {None}
    assert db.session.scalars(select(BreakGlass)).all() == []
    assert manager.get(f"/chef/person/{person_id('sture')}").status_code == 404


def test_tries_are_limited_and_the_last_one_is_on_the_trail_too(syd, staff) -> None:
    manager = staff("manager", ["norr"])
    page = manager.csrf_token("/chef/nodoppning")
    fields = {"csrf_token": page, "whom": "nobody", "reason": WHY}
    statuses = [manager.post("/chef/nodoppning", data=fields).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert [row.reason for row in trail(action="refused")] == ["break_glass"] * 10 + ["break_glass_too_many"] * 2


def test_what_was_typed_comes_back_as_text_alone(norr, staff) -> None:
    """Whatever stands in the fields stays in them, as long as they let it be."""
    page = ask(staff("manager", ["norr"]), '"><b>19', f"</textarea><b>{WHY}").text
    assert "<b>" not in page and "&#34;&gt;&lt;b&gt;19" in page and WHY in page
    long = ask(staff("manager", ["norr"]), "9" * 200, WHY).text
    assert f'value="{"9" * 100}"' in long


def test_it_wants_a_reason_and_opens_nothing_of_the_own_unit(norr, staff) -> None:
    manager = staff("manager", ["norr"])
    short = ask(manager, "sven", "akut").text
    assert "minst tio tecken" in short and 'value="sven"' in short and ">akut</textarea>" in short
    assert ask(manager, "elsa").location == f"/chef/person/{norr.ids['recipient_id']}"
    assert db.session.scalars(select(BreakGlass)).all() == []


def test_the_list_stays_the_own_units(syd, staff) -> None:
    manager = staff("manager", ["norr"])
    ask(manager, "sven")
    assert MARK not in manager.get("/chef").text
    assert MARK not in manager.get(f"/chef?enhet={syd.unit_id}").text
    assert HIDDEN not in manager.get("/chef").text


@pytest.mark.parametrize("role", ["worker", "planner", "auditor", "admin"])
def test_only_managers_and_heads_open(places, staff, role) -> None:
    assert staff(role, ["norr"]).get("/chef/nodoppning").status_code == 403
