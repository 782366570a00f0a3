"""A calendar of one's own: off until turned on, its address shown once, ended at once."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from icalendar import Calendar

from schema.db import db
from schema.tables import Device, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.people import Client
from tests.relatives.conftest import ONCE, kin_of, own_of, turn_on

KIN, OWN = "/anhorig/kalender", "/mitt/kalender"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def titles(app, address: str) -> list[str]:
    """What the events of a feed are called, in order."""
    answer = Client(app).get(address)
    assert answer.status_code == 200, answer.status_code
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.data).events]


def gone(app, address: str) -> bool:
    """Whether an address is answered as one that never was."""
    never, answer = Client(app).get(f"/cal/{'0' * 40}.ics"), Client(app).get(address)
    assert (answer.status_code == 404) is (answer.text == never.text)
    return answer.status_code == 404


def test_hers_is_neutral_until_she_wishes_otherwise_and_never_says_nursing(any_homes, any_app):
    any_homes.visit("v1", at(10), at(11), services="insulin", workers="Hemlig")
    any_homes.visit("v2", at(12), at(13), services="lunch insulin", workers="Sara Ali")
    client = own_of(any_app, any_homes.person)
    page = words(client.get(OWN))
    for said in ("Kalendern är av.", "Alla som har adressen", "Google, Apple eller Microsoft", "fast den är låst"):
        assert said in page
    address = turn_on(client, OWN)
    assert titles(any_app, address) == ["Hemtjänsten kommer"] * 2
    once = ONCE.search(client.get(OWN).text)[1]
    for detail, said in (
        ("names", ["Hemtjänst: Någon från hemtjänsten", "Hemtjänst: Sara och Ali"]),
        ("services", ["Hemtjänst: Någon från hemtjänsten", "Hemtjänst: Sara och Ali, lunch"]),
    ):
        chosen = client.submit(f"{OWN}/visa", {"detail": detail, "once": once}, page=OWN)
        assert (chosen.status_code, chosen.location) == (303, f"{OWN}?sparat=1")
        assert titles(any_app, address) == said
    file = Client(any_app).get(address).text
    for secret in ("nsulin", "juksköterska", "LOCATION", "Elsa", "gatan"):
        assert secret not in file
    assert address not in client.get(OWN).text, "shown once"


def test_on_and_off_and_a_new_address_ends_the_old(homes, app):
    homes.visit("v1", at(12), at(13))
    client = own_of(app, homes.person)
    once = ONCE.search(client.get(OWN).text)[1]
    first = turn_on(client, OWN, once=once)
    assert turn_on(client, OWN, once=once) == first, "pressed twice it is one"
    second = turn_on(client, OWN)
    assert gone(app, first)
    assert not gone(app, second)
    again = client.submit(OWN, {"once": once, "detail": "times"})
    assert (again.status_code, again.location) == (303, OWN), "a form sent again brings nothing back"
    assert "hämtades senast tisdag 24 november klockan 8.31" in words(client.get(OWN))
    off = client.submit(f"{OWN}/av", page=OWN)
    assert off.location == f"{OWN}?av=1"
    assert gone(app, second)
    assert {one.revoked_why for one in db.session.query(Device).filter_by(kind="feed")} == {"by_owner"}
    assert turn_on(client, OWN) not in (first, second)
    for fields in ({}, {"once": "x", "detail": "names"}, {"once": "x" * 20, "detail": "all"}, {"once": "y" * 9_999}):
        assert client.submit(OWN, fields).status_code == 422


def test_it_stands_among_her_devices_and_is_ended_there(homes, app):
    homes.visit("v1", at(12), at(13))
    client, kin = own_of(app, homes.person), kin_of(app, homes.relative())
    mine, theirs = turn_on(client, OWN), turn_on(kin, KIN)
    page = client.get("/mitt/vem")
    assert "Kalender" in words(page)
    for owner, address in (("recipient_id", mine), ("relative_id", theirs)):
        feed = db.session.query(Device).filter(Device.kind == "feed", getattr(Device, owner).is_not(None)).one()
        assert f"/mitt/vem/enhet/{feed.id}" in page.text
        client.submit(f"/mitt/vem/enhet/{feed.id}", page="/mitt/vem")
        assert gone(app, address)


ENDS = [
    {"consent_until": DAY - timedelta(days=1)}, {"consent_basis": None}, {"data_consent_on": None},
    {"secrecy_consent_on": DAY + timedelta(days=1)}, {"revision": 0}, {"reach_since_at": at(12)},
]  # fmt: skip


@contextmanager
def otherwise(row, values):
    """A row that says otherwise for a while."""
    before = {name: getattr(row, name) for name in values}
    for said in (values, before):
        for name, value in said.items():
            setattr(row, name, value)
        if said is values:
            yield
    db.session.commit()


def test_nothing_from_the_next_fetch_on_when_a_consent_or_its_ground_ends(homes, app):
    homes.visit("v1", at(12), at(13))
    row = homes.relative()
    address = turn_on(kin_of(app, row), KIN)
    for ends in ENDS:
        assert titles(app, address) == ["Hemtjänsten kommer"]
        with otherwise(row, ends):
            assert gone(app, address), ends


def test_nothing_of_who_is_protected_or_gone(homes, app):
    homes.visit("v1", at(12), at(13))
    mine, theirs = turn_on(own_of(app, homes.person), OWN), turn_on(kin_of(app, homes.relative()), KIN)
    for ends in ({"protected": True}, {"ended_on": DAY - timedelta(days=1)}, {"phone_since_at": at(12)}):
        assert not gone(app, mine)
        with otherwise(homes.person, ends):
            assert gone(app, mine), ends
            assert gone(app, theirs) is ("phone_since_at" not in ends), ends


def test_several_under_one_address_each_as_far_as_consent_reaches(any_homes, any_app):
    father = any_homes.new_person("far", any_homes.new_home("h2"), name="Yngve Hemlighet")
    any_homes.visit("v1", at(12), at(13), workers="Sara")
    any_homes.visit("v2", at(14), at(15), workers="Ali", person=father)
    rows = any_homes.relative(), any_homes.relative("anna-2", father, may_see="times")
    address = turn_on(kin_of(any_app, *rows), KIN, "services")
    assert titles(any_app, address) == ["E: Hemtjänst: Sara, lunch", "Y: Hemtjänsten kommer"]
    rows[0].consent_until = DAY - timedelta(days=1)
    assert titles(any_app, address) == ["Hemtjänsten kommer"]


def test_what_a_relative_may_not_know_is_not_in_it(any_homes, any_app):
    homes = any_homes
    homes.visit("v1", at(10), at(11), services="insulin", workers="Hemlig")
    homes.visit("v2", at(12), at(13), status="declined", workers="Sara")
    homes.visit("v3", at(14), at(15), status="absent", workers="Sara")
    homes.visit("v0", at(9, 0, DAY - timedelta(days=1)), at(10, 0, DAY - timedelta(days=1)))
    row = homes.relative(may_see="names", secrecy_consent_on=DAY)
    kin = kin_of(any_app, row)
    page = words(kin.get(KIN))
    assert "vad besöket är till för" not in page, "no more is offered than she may see"
    file = Client(any_app).get(turn_on(kin, KIN, "services"))
    events = Calendar.from_ical(file.data).events
    assert [(event.start, str(event["SUMMARY"]), str(event["STATUS"])) for event in events] == [
        (at(12), "Inställt besök", "CANCELLED"), (at(14), "Inställt besök", "CANCELLED"),
    ]  # fmt: skip
    assert "borta" not in file.text and "tackade" not in file.text
    assert "X-WR-CALDESC:Alla besök visas inte här." in file.text
    own = Client(any_app).get(turn_on(own_of(any_app, homes.person), OWN))
    assert [str(event["STATUS"]) for event in Calendar.from_ical(own.data).events] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CANCELLED",
    ]  # fmt: skip


def test_what_is_still_true_is_not_sent_again_and_each_fetch_is_on_the_trail(homes, app, caplog):
    caplog.set_level(logging.DEBUG)
    visit = homes.visit("v1", at(12), at(13))
    homes.person.language = "fi"
    address = turn_on(own_of(app, homes.person), OWN)
    client = Client(app)
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in first.headers
    assert "SUMMARY:Kotihoito tulee" in first.text
    with time_machine.travel(at(8, 40), tick=False):
        kept = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (kept.status_code, kept.data, kept.headers["ETag"]) == (304, b"", first.headers["ETag"])
    homes.change(visit, at(8, 35), window_start_at=at(11), window_end_at=at(12))
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    feed = db.session.query(Device).filter_by(kind="feed").one()
    looks = db.session.query(Trail).filter_by(what="feed.visits", device_id=feed.id, action="read").all()
    assert len(looks) == 2, "asking again within the quarter, and learning nothing, is one look"
    assert {look.role for look in looks} == {"recipient"}
    gone(app, "/cal/nothing.ics")
    wrong = db.session.query(Trail).filter_by(what="feed.visits", action="refused").all()
    assert {one.reason for one in wrong} == {"feed_wrong"}
    token = address.removeprefix("/cal/").removesuffix(".ics")
    assert token not in caplog.text
    assert token not in str(db.session.query(Device.label, Device.token_hash).all())
    codes = {Client(app).get("/cal/x.ics").status_code for _ in range(40)}
    assert codes == {404, 429}
