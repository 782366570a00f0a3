"""Every page, opened by everybody: nothing changes, each look at a person is on the trail, each answer is safe."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.access.audience import STAFF_ROLES
from schema import clock
from schema.db import Base, db
from schema.tables import Gap, ImportRun, Recipient, Task, Trail, Unit, Visit, Worker
from tests.house.test_routes import address_of, rules_of
from tests.packages import DAY, small_package
from tests.people import Client, Staff

NAMES = [row["name"] for row in small_package()["recipients"]]
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def standing() -> dict[str, list[Any]]:
    """Everything that stands in the database, but for the trail."""
    db.session.expire_all()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "trail"]
    return {table.name: sorted(db.session.execute(select(table)).all(), key=repr) for table in tables}


def looks() -> int:
    """The last row of the trail."""
    return db.session.scalar(select(func.max(Trail.id))) or 0


def named_since(last: int) -> set[int | None]:
    """Whom the rows of the trail after one are about."""
    return set(db.session.scalars(select(Trail.recipient_id).where(Trail.id > last)))


def addresses(app: Flask, token: str) -> list[str]:
    """Each address that may be got, with ids of rows that exist."""
    first = {
        "recipient_id": Recipient, "gap_id": Gap, "visit_id": Visit, "run_id": ImportRun, "task_id": Task,
    }  # fmt: skip
    known = {name: str(db.session.scalar(select(func.min(table.id))) or 1) for name, table in first.items()}
    got = [rule for rule in rules_of(app) if "GET" in (rule.methods or ())]
    return [address_of(app, rule, token=token, filename="vemkommer.css", **known) for rule in got]


@pytest.mark.parametrize("role", ["nobody", *STAFF_ROLES])
def test_looking_changes_nothing_and_is_written_down(app: Flask, staff: Staff, lived_in: str, role: str) -> None:
    worker_id = db.session.scalar(select(Worker.id).where(Worker.outside_id == "w1"))
    client = Client(app) if role == "nobody" else staff(role, worker_id=worker_id if role == "worker" else None)
    before, shown = standing(), []
    people = {one.name: one.id for one in db.session.scalars(select(Recipient)) if one.name in NAMES}
    for address in addresses(app, lived_in):
        for method in ("GET", "HEAD", "OPTIONS"):
            earlier = looks()
            answer = client.open(address, method=method)
            assert answer.status_code < 500, address
            seen = {one for name, one in people.items() if name in answer.text}
            if seen:
                shown.append(address)
                assert seen <= named_since(earlier), f"{address} shows a person and leaves no row about her"
            answer.close()
    assert standing() == before
    assert bool(shown) == (role in {"worker", "manager", "head"}), shown


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 200), ("GET", "/nowhere", 404), ("PUT", "/chef", 405), ("POST", "/logga-in", 400),
     ("GET", "/chef", 302), ("GET", "/k/wrong", 404), ("GET", "/api/v1/visits", 401), ("GET", "/api/v1/nowhere", 404),
     ("PUT", "/k/wrong", 405), ("GET", "/ui/nowhere.css", 404), ("GET", "/chef/static/desk.css", 200),
     ("OPTIONS", "/k/wrong", 200)],
)  # fmt: skip
def test_every_answer_is_safe(client: Client, method: str, path: str, status: int) -> None:
    with client.open(path, method=method) as answer:
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in SAFE} == SAFE
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_304_is_as_safe(client: Client, lived_in: str) -> None:
    for path in (f"/k/{lived_in}", "/chef/static/desk.css"):
        with client.get(path) as whole, client.get(path, headers={"If-None-Match": whole.headers["ETag"]}) as answer:
            assert answer.status_code == 304
            assert {name: answer.headers.get(name) for name in SAFE} == SAFE


def test_a_question_about_a_protected_person_is_nobodys_to_settle(app: Flask, staff: Staff, lived_in: str) -> None:
    person = db.session.scalars(select(Recipient).order_by(Recipient.id)).first()
    assert person
    person.protected = True
    unit_id = db.session.scalars(select(Unit.id)).one()
    task = Task(key="k", kind="shared_number", unit_id=unit_id, recipient_id=person.id, date=DAY, raised_at=clock.now())
    db.session.add(task)
    db.session.commit()
    manager = staff("manager")
    assert manager.submit(f"/chef/uppgift/{task.id}", page="/chef").status_code == 404
    assert manager.submit("/chef/uppgift/999", page="/chef").status_code == 404
