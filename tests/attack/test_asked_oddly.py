"""What nobody would ask by mistake: names of the framework's own, days at the calendar's ends, zero bytes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import Consent
from tests.api.conftest import System
from tests.manager.desk import lay_plan
from tests.people import Client, Staff
from tests.scope import world

OWN_NAMES = ["endpoint=x", "_method=POST", "_external=1", "_scheme=ftp&_external=1", "_anchor=x"]
ENDS = ["0001-01-01", "9999-12-31"]
REASON = "En anhörig har frågat"


@pytest.fixture
def laid(app: Flask, tmp_path: Any) -> Flask:
    """Norr and Syd."""
    lay_plan(tmp_path, **world.tables())
    return app


@pytest.mark.parametrize("asked", OWN_NAMES)
def test_the_next_page_is_ours_whatever_else_was_asked(laid: Flask, asked: str) -> None:
    system = System(laid, "visits:read")
    db.session.commit()
    answer = Client(laid).get(f"/api/v1/visits?limit=1&{asked}", headers=system.headers)
    assert answer.status_code == 200
    ours = laid.extensions["settings"].public_url + "/api/v1/visits?"
    assert answer.json
    assert answer.json["next"].startswith(ours)
    assert answer.json["next"].endswith("&after=1")
    again = Client(laid).get(answer.json["next"].removeprefix(laid.extensions["settings"].public_url),
                             headers=system.headers)  # fmt: skip
    assert again.status_code == 200


@pytest.mark.parametrize("asked", OWN_NAMES)
def test_a_reason_too_short_leads_back_to_the_log(laid: Flask, staff: Staff, asked: str) -> None:
    staff("manager").get(f"/chef/person/{world.person_id('elsa')}")
    head, rows = staff("head"), list(range(1, 20))
    answer = head.submit(f"/chef/loggkontroll/namn?{asked}", {"reason": "x", "rad": rows}, page="/chef/loggkontroll")
    assert answer.status_code == 422 and "minst tio tecken" in answer.text
    assert "Elsa" not in answer.text, "no name without a reason"


@pytest.mark.parametrize("before", ["-1", "-99999999999999999999", "99999999999999999999", "x"])
def test_a_page_of_the_outbox_that_is_none(laid: Flask, staff: Staff, before: str) -> None:
    assert staff("admin").get(f"/admin/utkorg?before={before}").status_code == 200


@pytest.mark.parametrize("first", ENDS)
@pytest.mark.parametrize("last", ENDS)
def test_a_period_at_the_calendars_ends(laid: Flask, staff: Staff, first: str, last: str) -> None:
    fields = {"kind": "recipient", "who": "elsa", "from": first, "until": last, "reason": REASON}
    answer = staff("head").submit("/dataskydd/vem-var-hos-vem", fields)
    assert answer.status_code == 422


@pytest.mark.parametrize("what", ["relative", "relative:", "relative:x", "card_detail:15+23", "device:1", "x:1", ":"])
def test_a_consent_to_what_is_none(laid: Flask, staff: Staff, what: str) -> None:
    person = world.person_id("elsa")
    fields = {"what": what, "level": "times", "basis": "self", "how": "spoken", "given_on": str(clock.today())}
    page = f"/dataskydd/samtycken/{person}"
    assert staff("head").submit(page, fields).status_code in (303, 404, 422)
    assert db.session.scalars(select(Consent)).all() == []


@pytest.mark.parametrize("day", ENDS)
def test_an_incident_at_the_calendars_ends(laid: Flask, staff: Staff, day: str) -> None:
    fields = {"day": day, "time": "00:00", "text": "En lista låg kvar i skrivaren."}
    answer = staff("head").submit("/dataskydd/incidenter", fields)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("role", "path", "fields", "page"),
    [
        ("manager", "/chef/nodoppning", {"whom": "sven\0", "reason": REASON}, None),
        ("manager", "/chef/nodoppning", {"whom": "sven", "reason": f"{REASON}\0"}, None),
        ("manager", "/chef/telefoner", {"unit": "1", "label": "Telefon\0 7"}, None),
        ("admin", "/admin/handlaggare", {"whom": "pia\0", "email": "a@example.se"}, None),
        ("admin", "/admin/anvandare", {"email": "a\0@example.se", "name": "A", "password": "x", "role": "head"}, None),
        ("admin", "/admin/inloggning/rad", {"claim": "grupp\0", "value": "x", "role": "head"}, "/admin/inloggning"),
        ("nobody", "/logga-in", {"email": "a\0@example.se", "password": "x"}, None),
        ("nobody", "/nytt-losenord", {"email": "a\0@example.se"}, "/logga-in"),
        ("nobody", "/anhorig/logga-in", {"reach": "a\0@example.se"}, None),
    ],
)
def test_a_zero_byte_is_in_nobodys_text(
    any_app: Flask, staff: Staff, tmp_path: Any, role: str, path: str, fields: dict[str, str], page: str | None
) -> None:
    lay_plan(tmp_path, **world.tables())
    client = Client(any_app) if role == "nobody" else staff(role)
    assert client.submit(path, fields, page=page).status_code == 400
