"""Nobody has come: who is told by the clock, what the board shows of it, and who takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.telling import alerts, on_call
from schema import clock
from schema.db import db
from schema.reach import hashed_number
from schema.tables import Alert, Announcement, Message, OnCall
from tests.manager.desk import at, lay_plan, pass_time, tell
from tests.packages import small_package
from tests.people import Client, Staff

BEA = {
    "step": "1",
    "name": "Bea Jour",
    "phone": "070-174 06 50",
    "from_time": "07:00",
    "to_time": "16:00",
    "minutes": "10",
}
BO = {**BEA, "step": "2", "name": "Nattpatrullen", "phone": "070-174 06 51", "from_time": "00:00", "to_time": "00:00"}


@pytest.fixture
def morning(any_app: Flask, tmp_path: Path) -> Iterator[None]:
    """All of Elsa's and Arne's have come; nobody has come to Signe, whose window ended at half past ten."""
    tables = small_package()
    tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd"})
    tables["relatives"] = [
        {"relative_id": "a1", "recipient_id": "signe", "name": "Ann Lund", "phone": "+46701740621", "may_see": "times",
         "secrecy_consent_on": "2026-01-01", "data_consent_on": "2026-01-01", "consent_basis": "self",
         "notices": "changes"}
    ]  # fmt: skip
    lay_plan(tmp_path, **tables)
    for visit in ("v1", "v4"):
        tell("check_in", "8:30", "w1", visit)
        tell("check_out", "8:50", "w1", visit)
    with clock.standing_at(at("9:00")):
        yield


def _add(client: Client, fields: dict[str, Any]) -> Any:
    unit = db.session.scalars(select(OnCall.unit_id)).first() or 1
    return client.submit("/chef/jour", {"unit": unit, **fields}, page="/chef/jour")


def _tick(now: str) -> None:
    pass_time(now)
    jobs.once("alerts", at(now))
    db.session.expire_all()


def _row(client: Client, now: str) -> str:
    with clock.standing_at(at(now)):
        page = client.get("/chef").text
    return re.sub(r"<[^>]+>|\s+", " ", page.split("Inget besök hos Signe Lund", 1)[1].split("</article>")[0])


def test_steps_are_added_with_what_is_wrong_said_and_ended(morning: None, staff: Staff) -> None:
    manager, outsider = staff("manager", ["norr"]), staff("manager", ["syd"])
    assert "Ingen står i jouren" in manager.get("/chef/jour").text
    wrong = _add(manager, {**BEA, "phone": "ring mig", "name": " ", "minutes": "999"})
    assert wrong.status_code == 422
    assert "Det ser inte ut som ett telefonnummer" in wrong.text and 'value="ring mig"' in wrong.text
    assert "Skriv vem som får sms" in wrong.text and "från 1 till 120" in wrong.text
    assert _add(manager, BEA).status_code == 303
    page = manager.get("/chef/jour").text
    assert "070-174 06 50" in page and "klockan 7–16" in page and "Ingen får sms klockan 16–7" in page
    assert "Någon annan står på den platsen" in _add(manager, {**BO, "step": "1"}).text
    _add(manager, BO)
    assert "Ingen får sms klockan" not in manager.get("/chef/jour").text
    bea, _ = db.session.scalars(select(OnCall).order_by(OnCall.step)).all()
    assert _add(outsider, BEA).status_code == 404
    assert outsider.submit(f"/chef/jour/{bea.id}/avsluta", page="/chef/jour").status_code == 404
    manager.submit(f"/chef/jour/{bea.id}/avsluta", page="/chef/jour")
    assert "Bea Jour" not in manager.get("/chef/jour").text.split("</table>")[0].split("<table")[1]
    db.session.expire_all()
    assert bea.until_at == at("9:00")


def test_the_board_says_who_was_told_and_whoever_takes_it_ends_the_chain(morning: None, staff: Staff) -> None:
    manager, colleague, outsider = staff("manager", ["norr"]), staff("manager", ["norr"]), staff("manager", ["syd"])
    _add(manager, BEA)
    _add(manager, BO)
    _tick("10:46")
    alert = db.session.scalars(select(Alert)).one()
    said = _row(manager, "10:47")
    assert "Bea Jour fick sms klockan 10.46." in said and "före klockan 10.56 får Nattpatrullen sms" in said
    address = f"/chef/larm/{alert.id}"
    with clock.standing_at(at("10:50")):
        assert outsider.submit(f"{address}/ta", page="/chef/jour").status_code == 404
        manager.submit(f"{address}/ta", page="/chef")
        late = colleague.submit(f"{address}/ta", page="/chef")
    assert "En kollega hann före" in colleague.get(late.location).text
    _tick("10:58")
    assert "Manager 1 tog det klockan 10.50." in _row(colleague, "10:58")
    with clock.standing_at(at("10:59")):
        manager.submit(f"{address}/lamna", page="/chef")
    _tick("11:00")
    said = _row(manager, "11:00")
    assert "Nattpatrullen fick sms klockan 11." in said and "före klockan 11.10 får de anhöriga besked" in said
    with clock.standing_at(at("11:01")):
        assert alerts.take(hashed_number("+46701740651"))
    assert "Någon i jouren tog det klockan 11" in _row(manager, "11:01")
    with clock.standing_at(at("11:02")):
        assert "En anhörig får veta" in _row(manager, "11:02")
        manager.submit(f"{address}/anhoriga", page="/chef")
        manager.submit(f"{address}/anhoriga", page="/chef")
    assert "De anhöriga som har valt det fick besked klockan 11.02." in _row(manager, "11:03")
    kinds = db.session.scalars(select(Announcement.kind)).all()
    assert kinds.count("missed") == 1
    assert len(db.session.scalars(select(Message).where(Message.kind == "alert")).all()) == 2
    tell("check_in", "11:05", "w2", "v5")
    _tick("11:06")
    with clock.standing_at(at("11:07")):
        assert "larm/" not in manager.get("/chef").text


def test_the_hours_that_nobody_covers() -> None:
    def spans(*hours: tuple[int, int]) -> list[tuple[int, int]]:
        steps = [OnCall(from_time=time(begins), to_time=time(ends)) for begins, ends in hours]
        return [(begins.hour, ends.hour) for begins, ends in on_call.uncovered(steps)]

    assert spans((7, 16)) == [(16, 7)]
    assert spans((16, 7)) == [(7, 16)]
    assert spans((7, 12), (13, 22)) == [(12, 13), (22, 7)]
    assert spans((7, 22), (22, 7)) == spans((0, 0)) == []
    assert spans() == [(0, 0)]
