"""The second factor: forced, each code once, set up and replaced, lost and replaced by a recovery code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from passlib.totp import TOTP

from backend.access.authenticator import BOXED
from backend.access.demonstration import SOURCE
from backend.access.factors import NEEDED
from schema import clock
from schema.db import db
from schema.tables import ImportRun, User
from tests.people import Client, code_of, give_factor
from tests.signin.door import WHO, account, code, copied, password, refusals, rows, trail

FACES = {"planner": "/plan", "manager": "/chef", "head": "/chef", "auditor": "/chef", "admin": "/admin"}


def typed_secret(client: Client) -> str:
    """The secret that the page offers to type by hand."""
    found = re.search(r'class="code secret">([^<]+)<', client.get("/konto/app").text)
    assert found
    return found[1].replace(" ", "").replace("-", "")


def now_of(secret: str) -> str:
    return str(TOTP(key=secret, format="base32").generate(clock.now()).token)


@pytest.mark.parametrize("role", sorted(NEEDED))
def test_without_a_second_factor_there_is_nothing_but_setting_one_up(client, role):
    account(role)
    assert password(client).location == "/hem"
    for path in ("/hem", FACES[role], "/konto", "/konto/losenord", "/konto/reservkoder", "/chef/person/1"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, "/konto/tvasteg"), path
    assert FACES[role] not in client.get("/").text
    assert "Ordna ett andra steg" in client.get("/konto/tvasteg").text
    secret = typed_secret(client)
    answer = client.submit("/konto/app", {"code": now_of(secret)})
    assert answer.location == "/konto/reservkoder"
    assert client.get("/konto").status_code == 200
    assert rows()[0].second_factor
    assert "second_factor" in trail("change")


def test_the_next_sign_in_asks_for_it(app, client):
    account()
    password(client)
    secret = typed_secret(client)
    client.submit("/konto/app", {"code": now_of(secret)})
    other = Client(app)
    assert password(other).location.startswith("/logga-in/kod")
    assert other.get("/chef").status_code == 302


def test_a_wrong_code_sets_nothing_up_and_the_same_secret_stays(client):
    account()
    password(client)
    secret = typed_secret(client)
    assert "Koden gick inte att använda" in client.submit("/konto/app", {"code": "000000"}).text
    assert typed_secret(client) == secret
    assert client.get("/chef").location == "/konto/tvasteg"
    assert refusals() == ["code_wrong"]


def test_a_worker_without_one_signs_in_on_an_enrolled_phone_alone(app, client):
    account("worker")
    answer = password(client)
    assert answer.status_code == 200
    assert "hemtjänstens telefoner" in answer.text
    assert refusals() == ["phone_needed"]
    assert client.get("/konto/app").status_code == 302
    assert rows() == []


def test_with_one_a_worker_signs_in_anywhere(client):
    account("worker")
    give_factor(WHO)
    password(client)
    code(client)
    assert client.get("/konto").status_code == 200


def test_a_demonstration_asks_for_none_and_a_plan_of_ones_own_ends_that(app):
    account()
    run = ImportRun(source=SOURCE, started_at=clock.now(), package="x", report={})
    db.session.add(run)
    db.session.commit()
    client = Client(app)
    password(client)
    assert client.get("/chef").status_code == 200
    db.session.add(ImportRun(source="plan", started_at=clock.now(), package="x", report={}))
    db.session.commit()
    assert client.get("/chef").location == "/konto/tvasteg"


def test_a_code_is_accepted_once(app):
    account()
    give_factor(WHO)
    first, second = Client(app), Client(app)
    seen = code_of(WHO)
    for client in (first, second):
        password(client)
    assert code(first, seen).status_code == 302
    answer = code(second, seen)
    assert "Koden gick inte att använda" in answer.text
    assert second.get("/chef").status_code == 302
    assert refusals() == ["code_wrong"]
    earlier = code_of(WHO, -1)
    assert code(second, earlier).status_code == 200, "nor one from before it"
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert code(second).status_code == 302


@pytest.mark.parametrize("typed", ["000000", "", "abc", "1" * 400, "１２３４５６"])
def test_a_wrong_code_is_told_politely(client, typed):
    account()
    give_factor(WHO)
    password(client)
    answer = code(client, typed)
    assert answer.status_code == 200
    assert "Koden gick inte att använda" in answer.text
    assert refusals() == ["code_wrong"]


def test_codes_are_not_tried_for_ever(client):
    account()
    give_factor(WHO)
    password(client)
    answers = [code(client, f"{n:06}").status_code for n in range(7)]
    assert answers == [200] * 6 + [429]
    assert code(client).status_code == 429, "the right one too"


def test_a_code_without_a_password_before_it_leads_to_the_door(client):
    account()
    give_factor(WHO)
    token = client.csrf_token("/logga-in")
    answer = client.post("/logga-in/kod", data={"csrf_token": token, "code": code_of(WHO)})
    assert answer.location == "/logga-in"
    assert client.get("/chef").status_code == 302


def test_the_password_of_yesterday_waits_for_no_code(client):
    account()
    give_factor(WHO)
    password(client)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert client.get("/logga-in/kod").location == "/logga-in"
    assert refusals() == ["second_factor_late"]


def test_somebody_whose_account_closed_meanwhile_stays_out(client):
    account()
    give_factor(WHO)
    password(client)
    db.session.query(User).update({"active": False})
    db.session.commit()
    assert code(client).status_code == 200
    assert rows() == []


def make_codes(client: Client) -> list[str]:
    """New recovery codes, as the page shows them."""
    shown = client.submit("/konto/reservkoder").text
    return re.findall(r'<li class="code">([0-9a-f-]+)</li>', shown)


def test_a_recovery_code_opens_once(app, client):
    account()
    give_factor(WHO)
    password(client)
    code(client)
    codes = make_codes(client)
    assert len(set(codes)) == 10
    assert codes[0] not in client.get("/konto/reservkoder").text, "they are shown once"
    first, second = Client(app), Client(app)
    for other in (first, second):
        password(other)
    assert first.submit("/logga-in/reservkod", {"code": f" {codes[0].upper()} "}).status_code == 302
    assert first.get("/chef").status_code == 200
    answer = second.submit("/logga-in/reservkod", {"code": codes[0]})
    assert "Koden gick inte att använda" in answer.text
    assert second.get("/chef").status_code == 302
    assert refusals() == ["recovery_code_wrong"]
    assert second.submit("/logga-in/reservkod", {"code": codes[1]}).status_code == 302


def test_neither_codes_nor_the_secret_lie_in_the_clear(client):
    account()
    password(client)
    secret = typed_secret(client)
    cookie = client.get_cookie("session")
    assert secret not in cookie.value
    client.submit("/konto/app", {"code": now_of(secret)})
    codes = make_codes(client)
    stored = str(db.session.connection().exec_driver_sql('SELECT * FROM "user"').all())
    assert secret not in stored
    assert BOXED not in stored
    assert not any(one in stored or one.replace("-", "") in stored for one in codes)


def test_new_codes_end_the_old(app, client):
    account()
    give_factor(WHO)
    password(client)
    code(client)
    old = make_codes(client)
    make_codes(client)
    other = Client(app)
    password(other)
    assert other.submit("/logga-in/reservkod", {"code": old[0]}).status_code == 200


def test_changing_the_factor_asks_for_the_password_again_and_ends_the_other_sessions(app, client):
    account()
    give_factor(WHO)
    other = Client(app)
    for one in (client, other):
        password(one)
        code(one)
        db.session.query(User).update({"tf_counter": None})
        db.session.commit()
    with time_machine.travel(clock.now() + timedelta(minutes=20)):
        for page in ("/konto/app", "/konto/reservkoder", "/konto/nycklar"):
            assert client.get(page).location.startswith("/konto/bekrafta"), page
        assert client.submit("/konto/bekrafta?next=/konto/app", {"password": "fel"}).status_code == 200
        assert refusals() == ["password_wrong"]
        answer = client.submit("/konto/bekrafta?next=/konto/app", {"password": "hemtjänst-är-fint-2026"})
        assert answer.location == "/konto/app"
        secret = typed_secret(client)
        assert client.submit("/konto/app", {"code": now_of(secret)}).status_code == 302
        assert client.get("/chef").status_code == 200
        assert other.get("/chef").status_code == 302
        assert rows()[1].ended_why == "factor_changed"


def test_a_copied_cookie_of_half_way_opens_nothing_either(client):
    account()
    password(client)
    thief = copied(client)
    assert thief.get("/chef").location == "/konto/tvasteg"
