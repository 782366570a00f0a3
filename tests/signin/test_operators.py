"""What operators and administrators do with accounts: make, reset, close."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import User
from tests.people import Client, give_factor, sign_in
from tests.signin.door import WHO, account, password, rows, trail

NEW = "fyra helt andra ordpar"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("kort", "too short"), ("Provkommun2026!", "easy to guess"), ("passwordpassword", "easy to guess")],
)
def test_the_command_takes_no_easy_password(run_cli, typed, said):
    told = run_cli("user", "create", WHO, "--name", "Maria", "--role", "auditor", "--password", typed)
    assert told.exit_code == 1
    assert said in told.stderr


def test_an_auditor_can_be_made_and_needs_a_factor(app, run_cli):
    told = run_cli("user", "create", WHO, "--name", "Maria", "--role", "auditor", "--password", NEW)
    assert told.exit_code == 0, told.stderr
    client = Client(app)
    password(client, typed=NEW)
    assert client.get("/konto").location == "/konto/tvasteg"


def test_the_command_resets_a_password(app, run_cli, client):
    account()
    told = run_cli("user", "reset", WHO)
    assert told.exit_code == 0, told.stderr
    path = told.stdout.strip().removeprefix("http://127.0.0.1")
    assert client.submit(path, {"password": NEW, "again": NEW}).location == "/logga-in"
    assert run_cli("user", "reset", "ingen@example.se").exit_code == 1


def test_the_command_takes_a_lost_factor_away(app, run_cli, client):
    account()
    sign_in(client, WHO)
    assert run_cli("user", "reset", WHO, "--factor").exit_code == 0
    assert client.get("/chef").status_code == 302
    assert rows()[0].ended_why == "factor_changed"
    assert trail("sign_out") == ["factor_changed"]
    assert password(client).location == "/hem"
    assert client.get("/chef").location == "/konto/tvasteg"


def test_the_administrator_hands_a_link_over(app, staff, client):
    user_id = account().id
    admin = staff("admin")
    page = admin.submit(f"/admin/anvandare/{user_id}/losenord", page="/admin/anvandare").text
    found = re.search(r"http://127.0.0.1(/nytt-losenord/[^<\s]+)", page)
    assert found
    assert client.submit(found[1], {"password": NEW, "again": NEW}).status_code == 302
    assert f"password_link account {user_id}" in trail("change")
    assert admin.submit("/admin/anvandare/999/losenord", page="/admin/anvandare").status_code == 404


def test_an_account_without_a_password_has_none_to_give(app, staff):
    """Its owner signs in by the municipality's provider."""
    user = account()
    user.password, user_id = None, user.id
    db.session.commit()
    admin = staff("admin")
    answer = admin.submit(f"/admin/anvandare/{user_id}/losenord", page="/admin/anvandare")
    assert (answer.status_code, answer.location) == (303, "/admin/anvandare")
    assert "loggar in genom kommunen" in admin.get("/admin/anvandare").text
    assert trail("change") == []


def test_the_administrator_takes_a_lost_factor_away_but_not_her_own(app, staff):
    user_id = account().id
    give_factor(WHO)
    admin = staff("admin")
    admin.submit(f"/admin/anvandare/{user_id}/andra-steget", page="/admin/anvandare")
    db.session.expire_all()
    assert db.session.get(User, user_id).tf_totp_secret is None
    own = db.session.scalars(select(User.id).where(User.email != WHO)).one()
    admin.submit(f"/admin/anvandare/{own}/andra-steget", page="/admin/anvandare")
    assert db.session.get(User, own).tf_totp_secret
    assert f"factor_removed account {user_id}" in trail("change")
