"""The test floor itself: real databases, people who sign in, and no way out."""

from __future__ import annotations

import socket
import sqlite3

import pytest
from sqlalchemy import select, text

from schema.db import db
from schema.tables import Task, Unit
from tests import guard


def test_each_database_is_migrated_and_empty(any_app):
    assert db.session.scalars(select(Unit)).all() == []
    db.session.add(Unit(source="plan", outside_id="norr", name="Norr", steering="minutes"))
    db.session.commit()
    assert db.session.scalars(select(Unit.name)).all() == ["Norr"]


def test_the_next_test_sees_nothing_of_it(any_app):
    assert db.session.scalars(select(Unit)).all() == []


def test_postgresql_is_postgresql(make_app):
    make_app("postgresql")
    assert "PostgreSQL" in db.session.execute(text("select version()")).scalar_one()


@pytest.fixture
def refused():
    yield guard.refused
    guard.refused.clear()


@pytest.mark.loopback
def test_other_machines_are_out_of_reach(refused):
    with pytest.raises(guard.Refused):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    assert refused == ["a test reached for 192.0.2.1"]


def test_ports_and_databases_are_closed_to_those_who_do_not_ask(tmp_path, refused):
    with pytest.raises(guard.Refused, match="without a fixture"):
        socket.create_connection(("127.0.0.1", 9), timeout=0.1)
    with pytest.raises(guard.Refused, match="sqlite"):
        sqlite3.connect(tmp_path / "x.db")
    assert len(refused) == 2


def test_a_command_runs_on_the_apps_database(run_cli):
    told = run_cli("--help")
    assert told.exit_code == 0
    assert "db" in told.stdout
    assert db.session.scalars(select(Task)).all() == []


@pytest.mark.parametrize("role", ["worker", "planner", "manager", "head", "admin"])
def test_staff_sign_in_through_the_form(staff, role):
    client = staff(role)
    assert client.get("/logga-in").status_code == 302, "one who is signed in has no form to fill in"


def test_two_people_are_two_people(staff, client):
    staff("manager")
    assert client.get("/logga-in").status_code == 200
