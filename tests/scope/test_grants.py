"""Roles with units and days: given, ended, and the sessions with them; nobody raises herself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.access.scope import held_roles, scope_of
from backend.access.sessions import Current
from schema import clock
from schema.db import db
from schema.tables import Grant, User
from tests.packages import DAY
from tests.scope.world import worker_id

PAGE = "/admin/anvandare"


def test_a_role_holds_in_its_units_between_its_days(norr, syd, staff, run_cli) -> None:
    planner = staff("planner", ["norr"])
    email, person = planner.user.email, f"/chef/person/{syd.ids['recipient_id']}"
    span = ["--from", DAY, "--until", DAY + timedelta(days=1)]
    told = run_cli("user", "grant", email, "manager", "--unit", "syd", *span)
    assert told.exit_code == 0, told.output
    user = db.session.scalars(select(User).where(User.email == email)).one()
    assert scope_of(user, ["manager"]).unit_ids == {syd.unit_id}
    tomorrow = clock.now() + timedelta(days=2)
    with clock.standing_at(tomorrow):
        assert scope_of(user, ["manager"]).unit_ids == frozenset()
    assert planner.get("/plan").location.startswith("/logga-in"), "a changed role ends her sessions"
    from tests.people import sign_in

    sign_in(planner, email)
    assert planner.get(person).status_code == 200
    assert planner.get(f"/chef/person/{norr.ids['recipient_id']}").status_code == 404
    assert run_cli("user", "revoke-role", email, "manager").exit_code == 0
    assert planner.get(person).status_code == 302
    assert run_cli("user", "revoke-role", email, "manager").exit_code == 1


@pytest.mark.parametrize("fault", [["boss"], ["manager", "--unit", "none"], ["worker"],
                                   ["manager", "--from", "2026-12-02", "--until", "2026-12-01"]])  # fmt: skip
def test_what_cannot_be_granted(places, staff, run_cli, fault) -> None:
    email = staff("planner").user.email
    assert run_cli("user", "grant", email, *fault).exit_code == 1
    assert run_cli("user", "grant", "nobody@example.se", "head").exit_code == 1


def test_an_administrator_gives_and_ends_roles_of_others_alone(syd, staff) -> None:
    admin, planner = staff("admin"), staff("planner", ["norr"])
    user_id = planner.user.id
    given = {"role": "manager", "unit": syd.unit_id, "from_on": str(DAY)}
    assert "Rollen är given" in admin.get(admin.submit(f"{PAGE}/{user_id}/roll", given, page=PAGE).location).text
    assert "finns redan" in admin.get(admin.submit(f"{PAGE}/{user_id}/roll", given, page=PAGE).location).text
    own = admin.submit(f"{PAGE}/{admin.user.id}/roll", given, page=PAGE)
    assert "någon annan" in admin.get(own.location).text
    grant = db.session.scalars(select(Grant).where(Grant.role == "manager", Grant.user_id == user_id)).one()
    assert grant.unit_id == syd.unit_id
    admin.submit(f"{PAGE}/roll/{grant.id}/avsluta", page=PAGE)
    db.session.expire_all()
    assert not db.session.get_one(Grant, grant.id).holds_on(clock.today())
    assert "Kontot är stängt" in admin.get(admin.submit(f"{PAGE}/{user_id}/stang", page=PAGE).location).text


def test_an_administrator_of_one_unit_gives_nothing_beyond_it(norr, syd, staff) -> None:
    admin, planner, other = staff("admin", ["norr"]), staff("planner", ["norr"]), staff("planner", ["syd"])
    for units in ([], [syd.unit_id], [norr.unit_id, syd.unit_id]):
        admin.submit(f"{PAGE}/{planner.user.id}/roll", {"role": "head", "unit": units}, page=PAGE)
    assert db.session.scalars(select(Grant).where(Grant.role == "head")).all() == []
    admin.submit(f"{PAGE}/{planner.user.id}/roll", {"role": "head", "unit": norr.unit_id}, page=PAGE)
    assert len(db.session.scalars(select(Grant).where(Grant.role == "head")).all()) == 1
    assert other.user.email not in admin.get(PAGE).text
    assert admin.submit(f"{PAGE}/{other.user.id}/stang", page=PAGE).status_code == 404


def test_by_pin_somebody_is_a_worker_whatever_her_grants(app, norr, staff, run_cli) -> None:
    client = staff("worker", ["norr"], worker_id=worker_id("w1"))
    run_cli("user", "grant", client.user.email, "manager", "--unit", "norr")
    user = db.session.scalars(select(User).where(User.email == client.user.email)).one()
    from flask import g

    with app.test_request_context():
        g.sign_in = Current(1, "password", True, None, False)
        assert held_roles(user) == {"worker", "manager"}
        g.sign_in = Current(1, "pin", False, norr.ids.get("phone_id", 7), False)
        assert held_roles(user) == {"worker"}
        assert scope_of(user, ["manager", "head"]).unit_ids == frozenset()
        assert scope_of(user, ["worker"]).phone_id == 7
