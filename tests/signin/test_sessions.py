"""A session ends, and its cookie with it: by its owner, by time, by a new password, on our side."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from backend.access import accounts, sessions
from backend.access.lifetimes import LIFETIMES, SHARED_PHONE, lifetime
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Phone, Unit, User
from tests.people import PASSWORD, Client, sign_in
from tests.signin.door import WHO, account, copied, refusals, rows, trail

HOME = {
    "worker": "/konto",
    "planner": "/plan",
    "manager": "/chef",
    "head": "/chef",
    "auditor": "/konto",
    "admin": "/admin",
}
NEW = "fyra helt andra ordpar"


@pytest.fixture
def chef(client: Client) -> Client:
    """A manager, signed in."""
    account()
    sign_in(client, WHO)
    return client


def later(**time: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**time))


def test_a_copied_cookie_opens_nothing_after_signing_out(chef):
    thief = copied(chef)
    assert thief.get("/chef").status_code == 200
    chef.submit("/logga-ut", page="/")
    answer = thief.get("/chef")
    assert (answer.status_code, answer.location) == (302, "/logga-in?next=/chef?")
    assert [row.ended_why for row in rows()] == ["signed_out"]
    assert trail("sign_out") == ["signed_out"]
    assert refusals() == ["session_ended"]
    again = copied(chef)
    assert again.get("/konto").status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "eyJhIjoxfQ.abc.def", "." * 4000])
def test_a_forged_cookie_opens_nothing(app, cookie):
    client = Client(app)
    client.set_cookie("session", cookie)
    assert client.get("/chef").status_code == 302


@pytest.mark.parametrize("content", [{"_user_id": "x"}, {"_user_id": None, "sign_in": 5}, {"sign_in": "x"}])
def test_a_cookie_that_names_no_session_opens_nothing(app, chef, content):
    """Even one with a right signature."""
    user = db.session.scalars(select(User)).one()
    stranger = Client(app)
    with stranger.session_transaction() as kept:
        kept.update({"_user_id": user.fs_uniquifier, **{key: value for key, value in content.items() if value}})
    assert stranger.get("/chef").status_code == 302
    assert refusals() == ["session_unknown"]


@pytest.mark.parametrize("role", sorted(LIFETIMES))
def test_a_session_ends_by_idleness_per_role(client, role):
    account(role)
    sign_in(client, WHO)
    idle = LIFETIMES[role].idle
    with later(seconds=idle.total_seconds() - 60):
        assert client.get(HOME[role]).status_code == 200
        with later(seconds=idle.total_seconds() + 60):
            assert client.get(HOME[role]).status_code == 302
    assert [row.ended_why for row in rows()] == ["idle"]
    assert refusals() == ["idle"]


@pytest.mark.parametrize("role", sorted(LIFETIMES))
def test_a_session_ends_by_age_per_role_however_busy(client, role):
    account(role)
    sign_in(client, WHO)
    span, step = LIFETIMES[role], LIFETIMES[role].idle - timedelta(minutes=1)
    lived = timedelta()
    while lived + step <= span.age:
        lived += step
        with later(seconds=lived.total_seconds()):
            assert client.get(HOME[role]).status_code == 200, lived
    with later(seconds=span.age.total_seconds() + 1):
        assert client.get(HOME[role]).status_code == 302
    assert rows()[0].ended_why == "age"


def test_several_roles_have_the_shortest_of_each():
    both = lifetime(["worker", "admin"])
    assert (both.idle, both.age) == (LIFETIMES["admin"].idle, LIFETIMES["admin"].age)
    assert lifetime(["worker"], shared_phone=True).idle == SHARED_PHONE.idle


def test_looking_is_noticed_once_a_minute(chef):
    began = rows()[0].seen_at
    chef.get("/chef")
    assert rows()[0].seen_at == began
    with later(seconds=61):
        chef.get("/chef")
        assert rows()[0].seen_at - began > timedelta(seconds=60)
        seen = rows()[0].seen_at
        chef.get("/chef")
        assert rows()[0].seen_at == seen


def test_ended_from_the_list(app, chef):
    other = Client(app)
    other.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"
    sign_in(other, WHO)
    page = chef.get("/konto").text
    assert "Chrome på Android" in page
    assert page.count("Den här") == 1
    assert "söndag 22 november klockan 10" in page
    theirs = rows()[1].id
    assert chef.submit(f"/konto/inloggning/{theirs}/avsluta", page="/konto").status_code == 302
    assert other.get("/chef").status_code == 302
    assert chef.get("/chef").status_code == 200
    assert rows()[1].ended_why == "ended_by_user"
    assert "Chrome på Android" not in chef.get("/konto").text


def test_all_others_are_ended_at_once(app, chef):
    others = [Client(app) for _ in range(2)]
    for one in others:
        sign_in(one, WHO)
    chef.submit("/konto/inloggningar/avsluta-andra", page="/konto")
    assert [one.get("/chef").status_code for one in (chef, *others)] == [200, 302, 302]


def test_nobody_ends_anothers(app, chef):
    account("head", "huvud@example.se")
    other = Client(app)
    sign_in(other, "huvud@example.se")
    chef.submit(f"/konto/inloggning/{rows()[1].id}/avsluta", page="/konto")
    chef.submit("/konto/inloggning/99999/avsluta", page="/konto")
    assert other.get("/chef").status_code == 200


def test_a_new_password_ends_the_others_and_keeps_this(app, chef):
    other = Client(app)
    sign_in(other, WHO)
    fields = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    assert chef.submit("/konto/losenord", fields).location == "/konto"
    page = chef.get("/konto")
    assert page.status_code == 200
    assert "Ditt nya lösenord gäller" in page.text
    assert other.get("/chef").status_code == 302
    assert [row.ended_why for row in rows()] == ["signed_out", "password_changed", None]
    assert rows()[2].second_factor, "the factor need not be shown again"
    assert "password" in trail("change")


@pytest.mark.parametrize(
    ("old", "new", "again", "said", "why"),
    [("fel", NEW, NEW, "Lösenordet stämmer inte", ["password_wrong"]),
     (PASSWORD, NEW, "annat", "inte lika", []), (PASSWORD, "kort", "kort", "minst 12 tecken", []),
     (PASSWORD, "Provkommun2026!", "Provkommun2026!", "lätt att gissa", []),
     (PASSWORD, PASSWORD, PASSWORD, "annat lösenord", []), (PASSWORD, "x" * 5000, "x" * 5000, "gick inte", [])],
)  # fmt: skip
def test_a_bad_new_password_changes_nothing(chef, old, new, again, said, why):
    answer = chef.submit("/konto/losenord", {"password": old, "new_password": new, "new_password_confirm": again})
    assert answer.status_code == 200
    assert said in answer.text
    assert refusals() == why
    assert len(rows()) == 1


def test_a_closed_account_is_out_and_its_sessions_end(chef):
    accounts.close(WHO)
    assert chef.get("/chef").status_code == 302
    assert rows()[0].ended_why == "closed"


def test_signing_in_as_another_ends_the_first(app, chef):
    account("head", "huvud@example.se")
    chef.submit("/logga-ut", page="/")
    sign_in(chef, "huvud@example.se")
    assert [row.ended_why for row in rows()] == ["signed_out", None]


def test_the_provider_ends_its_own(app, client):
    user = account()
    user.subject_hash = ring().look_up("subject", "x")
    with app.test_request_context():
        for sid in ("one", "two"):
            sessions.begin(user, "oidc", second_factor=True, provider_sid=sid)
    db.session.commit()
    assert [row.ended_why for row in rows()] == ["signed_out", None]
    assert sessions.end_at_provider(sid_hash=sessions.provider_hash("one")) == 0
    assert sessions.end_at_provider(sid_hash=sessions.provider_hash("two")) == 1
    assert rows()[1].ended_why == "provider"


def test_a_phone_that_is_cut_off_takes_its_sessions_with_it(app):
    unit = Unit(source="plan", outside_id="norr", name="Norr", steering="minutes")
    db.session.add(unit)
    user = account("worker")
    phone = Phone(unit_id=unit.id, label="Telefon 7", made_by_user_id=user.id, made_at=clock.now())
    db.session.add(phone)
    db.session.flush()
    with app.test_request_context():
        sessions.begin(user, "pin", phone_id=phone.id)
    db.session.commit()
    assert sessions.end_phone(phone.id, "phone_cut") == 1
    assert sessions.end_phone(phone.id, "phone_cut") == 0
    assert rows()[0].ended_why == "phone_cut"


def test_a_pin_opens_neither_the_password_nor_a_new_factor(app, client, monkeypatch):
    """Four digits and a phone in a drawer must not become an account."""
    user_id = account("worker").id

    def by_pin() -> str:
        sessions.begin(db.session.get(User, user_id), "pin")
        return "in"

    by_pin.audience = app.view_functions["security.logout"].audience
    monkeypatch.setitem(app.view_functions, "security.logout", by_pin)
    assert client.submit("/logga-ut", page="/logga-in").text == "in"
    assert client.get("/konto").status_code == 200
    for page in ("/konto/app", "/konto/nycklar", "/konto/reservkoder"):
        assert client.get(page).location.startswith("/konto/bekrafta"), page


def test_a_session_lies_under_a_hash_and_where_it_came_from_is_encrypted(chef):
    cookie = chef.get_cookie("session").value
    stored = str(db.session.connection().exec_driver_sql("SELECT * FROM sign_in").all())
    with chef.session_transaction() as kept:
        assert kept["sign_in"] not in stored
    assert cookie not in stored
    assert "127.0.0.1" not in stored
    assert "Werkzeug" not in stored
