"""What a thief of the database file, its copy or the logs can read of people: nothing."""

from __future__ import annotations

import logging
import re
import sqlite3
import uuid
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from schema import clock
from schema.db import Base, db
from schema.tables import Gap, Message
from tests.api.conftest import System
from tests.packages import DAY, execution, small_package, write_package
from tests.people import Client, Staff

SECRET = re.compile(r"(?i)zqx\w+|467017406\d\d|191212121212")


def marked() -> dict[str, list[dict[str, Any]]]:
    """The small package, everything personal in it marked."""
    tables = small_package()
    for place, row in enumerate(tables["recipients"]):
        row |= {"name": f"ZQXanna{place} ZQXberg", "address": f"ZQXgatan {place}", "city": "ZQXstad",
                "sms_detail": "services", "landline": "0701740650", "home_id": ""}  # fmt: skip
    tables["recipients"][0] |= {"personal_number": "191212121212", "birth_date": "1912-12-12"}
    tables["workers"][0] |= {"name": "Leila ZQXvirtanen", "phone": "0701740651", "email": "zqxleila@example.se"}
    tables["workers"][1] |= {"name": "Jonas ZQXekström", "shown_as": "alias", "alias": "Alias"}
    tables["relatives"] = [{"relative_id": "a1", "recipient_id": "elsa", "name": "ZQXdotter", "relation": "ZQXbarn",
                            "phone": "0701740652", "email": "zqxdotter@example.se"}]  # fmt: skip
    tables["absences"] = [{"recipient_id": "signe", "from": "2026-12-01", "to": "2026-12-02", "reason": "ZQXsjukhus"}]
    tables["visits"][2] |= {"cancelled": "yes", "cancel_reason": "ZQXresa"}
    tables["visits"][3]["window_start"] = "ZQXtid"
    tables["executions"] = [execution("v1", "w1", f"{DAY}T08:45", f"{DAY}T08:48")]
    return tables


@pytest.fixture
def lived(app: Flask, run_cli: Any, staff: Staff, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> str:
    """A day with all that is written down about people; what was logged."""
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(clock.instant(DAY, time(10, 50)), tick=True):
        assert run_cli("import", write_package(tmp_path / "package", **marked())).exit_code == 1
        event = {"event_id": str(uuid.uuid4()), "kind": "note", "recipient_id": "elsa", "worker_id": "w1",
                 "occurred_at": f"{DAY}T08:50:00Z", "reason": "ZQXskäl", "note": "ZQXanteckning"}  # fmt: skip
        assert System(app, "events:write").send(event) == [("accepted", None)]
        gap = db.session.scalars(select(Gap.id).order_by(Gap.id)).first()
        manager = staff("manager")
        told = {"gap": gap, "step": "explain", "reason": "other", "text": "ZQXorsak"}
        assert manager.submit("/chef/forklara", told, page="/chef").status_code == 303
        assert manager.get("/chef/person/1").status_code == 200
        assert Client(app).get("/k/no-such-card").status_code == 404
        run_cli("jobs", "once", "morning_list", "--at", f"{DAY}T07:00:00+01:00")
    assert len(db.session.scalars(select(Message)).all()) >= 2
    return caplog.text


def test_nothing_of_people_lies_open(app: Flask, lived: str) -> None:
    open_cells = [
        f"{table.name}.{column}: {found[0]}"
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')).mappings()
        for column, cell in row.items()
        if isinstance(cell, str) and not cell.startswith("gAAAA") and (found := SECRET.search(cell))
    ]
    assert open_cells == []
    db.session.remove()
    path = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    raw = path.read_bytes()
    for secret in (b"ZQXberg", b"ZQXgatan", b"ZQXvirtanen", b"+46701740605", b"191212121212", b"ZQXtid", b"ZQXresa"):
        assert secret not in raw


def test_nothing_of_people_is_logged(lived: str) -> None:
    assert SECRET.findall(lived) == []
