"""What has lost its ground shows nothing at once, and is ended by the import or within the minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from backend.access.signin import create_user
from backend.devices import withdraw
from backend.jobs import once
from schema.db import db
from schema.tables import Consent, Device, Message
from tests.card.world import DAY, at
from tests.packages import small_package, write_package
from tests.pairing.conftest import KIN_PHONE, enter, pair
from tests.pairing.everything import Everything
from tests.people import PASSWORD, Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


@pytest.fixture
def any_all(any_homes, any_app) -> Everything:
    """On each database."""
    return Everything(any_homes, any_app)


CHANGES = [
    ("person", {"protected": True}, "protected"),
    ("person", {"ended_on": DAY - timedelta(days=1)}, "ended"),
    ("kin", {"data_consent_on": None}, "consent_ended"),
    ("kin", {"consent_until": DAY - timedelta(days=1)}, "consent_ended"),
    ("kin", {"reach_since_at": at(8, 32)}, "number_changed"),
    ("person", {"phone_since_at": at(8, 32)}, "number_changed"),
]


@pytest.mark.parametrize(("whose", "change", "why"), CHANGES)
def test_what_has_lost_its_ground_shows_nothing_at_once_and_is_ended_within_the_minute(any_all, whose, change, why):
    row = any_all.kin if whose == "kin" else any_all.homes.person
    for name, value in change.items():
        setattr(row, name, value)
    db.session.commit()
    for_her = whose == "person"
    assert any_all.own_opens() is not for_her
    if why != "number_changed" or not for_her:
        assert not any_all.kin_opens()
    assert db.session.query(Device).filter(Device.revoked_at.is_not(None)).count() == 0
    assert once("devices", at(8, 33))["closed"] >= 1
    ended = db.session.query(Device).filter(Device.revoked_at.is_not(None)).all()
    assert {one.revoked_why for one in ended} == {why}
    assert once("devices", at(8, 34))["closed"] == 0


def consented(any_all, until, recorded_at) -> None:
    """A consent to devices of her own, recorded here."""
    user = create_user("chef@example.se", "Chef", PASSWORD, "manager", [None])
    db.session.flush()
    db.session.add(
        Consent(what="device", recipient_id=any_all.homes.person.id, basis="guardian", given_by="Gustav", how="written",
                given_on=DAY, until_on=until, recorded_by_user_id=user.id, recorded_at=recorded_at)
    )  # fmt: skip
    db.session.commit()


def test_a_consent_with_a_last_day_takes_the_devices_with_it(any_all):
    """A guardian's basis ends, and with it what was paired on it: not what she pairs herself afterwards."""
    consented(any_all, DAY, at(8))
    assert any_all.own_opens()
    with time_machine.travel(at(0, 1, DAY + timedelta(days=1)), tick=False):
        assert any_all.own.get("/mitt").status_code == 403
        assert once("devices", None)["closed"] >= 1
        ended = db.session.query(Device).filter(Device.recipient_id.is_not(None)).all()
        assert {one.revoked_why for one in ended} == {"consent_ended"}
        browser = Client(any_all.app)
        pair(browser, any_all.homes.token())
        assert browser.get("/mitt").status_code == 200
        once("devices", None)
        assert browser.get("/mitt").status_code == 200


def test_a_later_consent_lets_the_devices_be(any_all):
    consented(any_all, DAY, at(8))
    db.session.add(
        Consent(what="device", recipient_id=any_all.homes.person.id, basis="self", how="spoken", given_on=DAY,
                recorded_by_user_id=db.session.query(Consent).one().recorded_by_user_id, recorded_at=at(8, 5))
    )  # fmt: skip
    db.session.commit()
    with time_machine.travel(at(0, 1, DAY + timedelta(days=1)), tick=False):
        once("devices", None)
        assert any_all.own.get("/mitt").status_code == 200


def test_an_import_that_takes_the_ground_away_ends_it_in_its_own_transaction(app, run_cli, tmp_path):
    tables = small_package()
    given = {"secrecy_consent_on": "2026-10-01", "data_consent_on": "2026-10-01", "consent_basis": "self",
             "may_see": "services", "notices": "none"}  # fmt: skip
    tables["relatives"] = [
        {"relative_id": "a1", "recipient_id": "elsa", "name": "Anna", "phone": KIN_PHONE, "email": "", **given}
    ]
    with time_machine.travel(at(5, 0, DAY - timedelta(days=3)), tick=False):
        assert run_cli("import", write_package(tmp_path / "one", **tables)).exit_code == 0
    client = Client(app)
    assert enter(client).status_code == 303
    assert "Elsa" in client.get("/anhorig").text
    tables["relatives"][0]["data_consent_on"] = ""
    told = run_cli("import", write_package(tmp_path / "two", **tables))
    assert told.exit_code == 0, told.stdout
    assert db.session.query(Device).one().revoked_why == "consent_ended"
    assert client.get("/anhorig").status_code == 302


def test_a_withdrawal_stands_against_the_next_import(app, run_cli, tmp_path, staff):
    tables = small_package()
    tables["relatives"] = [
        {"relative_id": "a1", "recipient_id": "elsa", "name": "Anna", "phone": KIN_PHONE, "may_see": "times",
         "secrecy_consent_on": "2026-10-01", "data_consent_on": "2026-10-01", "consent_basis": "self"}
    ]  # fmt: skip
    with time_machine.travel(at(5, 0, DAY - timedelta(days=3)), tick=False):
        run_cli("import", write_package(tmp_path / "one", **tables))
    client = Client(app)
    enter(client)
    kin = db.session.query(Device).one().relative_id
    manager = staff("manager", ["norr"])
    from backend.access.scope import scope_of

    assert withdraw.withdraw_relative(scope_of(manager.user, ["manager"]), kin) is not None
    db.session.commit()
    tables["relatives"][0]["name"] = "Anna Berg"
    run_cli("import", write_package(tmp_path / "two", **tables))
    assert Client(app).submit("/anhorig/logga-in", {"reach": KIN_PHONE}).status_code == 303
    assert db.session.query(Message).filter_by(state="queued").count() == 0
    tables["relatives"][0].update(secrecy_consent_on="2026-11-25", data_consent_on="2026-11-25")
    with time_machine.travel(at(9, 0, DAY + timedelta(days=1)), tick=False):
        run_cli("import", write_package(tmp_path / "three", **tables))
        assert enter(Client(app)).status_code == 303, "a newer consent opens anew"
