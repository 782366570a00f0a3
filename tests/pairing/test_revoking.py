"""Every way of revoking kills devices, codes and queued messages at once."""

from __future__ import annotations

import pytest
import time_machine

from backend.devices import revoke
from backend.devices.devices import held
from clients.ui.cookies import OWN
from schema import clock
from schema.db import db
from schema.tables import Code, Device, Message, Withdrawal
from tests.card.world import at
from tests.pairing.conftest import HIS_PHONE, KIN_PHONE, PHONE, pair
from tests.pairing.everything import Everything
from tests.people import Client


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


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
