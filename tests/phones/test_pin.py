"""A PIN opens one worker's day on her unit's phones, and nothing else anywhere."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from flask_security import verify_password
from sqlalchemy import select, text

from schema import clock
from schema.db import db, reading
from schema.tables import Grant, SignIn, Trail, Worker
from tests.people import PASSWORD, Client
from tests.phones.conftest import PIN, Unlocked, refusals, the_phone
from tests.visits.day import at


def test_a_start_code_chooses_the_pin_and_the_pin_opens_the_day(unlocked: Unlocked) -> None:
    phone = unlocked.phone()
    assert unlocked.choose(phone, "w1") == 303
    assert "Elsa 1" in phone.get("/personal").text
    phone.submit("/personal/byt", page="/personal")
    assert phone.get("/personal").location == "/personal/vem"
    assert unlocked.try_pin(phone, "w1", PIN) == 303
    assert "Elsa 1" in phone.get("/personal").text
    row = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert (row.way, row.phone_id, row.user_id) == ("pin", the_phone().id, unlocked.workers["w1"])


def test_a_start_code_is_used_once_and_is_hers(here: Unlocked) -> None:
    phone, code = here.phone(), here.start_code("w1")
    assert here.choose(phone, "w2", code=code) == 422, "somebody else's"
    assert here.choose(phone, "w1", code=code) == 303
    phone.submit("/personal/byt", page="/personal")
    assert here.choose(phone, "w1", pin="7391", code=code) == 422
    assert here.try_pin(phone, "w1", PIN) == 303


def test_a_start_code_ends(here: Unlocked) -> None:
    phone, first, second = here.phone(), here.start_code("w1"), here.start_code("w1")
    assert here.choose(phone, "w1", code=first) == 422, "a newer one was given"
    with time_machine.travel(at("08:20") + timedelta(hours=24, seconds=1), tick=False):
        assert here.choose(phone, "w1", code=second) == 422
    assert [reason for reason, *_ in refusals()] == ["code_wrong"] * 2


def test_five_wrong_start_codes_end_it(here: Unlocked) -> None:
    phone, code = here.phone(), here.start_code("w1")
    wrong = str((int(code.replace(" ", "")) + 1) % 10**8).zfill(8)
    assert [here.choose(phone, "w1", code=wrong) for _ in range(5)] == [422] * 5
    assert here.choose(phone, "w1", code=code) == 422


def test_a_pin_that_cannot_be_chosen_costs_no_start_code(here: Unlocked) -> None:
    phone, code = here.phone(), here.start_code("w1")
    fields = {"code": code, "pin": "1234", "again": "1234"}
    answer = phone.submit(f"/personal/vem/{here.workers['w1']}/ny-kod", fields)
    assert (answer.status_code, "för lätt att gissa" in answer.text) == (422, True)
    assert here.choose(phone, "w1", code=code) == 303


def test_only_who_has_the_code_is_told_that_a_pin_is_her_number(here: Unlocked) -> None:
    db.session.get_one(Worker, here.town.workers["w1"]).phone = "+46701744605"
    phone, code = here.phone(), here.start_code("w1")
    page = f"/personal/vem/{here.workers['w1']}/ny-kod"
    guess = phone.submit(page, {"code": "00000000", "pin": "4605", "again": "4605"}).text
    assert ("telefonnummer" in guess, "Startkoden gäller inte" in guess) == (False, True)
    assert "telefonnummer" in phone.submit(page, {"code": code, "pin": "4605", "again": "4605"}).text
    assert here.choose(phone, "w1", code=code) == 303, "and it is not used up"


def test_who_signs_in_where_somebody_is_signed_in_ends_her_session(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w2")
    here.choose(phone, "w1")
    rows = db.session.scalars(select(SignIn).where(SignIn.way == "pin").order_by(SignIn.id)).all()
    assert [(row.user_id, row.ended_why) for row in rows] == [
        (here.workers["w2"], "signed_out"), (here.workers["w1"], None),
    ]  # fmt: skip


def test_five_wrong_ones_lock_the_pin_on_every_phone_and_a_start_code_opens_it(unlocked: Unlocked) -> None:
    phone, other = unlocked.phone(), unlocked.phone("Telefon 8")
    unlocked.choose(phone, "w1")
    phone.submit("/personal/byt", page="/personal")
    assert [unlocked.try_pin(phone, "w1", "9999") for _ in range(3)] == [422] * 3
    assert [unlocked.try_pin(other, "w1", "9999") for _ in range(2)] == [422] * 2
    assert unlocked.user("w1").pin_wrong == 5, "the count stands though the answer refuses"
    assert unlocked.try_pin(phone, "w1", PIN) == 422
    assert "Låst efter fem fel" in unlocked.desk.get("/chef/telefoner").text
    assert unlocked.choose(other, "w1", pin="7391") == 303
    other.submit("/personal/byt", page="/personal")
    assert unlocked.try_pin(phone, "w1", PIN) == 422, "the old one is gone"
    assert unlocked.try_pin(phone, "w1", "7391") == 303
    told = [(reason, worker) for reason, _phone, worker in refusals()]
    assert told == [("pin_wrong", unlocked.town.workers["w1"])] * 7


def test_four_wrong_ones_and_a_right_one_begin_anew(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    phone.submit("/personal/byt", page="/personal")
    for _ in range(2):
        assert [here.try_pin(phone, "w1", "9999") for _ in range(4)] == [422] * 4
        assert here.try_pin(phone, "w1", PIN) == 303
        phone.submit("/personal/byt", page="/personal")
    assert (here.user("w1").pin_wrong, the_phone().wrong) == (0, 0)


def test_twenty_at_once_are_five(unlocked: Unlocked) -> None:
    phones = [unlocked.phone("Telefon 7"), unlocked.phone("Telefon 8"), unlocked.phone("Telefon 9")]
    unlocked.choose(phones[0], "w1")
    phones[0].submit("/personal/byt", page="/personal")
    page = f"/personal/vem/{unlocked.workers['w1']}"
    tokens = [phone.csrf_token(page) for phone in phones]
    db.session.remove()
    told: list[int] = []

    def knock(number: int) -> None:
        phone, token = phones[number % 3], tokens[number % 3]
        with unlocked.app.app_context():
            client = Client(unlocked.app)
            for cookie in ("telefon", "session"):
                client.set_cookie(cookie, phone.get_cookie(cookie).value)
            told.append(client.post(page, data={"csrf_token": token, "pin": f"90{number:02}"}).status_code)
            reading.set(False)
            db.session.remove()

    threads = [threading.Thread(target=knock, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [422] * 20
    assert unlocked.user("w1").pin_wrong == 5
    assert unlocked.try_pin(phones[0], "w1", PIN) == 422


def test_ten_wrong_ones_by_any_names_lock_the_phone_until_the_desk_opens_it(unlocked: Unlocked) -> None:
    phone, other = unlocked.phone(), unlocked.phone("Telefon 8")
    unlocked.choose(other, "w3")
    told = [unlocked.try_pin(phone, worker, "9999") for worker in ["w1", "w2"] * 4 + ["w3"] * 2]
    assert told == [422] * 10
    page = phone.get("/personal/vem")
    assert (page.status_code, "Det går inte att öppna här" in page.text) == (403, True)
    assert "Låst efter tio fel" in unlocked.desk.get("/chef/telefoner").text
    unlocked.desk.submit(f"/chef/telefoner/{the_phone().id}/las-upp", page="/chef/telefoner")
    assert unlocked.try_pin(phone, "w3", PIN) == 303


def test_wrong_none_and_locked_say_the_same(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    phone.submit("/personal/byt", page="/personal")

    def said(worker: str) -> str:
        answer = phone.submit(f"/personal/vem/{here.workers[worker]}", {"pin": "9999"})
        shown = answer.text.replace(f"/vem/{here.workers[worker]}", "").partition("<main")[2]
        return shown.replace("Leila V", "N").replace("Åsa", "N")

    wrong, none = said("w1"), said("w2")
    for _ in range(5):
        locked = said("w1")
    strip = [re.sub(r'name="csrf_token" value="[^"]+"', "", page) for page in (wrong, none, locked)]
    assert strip[0] == strip[1] == strip[2]
    assert "Det gick inte" in strip[0]


@pytest.mark.parametrize("role", ["manager", "head", "planner", "admin", "auditor"])
def test_by_pin_she_is_a_worker_whatever_else_she_may_be(here: Unlocked, role: str) -> None:
    db.session.add(Grant(user_id=here.workers["w1"], role=role, unit_id=None, from_on=clock.today()))
    phone = here.phone()
    assert here.choose(phone, "w1") == 303
    assert phone.get("/personal").status_code == 200
    for page in ("/chef", "/chef/telefoner", "/plan", "/admin"):
        assert phone.get(page).status_code == 403, page
    for page in ("/konto/nycklar", "/konto/app", "/konto/reservkoder"):
        assert phone.get(page).location.startswith("/konto/bekrafta"), "her password is asked for: a PIN is none"
    assert "/chef" not in phone.get("/personal").text
    assert phone.get("/hem").location == "/personal"


def test_no_phone_opens_nothing(here: Unlocked, client: Client) -> None:
    page = f"/personal/vem/{here.workers['w1']}"
    assert client.get("/personal").location.startswith("/logga-in")
    assert [client.get(one).status_code for one in ("/personal/vem", page, f"{page}/ny-kod")] == [403] * 3
    assert client.submit(page, {"pin": PIN}, page="/logga-in").status_code == 403
    client.set_cookie("telefon", "made-up")
    assert client.get("/personal").location == "/personal/vem"
    assert client.get("/personal/vem").status_code == 403
    assert refusals() == [("phone_unknown", None, None)]


def test_a_session_by_pin_is_short(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    with time_machine.travel(at("08:20") + timedelta(minutes=14), tick=False):
        assert phone.get("/personal").status_code == 200
    with time_machine.travel(at("08:20") + timedelta(minutes=40), tick=False):
        assert phone.get("/personal").location == "/personal/vem"


def test_a_card_that_was_read_opens_after_the_pin(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    phone.submit("/personal/byt", page="/personal")
    assert phone.get("/personal/kort/some-card").location == "/personal/vem"
    answer = phone.submit(f"/personal/vem/{here.workers['w1']}", {"pin": PIN})
    assert answer.location == "/personal/kort/some-card"
    phone.submit("/personal/byt", page="/personal")
    assert phone.get("/personal/besok/1").location == "/personal/vem"
    answer = phone.submit(f"/personal/vem/{here.workers['w1']}", {"pin": PIN})
    assert answer.location == "/personal", "the visit may be another worker's"


def test_the_database_alone_says_nothing_of_a_pin(here: Unlocked) -> None:
    here.choose(here.phone(), "w1")
    kept = here.user("w1").pin_hash
    assert kept.startswith("$argon2id$")
    assert not verify_password(PIN, kept), "four digits are tried in minutes: the installation's key is needed too"
    codes = str(db.session.execute(text("select * from code")).all())
    assert here.start_code("w2").replace(" ", "") not in codes


def test_a_worker_signs_in_with_her_password_on_an_enrolled_phone_only(here: Unlocked, client: Client) -> None:
    fields = {"email": "w1@example.se", "password": PASSWORD}
    assert here.phone().submit("/logga-in", fields).status_code == 302
    assert client.submit("/logga-in", fields).status_code != 302


def test_who_signed_in_where_is_in_the_trail(here: Unlocked) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    phone.get("/personal")
    rows = db.session.scalars(select(Trail).where(Trail.user_id == here.workers["w1"]).order_by(Trail.id)).all()
    told = [(row.action, row.role, row.phone_id) for row in rows]
    assert ("sign_in", "worker", the_phone().id) in told
    assert ("read", "worker", the_phone().id) in told
