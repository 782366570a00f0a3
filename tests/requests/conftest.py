"""A municipality by a package, Elsa's own device, and somebody who plans."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.devices import devices
from clients.ui import cookies
from schema import clock
from schema.db import db
from schema.tables import Visit, VisitRequest
from tests.apps import MakeApp
from tests.fake_twilio import FakeTwilio
from tests.notices.conftest import day, fake_twilio
from tests.notices.planned import Day, person
from tests.notices.town import at
from tests.packages import DAY
from tests.people import Client, Staff

EVE = DAY - timedelta(days=1)
ASKED = at(10, day=EVE)
"""The day before at ten: Elsa's evening visit (v3, 18-19.30) and her morning one (v1, 8-9) are both to come."""


class Own:
    """Elsa's own device."""

    def __init__(self, app: Flask, who: str = "elsa"):
        self.client = Client(app)
        self.client.set_cookie(cookies.OWN, devices.pair(person(who).id, "sms", None))
        db.session.commit()

    def look(self, visit: str, now: datetime = ASKED, lang: str = "") -> TestResponse:
        with clock.standing_at(now):
            return self.client.get(f"/mitt/besok/{visit_id(visit)}/andra{lang}")

    def ask(self, visit: str, now: datetime = ASKED, **fields: Any) -> TestResponse:
        """Fill in the form of the page and send it; as decline unless told otherwise."""
        page = self.look(visit, now)
        kind = fields.get("kind", "decline")
        once = re.findall(r'name="once" value="([^"]+)"', page.text) or ["", ""]
        sent = {"once": once[kind != "decline"], "kind": kind, **fields}
        return self.post(visit, now, sent)

    def post(self, visit: str, now: datetime, sent: dict[str, Any]) -> TestResponse:
        pages = (self.look(one, ASKED).text for one in (visit, "v3", "v1"))
        token = next(found for page in pages if (found := re.search(r'name="csrf_token" value="([^"]+)"', page)))
        with clock.standing_at(now):
            return self.client.post(f"/mitt/besok/{visit_id(visit)}/andra", data={"csrf_token": token[1], **sent})


def visit_id(outside_id: str) -> int:
    return db.session.scalars(select(Visit.id).where(Visit.outside_id == outside_id)).one()


def visit(outside_id: str) -> Visit:
    db.session.expire_all()
    return db.session.scalars(select(Visit).where(Visit.outside_id == outside_id)).one()


def request_id() -> int:
    return db.session.scalars(select(VisitRequest.id).order_by(VisitRequest.id.desc())).first() or 0


def answer(client: Client, step: str, when: datetime = ASKED, word: str = "") -> TestResponse:
    """Answer the last request from the planner's page."""
    with clock.standing_at(when):
        token = client.csrf_token("/plan/onskemal")
        client.busy_at = client.busy_at or when
        return client.post(f"/plan/onskemal/{request_id()}/{step}", data={"csrf_token": token, "word": word})


BOTH = pytest.mark.parametrize("live", ["sqlite", "postgresql"], indirect=True)
"""On either database; else on SQLite."""


@pytest.fixture
def live(request: pytest.FixtureRequest, make_app: MakeApp, fake_twilio: FakeTwilio) -> Flask:
    """An app that sends through the fake."""
    app = make_app(getattr(request, "param", "sqlite"))
    app.extensions["settings"] = replace(app.extensions["settings"], sms_mode="live", **fake_twilio.settings)
    return app


@pytest.fixture
def planned(day: Day) -> Day:
    """The plan is here since the day before the eve."""
    day.plan(at(15, day=DAY - timedelta(2)))
    return day


@pytest.fixture
def own(planned: Day, live: Flask) -> Own:
    """Elsa's paired device."""
    return Own(live)


@pytest.fixture
def people(live: Flask) -> Staff:
    """Makes users of `live` and signs them in."""
    return Staff(live)


@pytest.fixture
def planner(planned: Day, people: Staff) -> Callable[..., Client]:
    """`planner("manager")` → somebody of Norr who answers, at work on the eve."""

    def make(role: str = "planner") -> Client:
        with clock.standing_at(ASKED):
            return people(role, ["norr"])

    return make


__all__ = ["day", "fake_twilio"]
