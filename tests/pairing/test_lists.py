"""Who can see, and who has looked: on the recipient's own page and at the desk."""

from __future__ import annotations

import pytest
import time_machine

from backend.cards.views import Views
from schema.db import db
from schema.tables import Trail
from tests.card.conftest import words
from tests.card.world import at
from tests.pairing.conftest import enter, pair
from tests.people import Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def test_everything_paired_is_listed_on_her_page_and_at_the_desk(any_homes, any_app, staff):
    any_homes.relative()
    own, kin = Client(any_app), Client(any_app)
    pair(own, any_homes.token())
    enter(kin)
    kin.get("/anhorig")
    manager = staff("manager", ["norr"])
    for page in (words(own.get("/mitt/vem")), words(manager.get(f"/chef/person/{any_homes.person.id}"))):
        for said in ("Anna Anhörig, dotter", "tisdag 24 november"):
            assert said in page
    page = words(own.get("/mitt/vem"))
    for said in (
        "Dina telefoner och datorer",
        "(den här)",
        "Får se tider, vem som kommer och insatser",
        "Inloggad på en telefon eller dator",
    ):
        assert said in page


def test_who_has_looked_is_told_by_role_and_unit_and_never_by_name(homes, app, staff):
    homes.relative()
    homes.visit("v1", at(12), at(13), workers="Ali")
    own, kin, token = Client(app), Client(app), homes.token()
    pair(own, token)
    enter(kin)
    kin.get("/anhorig")
    manager = staff("manager", ["norr"])
    for _ in range(3):
        manager.get(f"/chef/person/{homes.person.id}")
    staff("worker", ["norr"], worker_id=homes.workers["Ali"].id).get("/personal")
    Client(app).get(f"/k/{token}")
    views: Views = app.extensions["card_views"]
    db.session.commit()
    views.flush()
    page = words(own.get("/mitt/vem"))
    for said in ("Chef, Hemtjänst Norr: tittade, 3 gånger", "Medarbetare, Hemtjänst Norr: tittade",
                 "En anhörig: tittade", "Någon läste av kortet hemma"):  # fmt: skip
        assert said in page, page
    for name in ("Manager 1", "Worker 2", "Efternamn"):
        assert name not in page


def test_refusals_are_not_looks(homes, app):
    own = Client(app)
    token = homes.token()
    pair(own, token)
    before = words(own.get("/mitt/vem"))
    wrong = Client(app)
    wrong.set_cookie("mitt", "x")
    wrong.get("/mitt")
    assert db.session.query(Trail).filter_by(action="refused").count() == 1
    after = words(own.get("/mitt/vem"))
    assert before.count("tittade") <= after.count("tittade")
    assert "nekad" not in after


def test_ending_this_very_device_takes_its_cookie(homes, app):
    own = Client(app)
    pair(own, homes.token())
    listed = own.get("/mitt/vem").text
    device_id = listed.split("/mitt/vem/enhet/")[1].split("?")[0]
    done = own.submit(f"/mitt/vem/enhet/{device_id}", page="/mitt/vem")
    assert done.headers["Clear-Site-Data"] == '"storage"'
    assert done.location == "/mitt"
    assert own.get_cookie("mitt") is None
    assert own.get("/mitt").status_code == 403


@pytest.mark.parametrize(("language", "said"), [("fi", "Kuka voi nähdä?"), ("en", "Who can see?")])
def test_the_lists_speak_three_languages(homes, app, language, said):
    own = Client(app)
    pair(own, homes.token())
    assert said in own.get(f"/mitt/vem?lang={language}").text
