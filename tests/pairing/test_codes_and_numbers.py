"""A number that is new waits; a code that is wrong, old, used or another browser's opens nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from backend.cards import issue
from schema import clock
from schema.db import db
from schema.tables import Code, Device, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import PHONE, choose, last_code, pair
from tests.people import Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def test_a_new_number_is_verified_first_and_waits_24_hours(any_homes, any_app):
    any_homes.give_number(any_homes.person, PHONE, since=at(7), verified=False)
    any_homes.visit("v1", at(12), at(13))
    client, token = Client(any_app), any_homes.token()
    choose(client, token)
    done = client.submit(f"/k/{token}/enhet/kod", {"code": last_code()})
    assert "Försök igen onsdag 25 november klockan 7" in words(done)
    assert client.get("/mitt").status_code == 403
    again = choose(client, token)
    assert "Försök igen onsdag 25 november klockan 7" in words(again)
    assert db.session.query(Device).count() == 0
    with time_machine.travel(at(7, 1, DAY + timedelta(days=1)), tick=False):
        pair(client, token)
        assert client.get("/mitt").status_code == 200


def test_an_old_number_never_verified_needs_one_code_only(homes, app):
    homes.give_number(homes.person, PHONE, verified=False)
    client = Client(app)
    pair(client, homes.token())
    assert client.get("/mitt").status_code == 200


@pytest.mark.parametrize("typed", ["000000", "", "x" * 500, "١٢٣٤٥٦"])
def test_a_wrong_code_is_refused_politely_and_written_down(homes, app, typed):
    client, token = Client(app), homes.token()
    choose(client, token)
    answer = client.submit(f"/k/{token}/enhet/kod", {"code": typed})
    assert answer.status_code == 422
    assert "Koden stämmer inte" in answer.text
    assert db.session.query(Device).count() == 0
    assert db.session.query(Trail).filter_by(action="refused").count() == 1


def test_guessing_ends_after_five_though_the_sixth_is_right(any_homes, any_app):
    client, token = Client(any_app), any_homes.token()
    choose(client, token)
    right = last_code()
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(5):
        client.submit(f"/k/{token}/enhet/kod", {"code": wrong})
    last = client.submit(f"/k/{token}/enhet/kod", {"code": right})
    assert last.status_code in (422, 429)
    assert db.session.query(Device).count() == 0


def test_a_code_is_good_once_and_in_its_own_browser(homes, app):
    client, other, token = Client(app), Client(app), homes.token()
    choose(client, token)
    code = last_code()
    choose(other, token)
    assert other.submit(f"/k/{token}/enhet/kod", {"code": code}).status_code == 422
    assert client.submit(f"/k/{token}/enhet/kod", {"code": code}).status_code == 303
    assert client.get(f"/k/{token}/enhet/kod").location.endswith("/enhet"), "nothing is asked any more"
    used = db.session.query(Code).filter(Code.used_at.is_not(None)).count()
    assert used == 1


def test_an_old_code_opens_nothing(homes, app):
    client, token = Client(app), homes.token()
    choose(client, token)
    code = last_code()
    with time_machine.travel(at(8, 43), tick=False):
        assert client.submit(f"/k/{token}/enhet/kod", {"code": code}).status_code == 422


def test_a_home_without_a_number_is_told_whom_to_ask(homes, app):
    homes.person.phone = homes.person.phone_hash = None
    page = words(Client(app).get(f"/k/{homes.token()}/enhet"))
    assert "Be någon i personalen om hjälp" in page


@pytest.mark.parametrize("why", ["wrong", "revoked", "protected", "ended"])
def test_a_card_that_opens_nothing_pairs_nothing(homes, app, why):
    token = homes.token()
    if why == "revoked":
        issue.revoke(homes.home.id)
    elif why == "protected":
        homes.person.protected = True
    elif why == "ended":
        homes.person.ended_on = DAY - timedelta(days=1)
    db.session.commit()
    token = "no-such-card" if why == "wrong" else token
    client = Client(app)
    answers = [client.get(f"/k/{token}/enhet"), client.get(f"/k/{token}/enhet/kod")]
    assert {answer.status_code for answer in answers} == {404}
    assert all("Kortet gäller inte" in answer.text for answer in answers)
    assert db.session.query(Trail).filter_by(action="refused").count() == 2


def test_forms_need_their_token(homes, app):
    token = homes.token()
    client = Client(app)
    for address in (f"/k/{token}/enhet", f"/k/{token}/enhet/kod", "/koppla", "/mitt/vem/enhet/1", "/anhorig/logga-in",
                    "/anhorig/kod", "/anhorig/logga-ut", "/mitt/vem/anhorig/1"):  # fmt: skip
        assert client.post(address, data={"code": "123456"}).status_code == 400, address
    assert clock.today() == DAY
