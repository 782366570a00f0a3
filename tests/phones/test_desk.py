"""The manager's desk: what is there, what is cut off, and what is somebody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import SignIn, Trail, Unit
from tests.people import Client, Staff
from tests.phones.conftest import PIN, Unlocked, refusals, the_phone


def test_a_lost_phone_is_cut_off_at_once(unlocked: Unlocked) -> None:
    phone, other = unlocked.phone(), unlocked.phone("Telefon 8")
    unlocked.choose(phone, "w1")
    unlocked.choose(other, "w2")
    lost = the_phone()
    assert unlocked.desk.submit(f"/chef/telefoner/{lost.id}/stang-av", page="/chef/telefoner").status_code == 303
    ended = db.session.scalars(select(SignIn.ended_why).where(SignIn.phone_id == lost.id)).all()
    assert ended == ["phone_cut"]
    assert phone.get("/personal").location == "/personal/vem"
    page = phone.get("/personal/vem")
    assert (page.status_code, "Det går inte att öppna här" in page.text) == (403, True)
    assert "Norr" not in page.text
    assert phone.submit(f"/personal/vem/{unlocked.workers['w1']}", {"pin": PIN}, page="/logga-in").status_code == 403
    assert ("phone_cut", lost.id, None) in refusals()
    assert other.get("/personal").status_code == 200, "the others go on"


def test_cutting_off_and_ending_are_one_transaction(here: Unlocked, monkeypatch: pytest.MonkeyPatch) -> None:
    here.choose(here.phone(), "w1")
    lost = the_phone().id
    from backend.access import sessions

    def fails(*_: object) -> int:
        raise RuntimeError("in between")

    monkeypatch.setattr(sessions, "end_phone", fails)
    with pytest.raises(RuntimeError):
        here.desk.submit(f"/chef/telefoner/{lost}/stang-av", page="/chef/telefoner")
    assert the_phone().cut_at is None


def test_the_list_says_what_stands(here: Unlocked) -> None:
    here.code("Telefon 9")
    phone = here.phone()
    page = here.desk.get("/chef/telefoner").text
    assert "Väntar på att anslutas" in page
    assert "Inte använd ännu" in page
    here.choose(phone, "w1")
    page = here.desk.get("/chef/telefoner").text
    assert "Senast öppnad tisdag 24 november klockan 9.20 av Leila Virtanen" in page
    assert "Har PIN-kod" in page
    here.start_code("w2")
    assert "Har fått startkod" in here.desk.get("/chef/telefoner").text


def test_two_phones_of_one_name_are_not_told_apart(here: Unlocked) -> None:
    here.code("Telefon 7")
    fields = {"label": " telefon  7", "unit": here.town.unit.id}
    answer = here.desk.submit("/chef/telefoner", fields)
    assert (answer.status_code, "redan en telefon" in answer.text) == (422, True)
    assert here.desk.submit("/chef/telefoner", {**fields, "label": " "}).status_code == 422
    here.desk.submit(f"/chef/telefoner/{the_phone().id}/stang-av", page="/chef/telefoner")
    assert here.desk.submit("/chef/telefoner", fields).status_code == 200


def test_another_units_phones_and_workers_are_not_there(here: Unlocked, staff: Staff) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    far, row = staff("manager", ["other"]), the_phone()
    page = far.get("/chef/telefoner").text
    assert f"/chef/telefoner/{row.id}/" not in page
    assert "Leila" not in page
    before = [(one.action, one.what) for one in db.session.scalars(select(Trail))]
    for address in ("{}/kod", "{}/dra-tillbaka", "{}/stang-av", "{}/las-upp", "startkod/{}"):
        number = here.workers["w1"] if "startkod" in address else row.id
        theirs = far.submit(f"/chef/telefoner/{address.format(number)}", page="/chef/telefoner")
        nobodys = far.submit(f"/chef/telefoner/{address.format(10**9)}", page="/chef/telefoner")
        assert (theirs.status_code, theirs.text) == (404, nobodys.text), address
    assert far.submit("/chef/telefoner", {"label": "Min", "unit": here.town.unit.id}).status_code == 404
    assert far.submit("/chef/telefoner", {"label": "Min", "unit": 10**9}).status_code == 404
    after = [(one.action, one.what) for one in db.session.scalars(select(Trail))]
    assert not [one for one in after[len(before) :] if one[0] == "change"]
    assert phone.get("/personal").status_code == 200


@pytest.mark.parametrize("role", ["worker", "planner", "auditor", "admin"])
def test_only_managers_have_the_desk(here: Unlocked, staff: Staff, role: str) -> None:
    here.code()
    client: Client = staff(role, ["u"], worker_id=here.town.workers["w2"])
    assert client.get("/chef/telefoner").status_code in (302, 403)
    assert client.post(f"/chef/telefoner/{the_phone().id}/stang-av").status_code in (302, 400, 403)
    assert the_phone().cut_at is None


def test_changes_at_the_desk_are_in_the_trail(here: Unlocked) -> None:
    here.code()
    here.start_code("w1")
    here.desk.submit(f"/chef/telefoner/{the_phone().id}/stang-av", page="/chef/telefoner")
    rows = db.session.scalars(select(Trail).where(Trail.action == "change").order_by(Trail.id))
    told = [(row.what, row.user_id, row.unit_id, row.worker_id) for row in rows]
    desk, unit = here.desk.user.id, here.town.unit.id
    assert told == [
        ("manager_phones.add", desk, unit, None),
        ("manager_phones.start_code", desk, None, here.town.workers["w1"]),
        ("manager_phones.act", desk, unit, None),
    ]


def test_a_start_code_ends_the_old_pin_and_what_it_opened(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    here.start_code("w1")
    assert phone.get("/personal").location == "/personal/vem"
    assert here.try_pin(phone, "w1", PIN) == 422


def test_a_head_sees_one_unit_at_a_time(here: Unlocked, staff: Staff) -> None:
    head = staff("head")
    here.code("Telefon 7")
    there = db.session.scalars(select(Unit.id).where(Unit.outside_id == "other")).one()
    first, second = (head.get(f"/chef/telefoner?enhet={one}").text for one in (here.town.unit.id, there))
    assert ("Visa en ny kod" in first, "Leila Virtanen" in first) == (True, True)
    assert ("Visa en ny kod" in second, "Leila" in second, f'name="unit" value="{there}"' in second) == (
        False, False, True,
    )  # fmt: skip
