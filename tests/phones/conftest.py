"""A unit with three workers, a manager, and a phone of the unit's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.access.signin import create_user
from schema.db import db
from schema.tables import Phone, Trail, Unit, User
from tests.people import PASSWORD, Client, Staff
from tests.visits import town as towns
from tests.visits.day import at
from tests.visits.town import Town

PIN = "4826"


@dataclass
class Unlocked:
    """The phones of unit "u", its desk, and who works there."""

    app: Flask
    town: Town
    desk: Client
    workers: dict[str, int]

    def phone(self, label: str = "Telefon 7") -> Client:
        """A browser that was enrolled as a phone of the unit."""
        client = Client(self.app)
        assert enrol(client, self.code(label)).status_code == 303
        return client

    def code(self, label: str = "Telefon 7") -> str:
        """The path of a new phone's code."""
        return code_on(self.desk.submit("/chef/telefoner", {"label": label, "unit": self.town.unit.id}).text)

    def start_code(self, worker: str) -> str:
        """A new start code of a worker's."""
        page = self.desk.submit(f"/chef/telefoner/startkod/{self.workers[worker]}", page="/chef/telefoner").text
        found = re.search(r'class="typed big code">([\d ]+)<', page)
        assert found, page
        return found[1]

    def choose(self, phone: Client, worker: str, pin: str = PIN, code: str | None = None) -> int:
        """Choose a PIN on a phone with a start code; the answer's status."""
        fields = {"code": code or self.start_code(worker), "pin": pin, "again": pin}
        return phone.submit(f"/personal/vem/{self.workers[worker]}/ny-kod", fields).status_code

    def try_pin(self, phone: Client, worker: str, pin: str) -> int:
        """A try at a PIN; the answer's status: 303 where it opens the day."""
        return phone.submit(f"/personal/vem/{self.workers[worker]}", {"pin": pin}).status_code

    def user(self, worker: str) -> User:
        """The account, as it is now."""
        db.session.expire_all()
        return db.session.get_one(User, self.workers[worker])


@pytest.fixture
def unlocked(any_app: Flask, staff: Staff) -> Iterator[Unlocked]:
    """On both databases, at twenty past nine."""
    with time_machine.travel(at("08:20"), tick=False):
        yield make(any_app, staff)


@pytest.fixture
def here(app: Flask, staff: Staff) -> Iterator[Unlocked]:
    """On SQLite, at twenty past nine."""
    with time_machine.travel(at("08:20"), tick=False):
        yield make(app, staff)


def make(app: Flask, staff: Staff) -> Unlocked:
    """The unit, its people and their accounts."""
    town = towns.make(workers=3)
    town.visit("a", "r1", "08:00", "09:00", "w1")
    other = Unit(source="plan", outside_id="other", name="Söder", steering="minutes")
    db.session.add(other)
    db.session.flush()
    names = {"w1": "Leila Virtanen", "w2": "Åsa Berg", "w3": "Leila Koskinen"}
    workers = {
        name: _worker(name, whole, town.unit.id, town.workers[name]).id for name, whole in names.items()
    }  # fmt: skip
    db.session.commit()
    return Unlocked(app, town, staff("manager", ["u"]), workers)


def _worker(name: str, whole: str, unit_id: int, worker_id: int) -> User:
    user = create_user(f"{name}@example.se", whole, PASSWORD, "worker", [unit_id], worker_id=worker_id)
    db.session.flush()
    return user


def enrol(client: Client, path: str) -> object:
    """Press the button that a code's page shows."""
    return client.submit(path)


def code_on(page: str) -> str:
    """The path of the code that a page shows."""
    found = re.search(r"/telefon/[0-9A-Z-]+", html.unescape(page))
    assert found, page
    return found[0]


def refusals() -> list[tuple[str | None, int | None, int | None]]:
    """Reason, phone and worker of each refusal in the trail."""
    db.session.rollback()
    rows = db.session.scalars(select(Trail).where(Trail.action == "refused").order_by(Trail.id))
    return [(row.reason, row.phone_id, row.worker_id) for row in rows]


def the_phone(label: str = "Telefon 7") -> Phone:
    """A phone as it is now."""
    db.session.rollback()
    return db.session.scalars(select(Phone).where(Phone.label == label).order_by(Phone.id.desc())).first()  # type: ignore[return-value]
