"""Nothing of one recipient through another's token: every way in tried with every other's key."""

from __future__ import annotations

from itertools import permutations

import pytest
import time_machine

from schema.db import db
from schema.tables import Device, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import HIS_PHONE, PHONE, enter, pair
from tests.people import Client

NUMBERS = {"elsa": PHONE, "arne": HIS_PHONE, "signe": "+46701740607"}
KIN = {"elsa": "+46701740690", "arne": "+46701740691", "signe": "+46701740692"}
WORKERS = {"elsa": "Ali", "arne": "Sara", "signe": "Maja"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


class Three:
    """Three persons: two of them a couple; each with a device, a relative and a worker whom nobody else has."""

    def __init__(self, homes, app):
        homes.workers["Maja"] = homes.workers["Hemlig"]
        homes.workers["Maja"].shown_name = "Maja"
        second = homes.new_home("h2")
        self.people = {"elsa": homes.person}
        self.people["arne"] = homes.new_person("arne", homes.home, name="Arne Hemlighet")
        self.people["signe"] = homes.new_person("signe", second, name="Signe Hemlighet")
        self.cards = {}
        for place, (name, person) in enumerate(self.people.items()):
            homes.give_number(person, NUMBERS[name])
            homes.relative(f"kin-{name}", person, phone=KIN[name], email=f"{name}@example.se")
            homes.visit(f"v-{name}", at(12 + place), at(13 + place), workers=WORKERS[name], person=person)
        self.own, self.kin = {}, {}
        for name, person in self.people.items():
            self.cards[name] = homes.token(homes.home if person.home_id == homes.home.id else second)
            self.own[name], self.kin[name] = Client(app), Client(app)
            pair(self.own[name], self.cards[name], int(name == "arne") * 2, NUMBERS[name])
            enter(self.kin[name], KIN[name])


@pytest.fixture
def three(any_homes, any_app) -> Three:
    """On each database."""
    return Three(any_homes, any_app)


def others(name: str) -> list[str]:
    """What would tell of the others."""
    return [word for other, word in WORKERS.items() if other != name]


def test_each_sees_her_own_and_nobody_elses(three):
    for name in three.people:
        for client, address in ((three.own[name], "/mitt"), (three.kin[name], "/anhorig")):
            page = words(client.get(address))
            assert WORKERS[name] in page, (name, address)
            assert [word for word in others(name) if word in page] == []


def test_anothers_cookie_opens_nothing_of_hers(three, any_app):
    for name in three.people:
        mine, theirs = (
            three.own[name].get_cookie("mitt").value,
            three.kin[name].get_cookie("anhorig", path="/anhorig").value,
        )
        swapped = Client(any_app)
        swapped.set_cookie("mitt", theirs)
        swapped.set_cookie("anhorig", mine, path="/anhorig")
        assert swapped.get("/mitt").status_code == 403, "a relative's token is no recipient's"
        assert swapped.get("/anhorig").status_code == 302, "a recipient's token is no relative's"
        assert swapped.get("/mitt/vem").status_code == 403


def test_a_card_shows_days_only_to_a_device_of_its_home(three, any_app):
    for name, other in permutations(three.people, 2):
        answer = three.own[name].get(f"/k/{three.cards[other]}/{DAY}")
        same_home = {name, other} == {"elsa", "arne"}
        assert answer.status_code == (200 if same_home else 403), (name, other)
        assert WORKERS[other] not in answer.text
    stranger = Client(any_app).get(f"/k/{three.cards['elsa']}/{DAY}")
    wrong = three.own["elsa"].get(f"/k/{'x' * 27}/{DAY}")
    assert (stranger.status_code, wrong.status_code) == (403, 403)
    assert words(stranger) == words(wrong)


def test_nobody_ends_anothers_devices_or_relatives(three):
    rows = db.session.query(Device).all()
    for name, person in three.people.items():
        token = three.own[name].csrf_token("/mitt/vem")
        kin = [row for row in rows if row.relative_id]
        hers = {row.id for row in rows if row.recipient_id == person.id}
        for row in rows:
            if row.id in hers or (row.relative_id and _recipient_of(row) == person.id):
                continue
            answer = three.own[name].post(f"/mitt/vem/enhet/{row.id}", data={"csrf_token": token})
            assert answer.status_code == 403
        for row in kin:
            if _recipient_of(row) != person.id:
                answer = three.own[name].post(f"/mitt/vem/anhorig/{row.relative_id}", data={"csrf_token": token})
                assert answer.status_code == 403
    assert db.session.query(Device).filter(Device.revoked_at.is_not(None)).count() == 0


def _recipient_of(row) -> int:
    from schema.tables import Relative

    return db.session.get_one(Relative, row.relative_id).recipient_id


WRONG = ["", "x", "x" * 27, "x" * 3000, "å", "' OR 1=1 --", "%00"]


@pytest.mark.parametrize("token", WRONG)
def test_a_wrong_cookie_gets_one_polite_answer_and_a_row(homes, app, token):
    client = Client(app)
    client.set_cookie("mitt", token)
    client.set_cookie("anhorig", token, path="/anhorig")
    answer = client.get("/mitt")
    assert answer.status_code == 403
    assert "Den här telefonen eller datorn är inte kopplad" in answer.text
    assert client.get("/anhorig").location == "/anhorig/logga-in"
    rows = db.session.query(Trail).filter_by(action="refused").all()
    assert [(row.reason, row.recipient_id) for row in rows] == [("device_not_open", None)] * 2


def test_guessing_cookies_is_stopped(homes, app):
    client = Client(app)
    answers = []
    for place in range(35):
        client.set_cookie("mitt", f"guess-{place}")
        answers.append(client.get("/mitt").status_code)
    assert answers[0] == 403
    assert answers[-1] == 429


def test_no_page_of_a_device_is_kept_by_the_browser(three):
    own, card = three.own["elsa"], f"/k/{three.cards['elsa']}"
    pages = [(own, "/mitt"), (own, "/mitt/vem"), (own, f"{card}/enhet"), (own, f"{card}/{DAY}")]
    for client, address in (*pages, (three.kin["elsa"], "/anhorig")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"], address
