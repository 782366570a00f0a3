"""Every way of revoking kills devices, codes and queued messages at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from backend.devices import revoke, withdraw
from backend.devices.devices import held
from backend.jobs import once
from clients.ui.cookies import OWN
from notifications import letters
from schema import clock
from schema.db import db
from schema.tables import Code, Device, Message, Withdrawal
from tests.card.world import DAY, at
from tests.packages import small_package, write_package
from tests.pairing.conftest import HIS_PHONE, KIN_PHONE, PHONE, choose, enter, last_code, pair
from tests.people import Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


class Everything:
    """A recipient's device and a relative's, a code of each on its way, and a message of each in the queue."""

    def __init__(self, homes, app):
        self.homes, self.app = homes, app
        homes.visit("v1", at(12), at(13), workers="Sara")
        self.kin = homes.relative()
        self.token = homes.token()
        self.own, self.theirs, self.asking, self.knocking = (Client(app) for _ in range(4))
        pair(self.own, self.token)
        enter(self.theirs)
        choose(self.asking, self.token)
        self.own_code = last_code(PHONE)
        self.knocking.submit("/anhorig/logga-in", {"reach": KIN_PHONE})
        self.kin_code = last_code(KIN_PHONE)
        for to, owner in ((PHONE, {"recipient_id": homes.person.id}), (KIN_PHONE, {"relative_id": self.kin.id})):
            letters.write_letter(app.extensions["settings"], to, "device_paired", "sv", {}, way="sms", **owner)
        db.session.commit()

    def own_opens(self) -> bool:
        """Whether her device still shows her day."""
        return "Sara" in self.own.get("/mitt").text

    def kin_opens(self) -> bool:
        """Whether the relative's still does."""
        return "Sara" in self.theirs.get("/anhorig").text

    def queued(self) -> set[str]:
        """To whom something still waits to be sent."""
        return {one.number for one in db.session.query(Message).filter_by(state="queued")}

    def own_code_opens(self) -> bool:
        """Whether the code under way still pairs."""
        answer = self.asking.submit(f"/k/{self.token}/enhet/kod", {"code": self.own_code})
        return answer.status_code == 303

    def kin_code_opens(self) -> bool:
        """Whether the relative's code under way still lets in."""
        return self.knocking.submit("/anhorig/kod", {"code": self.kin_code}).status_code == 303


@pytest.fixture
def all_of(homes, app) -> Everything:
    """On SQLite."""
    return Everything(homes, app)


@pytest.fixture
def any_all(any_homes, any_app) -> Everything:
    """On each database."""
    return Everything(any_homes, any_app)


def test_before_anything_is_revoked_everything_opens(any_all):
    assert any_all.own_opens()
    assert any_all.kin_opens()
    assert any_all.queued() == {PHONE, KIN_PHONE}
    assert any_all.own_code_opens()
    assert any_all.kin_code_opens()


@pytest.mark.parametrize("why", ["ended", "protected"])
def test_an_end_for_her_is_an_end_for_everybody(any_all, why):
    ended = revoke.of_recipient(any_all.homes.person.id, why)
    db.session.commit()
    assert ended == 2
    assert not any_all.own_opens()
    assert not any_all.kin_opens()
    assert any_all.queued() == set()
    assert not any_all.own_code_opens()
    assert not any_all.kin_code_opens()
    reasons = {one.revoked_why for one in db.session.query(Device)}
    assert reasons == {why}


def test_a_changed_number_ends_her_own_and_leaves_the_relatives(any_all):
    assert revoke.of_recipient(any_all.homes.person.id, "number_changed") == 1
    db.session.commit()
    assert not any_all.own_opens()
    assert any_all.kin_opens()
    assert any_all.queued() == {KIN_PHONE}


def test_a_relatives_consent_withdrawn_at_the_desk(any_all, any_app, staff):
    manager = staff("manager", ["norr"])
    page = f"/chef/person/{any_all.homes.person.id}"
    done = manager.submit(f"/chef/anhorig/{any_all.kin.id}/ta-tillbaka", page=page)
    assert done.status_code == 303
    assert any_all.own_opens()
    assert not any_all.kin_opens()
    assert any_all.queued() == {PHONE}
    assert not any_all.kin_code_opens()
    row = db.session.query(Withdrawal).one()
    assert (row.what, row.relative_id, row.user_id) == ("relative", any_all.kin.id, manager.user.id)
    assert Client(any_app).submit("/anhorig/logga-in", {"reach": KIN_PHONE}).status_code == 303
    assert any_all.queued() == {PHONE}, "she is sent nothing more"


def test_a_relatives_consent_withdrawn_on_her_own_page(any_all):
    done = any_all.own.submit(f"/mitt/vem/anhorig/{any_all.kin.id}", page="/mitt/vem")
    assert done.status_code == 303
    assert not any_all.kin_opens()
    assert not any_all.kin_code_opens()
    assert any_all.queued() == {PHONE}
    row = db.session.query(Withdrawal).one()
    assert (row.user_id, row.device_id) == (None, db.session.query(Device).filter_by(way="sms").first().id)


@pytest.mark.parametrize("whose", ["own", "theirs"])
def test_one_device_ended_at_the_desk(any_all, staff, whose):
    manager = staff("manager", ["norr"])
    device = _device(any_all, whose)
    person = any_all.homes.person.id
    done = manager.submit(f"/chef/person/{person}/enhet/{device.id}", page=f"/chef/person/{person}")
    assert done.status_code == 303
    assert (any_all.own_opens(), any_all.kin_opens()) == (whose != "own", whose != "theirs")
    assert (device.revoked_why, device.revoked_by_user_id) == ("by_staff", manager.user.id)
    codes = any_all.own_code_opens() if whose == "own" else any_all.kin_code_opens()
    assert not codes


@pytest.mark.parametrize("whose", ["own", "theirs"])
def test_one_device_ended_on_her_own_page(any_all, whose):
    device = _device(any_all, whose)
    done = any_all.own.submit(f"/mitt/vem/enhet/{device.id}", page="/mitt/vem")
    assert done.status_code == 303
    assert (any_all.own_opens(), any_all.kin_opens()) == (whose != "own", whose != "theirs")
    assert device.revoked_why == "by_owner"


def _device(everything, whose):
    kin = everything.kin.id
    fields = {"relative_id": kin} if whose == "theirs" else {"recipient_id": everything.homes.person.id}
    return db.session.query(Device).filter_by(**fields).one()


def test_a_message_being_handed_over_is_not_tried_again(all_of):
    for one in db.session.query(Message):
        one.state = "sending"
    revoke.of_recipient(all_of.homes.person.id, "ended")
    db.session.commit()
    assert all(one.expires_at <= clock.now() for one in db.session.query(Message))


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


def test_a_morning_list_to_the_number_of_somebody_protected_goes_no_further(all_of):
    for one in db.session.query(Message):
        if one.number == PHONE:
            one.recipient_id, one.kind = None, "morning"
    revoke.of_recipient(all_of.homes.person.id, "protected")
    db.session.commit()
    assert all_of.queued() == set()


def test_the_other_of_a_couple_keeps_her_device(any_homes, any_app):
    him = any_homes.new_person("arne", any_homes.home, name="Arne Hemlighet")
    any_homes.give_number(him, HIS_PHONE)
    client, token = Client(any_app), any_homes.token()
    pair(client, token, 0, PHONE)
    revoke.of_recipient(him.id, "ended")
    db.session.commit()
    assert [one.recipient_id for one in held(client.get_cookie(OWN).value)] == [any_homes.person.id]
    assert db.session.query(Code).count() >= 1
