"""A morning in Norr, for real: Leila was at Elsa's at eight and did not check in at Arne's; it is half past ten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.cards.issue import card_for
from backend.devices import devices, relatives
from clients.ui import cookies
from schema import clock
from schema.db import db
from schema.tables import Recipient, Relative, Visit
from tests.manager.desk import at, lay_plan, recipient_id, tell
from tests.packages import small_package
from tests.people import Client

ONCE = re.compile(r'name="once" value="([^"]+)"')
KIN = {
    "relative_id": "anna", "recipient_id": "elsa", "name": "Anna Berg", "relation": "dotter", "phone": "+46701740690",
    "secrecy_consent_on": "2026-01-01", "data_consent_on": "2026-01-01", "consent_basis": "self", "may_see": "times",
    "notices": "changes",
}  # fmt: skip


def _lay(folder: Path) -> None:
    lay_plan(folder, relatives=[KIN], units=[*small_package()["units"], {"unit_id": "syd", "name": "Hemtjänst Syd"}])
    tell("check_in", "8:05", "w1", "v1", now="8:05")
    tell("check_out", "8:35", "w1", "v1", now="8:35")


@pytest.fixture
def morning(app: Flask, tmp_path: Path) -> Iterator[None]:
    """The morning on SQLite."""
    _lay(tmp_path)
    with clock.standing_at(at("10:30")):
        yield


@pytest.fixture
def any_morning(any_app: Flask, tmp_path: Path) -> Iterator[None]:
    """The morning on each database."""
    _lay(tmp_path)
    with clock.standing_at(at("10:30")):
        yield


def visit_id(name: str) -> int:
    """The row of a visit."""
    return db.session.scalars(select(Visit.id).where(Visit.outside_id == name)).one()


def person(name: str) -> Recipient:
    """A recipient."""
    return db.session.scalars(select(Recipient).where(Recipient.outside_id == name)).one()


def device(app: Flask, name: str = "elsa", way: str = "sms") -> Client:
    """The browser of somebody whose device is paired."""
    client = Client(app)
    client.set_cookie(cookies.OWN, devices.pair(recipient_id(name), way, None))
    db.session.commit()
    return client


def daughter(app: Flask) -> Client:
    """The browser of Elsa's daughter, signed in."""
    client, anna = Client(app), db.session.scalars(select(Relative.id)).one()
    client.set_cookie(cookies.KIN, relatives.sign_in([anna], "sms", None), path="/anhorig")
    db.session.commit()
    return client


def card(name: str = "elsa") -> str:
    """The token of the card in somebody's hall."""
    token = card_for(person(name).home_id)
    db.session.commit()
    assert token
    return token


def press(client: Client, page: str, kind: str, text: str = "", *, form: str = "", **more: Any):
    """Press a button of the form on a page (`form`, where the form is on another), with what the form holds."""
    once = ONCE.search(client.get(form or page).text)
    assert once, page
    return client.submit(page, {"once": once[1], "kind": kind, "text": text, **more}, page=form or page)


def later(**delta: int) -> Any:
    """The clock standing so much later."""
    return clock.standing_at(at("10:30") + timedelta(**delta))
