"""Looking changes nothing but the trail: phones and scanners open links by themselves."""

from __future__ import annotations

import ast

import pytest
from sqlalchemy import func, select

from backend.access.audience import ANYBODY, CARD, STAFF_ROLES, audience_of
from schema.db import Base, db
from schema.tables import Worker
from tests.house import files
from tests.house.test_routes import address_of, rules_of
from tests.people import Client

NOT_COMPARED = {"trail"}
CHANGES = {
    "clients/public/provider.py::came_back": "staff come back from the identity provider, which sends them by a GET",
    "clients/relative/strong.py::came_back": "relatives too",
}
"""GETs that change something all the same, because a protocol makes them GETs: each bound to its browser."""


def _content() -> dict[str, list[tuple[object, ...]]]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in NOT_COMPARED]
    rows = {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }
    db.session.commit()
    return rows


def _look_everywhere(app, client, role: str, token: str) -> list[int]:
    answers = []
    for rule in rules_of(app):
        if "GET" in (rule.methods or ()) and audience_of(app, rule.endpoint) & {ANYBODY, CARD, role}:
            address = address_of(app, rule, token=token)
            answer = client.get(address)
            assert answer.status_code < 500, address
            answers.append(answer.status_code)
            answer.close()
    return answers


@pytest.mark.parametrize("role", ["nobody", *STAFF_ROLES])
def test_looking_everywhere_changes_nothing(app, lived_in, staff, role):
    worker = db.session.scalars(select(Worker.id).order_by(Worker.id)).first()
    more = {"worker_id": worker} if role == "worker" else {}
    client = Client(app) if role == "nobody" else staff(role, ["norr"], **more)
    before = _content()
    answers = _look_everywhere(app, client, role, lived_in)
    assert answers.count(200) >= 3
    assert _content() == before


def test_the_gets_that_change_something_are_named():
    found = {
        f"{name}::{view.name}"
        for name in files.python_files(*files.FLOORS)
        for view in ast.walk(files.tree(name))
        if isinstance(view, ast.FunctionDef)
        and any(isinstance(node, ast.Attribute) and node.attr == "changes_though_get" for node in ast.walk(view))
    }
    assert found == set(CHANGES)


def test_a_look_at_people_leaves_a_trail(app, lived_in, staff):
    trail = Base.metadata.tables["trail"]
    client = staff("manager", ["norr"])
    assert client.get("/chef", follow_redirects=True).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(trail)) > 0
