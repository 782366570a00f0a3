"""A relative links strong sign-in from inside, and comes in by it the next time."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import select

from schema.db import db
from schema.tables import Device, Relative, User
from tests.card.world import DAY, at
from tests.oidc.conftest import trail_of, way_back
from tests.oidc.running import Visitor
from tests.pairing.conftest import enter as enter_by_code
from tests.pairing.conftest import homes  # noqa: F401 - a fixture
from tests.people import Client

pytestmark = pytest.mark.loopback
DOOR = "/anhorig/logga-in"


@pytest.fixture(autouse=True)
def _now(provider):
    with time_machine.travel(at(8, 31), tick=True):
        provider.keeps_our_time()
        yield


@pytest.fixture
def anna(homes, provider):  # noqa: F811 - the fixture
    """A relative with both consents, and a visit that she may see."""
    homes.visit("v1", at(12), at(13), workers="Sara")
    row = homes.relative()
    db.session.commit()
    provider.knows("anna", amr=["mfa"], name="Anna Anhörig")
    provider.knows("mallory", amr=["mfa"])
    return row


def _strong(client: Client, page: str, login: str = "anna"):
    sent = client.submit("/anhorig/stark", page=page)
    assert sent.status_code == 302
    parts = urlsplit(Visitor().authenticate(sent.location, login))
    return client.get(f"{parts.path}?{parts.query}")


def _linked(app) -> Client:
    inside = Client(app)
    enter_by_code(inside)
    assert _strong(inside, "/anhorig").location == "/anhorig"
    return inside


def test_linked_from_inside_it_opens_the_next_time(app, anna):
    inside = _linked(app)
    assert "Koppla min e-legitimation" not in inside.get("/anhorig").text
    assert "strong_sign_in_linked" in trail_of("change")
    later = Client(app)
    assert _strong(later, DOOR).location == "/anhorig"
    assert "Elsa" in later.get("/anhorig").text
    assert db.session.scalars(select(Device.way).order_by(Device.id.desc())).first() == "oidc"
    assert db.session.scalars(select(User)).all() == [], "no staff account is made of a relative"


def test_nothing_linked_opens_nothing(app, anna):
    client = Client(app)
    answer = _strong(client, DOOR)
    assert answer.status_code == 403
    assert "Elsa" not in answer.text
    assert trail_of("refused") == ["oidc_not_linked"]
    assert client.get("/anhorig").status_code == 302


def test_somebody_elses_sign_in_opens_nothing(app, anna):
    _linked(app)
    assert _strong(Client(app), DOOR, "mallory").status_code == 403


LONG_AGO = DAY.replace(year=2020)
ENDS = [{"secrecy_consent_on": None}, {"data_consent_on": None}, {"consent_until": LONG_AGO}, {"consent_basis": None}]


@pytest.mark.parametrize("ends", ENDS)
def test_consent_withdrawn_it_opens_nothing_more(app, anna, ends):
    inside = _linked(app)
    for name, value in ends.items():
        setattr(db.session.get(Relative, anna.id), name, value)
    db.session.commit()
    assert _strong(Client(app), DOOR).status_code == 403
    assert "Elsa" not in inside.get("/anhorig", follow_redirects=True).text


def test_a_relatives_way_back_is_not_the_staffs_nor_the_other_way_round(app, anna, client):
    sent = client.submit("/anhorig/stark", page=DOOR)
    parts = urlsplit(Visitor().authenticate(sent.location, "anna"))
    assert client.get(f"/logga-in/kommun/svar?{parts.query}").status_code == 403
    staffs = way_back(client, "anna")
    assert client.get(staffs.replace("/logga-in/kommun/", "/anhorig/stark/")).status_code == 403
    assert trail_of("refused") == ["oidc_state", "oidc_state"]


def test_without_a_provider_there_is_no_such_door(make_app, homes):  # noqa: F811
    alone = Client(make_app())
    assert "e-legitimation" not in alone.get(DOOR).text
    assert alone.get("/anhorig/stark/svar?state=x").status_code == 404
