"""Her month: judged by the plan as the gaps are, over the clock change, the same for her and for staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.cards.issue import card_for
from backend.intake import events, plans
from backend.planning.importing import ImportOrder
from schema import clock
from schema.db import db
from schema.tables import Recipient, Trail, Unit, UnitOffer, Visit, Worker
from schema.wire.facts import FactIn, Origin
from tests.card.conftest import words
from tests.packages import execution, small_package, visit, write_package
from tests.pairing.conftest import pair
from tests.people import Client

NIGHT, DAY = date(2026, 10, 25), date(2026, 10, 20)
SUMS = re.compile(r"<dt>([^<]+)</dt>\s*<dd>(.*?)</dd>", re.S)


def _tables() -> dict:
    tables = small_package(DAY)
    tables["visits"] = [
        visit("v1", "elsa", DAY, "08:00", "09:00", 30, "dusch", "w1"),
        visit("v2", "elsa", DAY, "12:00", "12:30", 15, "frukost", "w1"),
        visit("v3", "elsa", DAY, "18:00", "19:30", 45, "stad", "w2"),
        visit("v4", "elsa", DAY, "21:00", "21:30", 20, "dusch", "w2", cancelled="yes"),
        visit("v5", "elsa", NIGHT, "01:00", "02:00", 150, "dusch", "w1"),
        visit("v6", "elsa", date(2026, 11, 1), "08:00", "09:00", 30, "dusch", "w1"),
        visit("v7", "elsa", DAY + timedelta(1), "08:00", "09:00", 60, "dusch", "w1"),
    ]
    tables["executions"] = [
        execution("v1", "w1", f"{DAY}T08:05", f"{DAY}T08:29:30"),
        execution("v3", "w2", f"{DAY}T18:10"),
        execution("v5", "w1", f"{NIGHT}T01:30:00+02:00", f"{NIGHT}T02:30:00+01:00"),
        execution("v6", "w1", "2026-11-01T08:05", "2026-11-01T08:30"),
        execution("", "w2", f"{DAY}T15:00", f"{DAY}T15:20", recipient_id="elsa"),
    ]
    tables["decisions"] = [
        {"decision_id": "d1", "recipient_id": "elsa", "kind": "hemtjänst", "decided_on": "2026-01-01",
         "hours_per_month": "31", "starts_on": "2026-10-11"},
    ]  # fmt: skip
    return tables


@pytest.fixture
def november() -> Iterator[None]:
    """October is behind her."""
    with time_machine.travel(clock.instant(date(2026, 11, 24), time(9)), tick=False):
        yield


@pytest.fixture
def own(app: Flask, november: None, tmp_path: Path) -> Client:
    """Elsa's device."""
    return _own(app, tmp_path)


@pytest.fixture
def any_own(any_app: Flask, november: None, tmp_path: Path) -> Client:
    """On each database."""
    return _own(any_app, tmp_path)


def _own(app: Flask, folder: Path) -> Client:
    planned = {**_tables(), "executions": []}
    with clock.standing_at(clock.instant(date(2026, 10, 1), time(9))), committed():
        plans.import_plan(write_package(folder / "1", **planned), ImportOrder(source="plan"))
    with committed():
        done = plans.import_plan(write_package(folder / "2", **_tables()), ImportOrder(source="plan"))
    assert not done.report["errors"], done.report["errors"]
    _decline("v7")
    elsa = db.session.scalars(select(Recipient).where(Recipient.outside_id == "elsa")).one()
    elsa.phone_verified_at = clock.now() - timedelta(days=40)
    client = Client(app)
    pair(client, card_for(elsa.home_id))
    client.person = elsa
    return client


def _decline(visit_id: str) -> None:
    found = db.session.scalars(select(Visit).where(Visit.outside_id == visit_id)).one()
    worker = db.session.scalars(select(Worker.id).order_by(Worker.id)).first()
    at = clock.instant(DAY + timedelta(1), time(8, 10))
    with committed():
        events.receive([FactIn("no", "declined", found.id, found.recipient_id, worker, at)], Origin())


def _sums(page: str) -> dict[str, str]:
    return {name: words_of(value) for name, value in SUMS.findall(page)}


def words_of(html: str) -> str:
    return re.sub(r"[\s,]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_october_over_the_clock_change_is_the_same_for_her_and_for_staff(any_own: Client, staff) -> None:
    own = any_own
    hers = own.get("/mitt/manad/2026-10")
    theirs = staff("manager", ["norr"]).get(f"/chef/person/{own.person.id}/manad/2026-10")
    assert (hers.status_code, theirs.status_code) == (200, 200)
    assert _sums(hers.text) == _sums(theirs.text) == {
        "Beviljat": "21 timmar", "Planerat": "5 timmar 5 besök", "Utfört": "2 timmar 25 minuter 2 besök",
        "Blev inte av": "15 minuter 1 besök", "Besök som inte var planerade": "20 minuter 1 besök",
    }  # fmt: skip
    page, other = words(hers), words(theirs)
    for said in (
        "2 timmar 25 minuter", "Blev inte av: 1 besök", "Vi vet inte när någon kom eller gick: 1 besök",
        "Inte planerat: 1 besök", "Inställt: 1 besök", "1.30–2.30, 2 timmar",
    ):  # fmt: skip
        assert said in page and said in other, said
    assert "Någon var hos dig: från klockan 18.10, vi vet inte hur länge" in page and "18.10–?" in other
    assert "Du avbokade eller tackade nej: 1 besök" in page and "Avbokade eller tackade nej: 1 besök" in other
    assert "Du tackade nej" in page and "Tackade nej" in other, "said at the door: nothing was called off ahead"
    assert "Klockan 18–19.30 Klart Planerat: 45 minuter" in page and "1 november" not in page
    night = db.session.scalars(select(Visit.id).where(Visit.outside_id == "v5")).one()
    assert f"/mitt/besok/{night}?lang=sv" in hers.text
    looks = db.session.scalars(select(Trail.what).where(Trail.recipient_id == own.person.id, Trail.action == "read"))
    assert {"months.page", "manager_months.page"} <= set(looks)


def test_by_planned_time_what_was_declined_late_counts(own: Client) -> None:
    unit = db.session.scalars(select(Unit.id)).one()
    for at, rule in ((date(2026, 1, 1), "planned"), (date(2026, 11, 1), "executed")):
        row = UnitOffer(
            unit_id=unit, ask_minutes=0, fee_by=rule, survey=True, recorded_at=clock.instant(at, time(0, 30))
        )
        db.session.add(row)
    db.session.commit()
    page = words(own.get("/mitt/manad/2026-10"))
    assert "4 timmar 45 minuter Vi räknar den planerade tiden" in page, "30 + 45 + 150 + 60 minutes"
    assert "tackade nej:" not in page
    assert "25 minuter Vi räknar tiden från att någon kom" in words(own.get("/mitt/manad/2026-11")), "the later rule"


def test_nobody_else_sees_it_and_what_is_no_month_is_not_there(own: Client, staff, app: Flask) -> None:
    for month in ("2026-12", "2020-12", "2026-13", "x" * 10_000, "2026-1"):
        assert own.get(f"/mitt/manad/{month}").status_code == 404
    assert own.get("/mitt/manad").status_code == 200
    assert Client(app).get("/mitt/manad/2026-10").status_code == 403
    manager = staff("manager", ["norr"])
    assert manager.get(f"/chef/person/{10**12}/manad/2026-10").status_code == 404
    own.person.protected = True
    assert manager.get(f"/chef/person/{own.person.id}/manad/2026-10").status_code == 404
    assert own.get("/mitt/manad/2026-10").status_code == 403
