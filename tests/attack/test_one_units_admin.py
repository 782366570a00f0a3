"""An administrator of one unit is one in it alone: no table, account or naming of hers reaches another unit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from schema.db import db
from schema.tables import ClaimMap, Handler, Trail, Unit, User
from tests.people import Client, Staff
from tests.scope import world

GOOD = "fyra helt andra ordpar"


@pytest.fixture
def admin(app: Flask, tmp_path, staff: Staff) -> Iterator[Client]:
    """Of Norr; Syd is there too."""
    from tests.manager.desk import lay_plan

    lay_plan(tmp_path, **world.tables())
    yield staff("admin", ["norr"])


def unit(name: str) -> int:
    return db.session.scalars(select(Unit.id).where(Unit.outside_id == name)).one()


def email_of(client: Client) -> str:
    assert client.user is not None
    return client.user.email


@pytest.mark.parametrize("where", ["", "syd", "norr"])
def test_the_table_of_claims_is_the_whole_municipalitys(admin: Client, where: str) -> None:
    """A line of it gives roles to whoever has a claim, in any unit, herself not least."""
    fields = {"claim": "sub", "value": "me", "role": "head", "unit": str(unit(where)) if where else ""}
    admin.submit("/admin/inloggning/rad", fields, page="/admin/anvandare")
    assert db.session.scalars(select(ClaimMap)).all() == []


def test_a_line_of_the_table_is_not_hers_to_remove(admin: Client) -> None:
    db.session.add(ClaimMap(claim="group", value="chefer", role="head"))
    db.session.commit()
    line = db.session.scalars(select(ClaimMap.id)).one()
    admin.submit(f"/admin/inloggning/rad/{line}/bort", page="/admin/anvandare")
    assert db.session.scalars(select(ClaimMap.id)).all() == [line]


def test_she_opens_no_account_for_linking(admin: Client, staff: Staff) -> None:
    whole = email_of(staff("head"))
    admin.submit("/admin/inloggning/koppla", {"email": whole}, page="/admin/anvandare")
    db.session.expire_all()
    assert db.session.scalar(select(User.linkable_until_at).where(User.email == whole)) is None


def test_she_gives_no_role_to_an_account_that_is_not_hers(admin: Client, staff: Staff) -> None:
    """It would end the sessions of whoever works elsewhere; an account of Syd's and none get one answer."""
    other, own = staff("manager", ["syd"]), staff("manager", ["norr"])
    told = []
    for user_id in (other.user.id, 999):
        fields = {"role": "planner", "unit": str(unit("norr"))}
        answer = admin.submit(f"/admin/anvandare/{user_id}/roll", fields, page="/admin/anvandare")
        assert answer.status_code == 303
        told.append("Det finns inget sådant konto." in admin.get("/admin/anvandare").text)
    assert told == [True, True]
    assert other.get("/chef").status_code == 200, "her session was ended"
    refused = select(Trail.reason).where(Trail.action == "refused").order_by(Trail.id)
    assert [reason for reason in db.session.scalars(refused)][-2:] == ["grant_refused", "grant_refused"]
    admin.submit(f"/admin/anvandare/{own.user.id}/roll", fields, page="/admin/anvandare")
    assert own.get("/chef").status_code == 302, "a new role, a new sign-in"


def test_an_account_of_hers_is_no_worker_of_another_unit(admin: Client) -> None:
    """Whoever signs in as a worker sees that worker's day, names and addresses."""
    fields = {"email": "ny@example.se", "name": "Ny", "password": GOOD, "role": "worker", "unit": str(unit("norr"))}
    admin.submit("/admin/anvandare", {**fields, "worker": "w9"}, page="/admin/anvandare")
    assert db.session.scalar(select(User.id).where(User.email == "ny@example.se")) is None
    admin.submit("/admin/anvandare", {**fields, "worker": "w1"}, page="/admin/anvandare")
    assert db.session.scalar(select(User.worker_id).where(User.email == "ny@example.se")) == world.worker_id("w1")


def test_nobody_names_herself_handler(admin: Client) -> None:
    """She could then take everything out about somebody whom nobody else may even see."""
    admin.submit("/admin/handlaggare", {"whom": "pia", "email": email_of(admin)}, page="/admin/handlaggare")
    assert db.session.scalars(select(Handler)).all() == []
