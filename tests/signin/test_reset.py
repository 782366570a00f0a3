"""A forgotten password: a link that works once, for an hour, and gives no way in by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from backend.access import reset
from backend.access.limit import RULES
from schema import clock
from schema.db import db
from schema.tables import Message, User
from tests.people import PASSWORD, Client, sign_in
from tests.signin.door import WHO, account, password, refusals, rows, trail

NEW = "fyra helt andra ordpar"
MAIL = pytest.mark.settings(smtp_url="smtp://127.0.0.1:1?from=hemtjanst@example.se")
ASKED = "Om adressen har ett konto får du snart ett brev"


def choose(client: Client, address: str, new: str = NEW, again: str | None = None):
    return client.submit(address, {"password": new, "again": new if again is None else again})


@pytest.fixture
def address(app) -> str:
    """The path of a link for an account."""
    made = reset.link(account())
    assert made.startswith("http://127.0.0.1/nytt-losenord/")
    return made.removeprefix("http://127.0.0.1")


def test_the_link_gives_a_new_password_and_no_way_in(app, client, address):
    inside = Client(app)
    sign_in(inside, WHO)
    assert client.get(address).status_code == 200
    assert choose(client, address).location == "/logga-in"
    assert client.get("/chef").status_code == 302
    assert inside.get("/chef").status_code == 302, "whoever was signed in is out"
    assert rows()[0].ended_why == "password_changed"
    assert "password_reset" in trail("change")
    assert password(client).status_code == 200, "the old one is wrong"
    assert password(client, typed=NEW).location.startswith("/logga-in/kod")


def gone(client: Client, address: str) -> None:
    """One polite answer, whatever is wrong, to looking and to sending."""
    token = client.csrf_token("/logga-in")
    answers = [client.get(address), client.post(address, data={"csrf_token": token, "password": NEW, "again": NEW})]
    for answer in answers:
        assert answer.status_code == 404
        assert "Länken går inte att använda" in answer.text


def test_a_used_link_is_gone(client, address):
    choose(client, address)
    gone(client, address)
    assert refusals() == ["reset_wrong", "reset_wrong"]


def test_an_old_link_is_gone(client, address):
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        gone(client, address)
    assert refusals() == ["reset_expired", "reset_expired"]


@pytest.mark.parametrize(
    "change", [lambda a: a[:-1], lambda a: a + "x", lambda a: a[: a.rindex("/") + 1] + "WyJ4Il0.x.y"]
)
def test_a_forged_link_is_gone(client, address, change):
    gone(client, change(address))
    assert refusals() == ["reset_wrong", "reset_wrong"]


def test_a_closed_accounts_link_is_gone(client, address):
    db.session.scalars(select(User)).one().active = False
    db.session.commit()
    gone(client, address)


def test_links_are_not_guessed_for_ever(client):
    times = int(RULES["token_wrong_address"].split()[0])
    answers = [client.get(f"/nytt-losenord/{n}").status_code for n in range(times + 1)]
    assert answers == [404] * times + [429]


@pytest.mark.parametrize(("new", "again", "said"), [("kort", "kort", "minst 12"), (NEW, "annat", "inte lika"),
                                                    ("maria ek 2026", "maria ek 2026", "lätt att gissa")])  # fmt: skip
def test_a_bad_password_is_told_and_the_link_stays(client, address, new, again, said):
    answer = choose(client, address, new, again)
    assert answer.status_code == 200
    assert said in answer.text
    assert choose(client, address).status_code == 302


def letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


@MAIL
def test_it_comes_by_mail_to_an_account_and_only_there(client):
    account()
    shown = [
        client.submit("/nytt-losenord", {"email": email}).text for email in (f" {WHO.upper()}", "ingen@example.se")
    ]
    token = re.compile(r'value="[^"]+"')
    assert token.sub("", shown[0]) == token.sub("", shown[1])
    assert ASKED in shown[0]
    assert [letter.user_id for letter in letters()] == [db.session.scalars(select(User.id)).one()]
    found = re.search(r"http://127.0.0.1(/nytt-losenord/\S+)", letters()[0].body)
    assert found
    assert choose(client, found[1]).status_code == 302


@MAIL
def test_the_link_leads_to_us_whatever_host_the_request_named(app):
    account()
    client = Client(app)
    page = client.get("/nytt-losenord", base_url="http://evil.example")
    token = re.search(r'csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    client.post("/nytt-losenord", base_url="http://evil.example", data={"csrf_token": token, "email": WHO})
    assert "evil.example" not in letters()[0].body


@MAIL
def test_nobody_is_sent_letters_without_end(client):
    account()
    times = int(RULES["reset_account"].split()[0])
    answers = [client.submit("/nytt-losenord", {"email": WHO}).status_code for _ in range(times + 1)]
    assert answers == [200] * times + [429]
    assert len(letters()) == times


@MAIL
def test_who_changes_a_password_is_told_by_mail(client, app):
    account()
    sign_in(client, WHO)
    client.submit("/konto/losenord", {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW})
    assert "lösenord" in letters()[0].body


def test_without_mail_the_page_says_whom_to_ask(client):
    page = client.get("/nytt-losenord").text
    assert "systemförvaltare" in page
    assert 'name="email"' not in page
