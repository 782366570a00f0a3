"""What another system writes stands in the trail: which key, what, and each person whom it was about."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from backend.seals.verify import verify
from clients.ui.trail_words import why
from schema.db import db
from schema.tables import ApiKey, ImportRun, Trail
from tests.api.conftest import System
from tests.packages import small_package, write_package
from tests.people import Staff
from tests.planning.test_planner import upload
from tests.visits import town as towns
from tests.visits.town import Town

MANY = 500


@pytest.fixture
def place(any_app: Flask) -> Town:
    """Two visits of r1, one of r3."""
    made = towns.make()
    made.visit("a", "r1", "08:00", "09:00", "w1")
    made.visit("b", "r1", "12:00", "13:00", "w1", "w2")
    made.visit("d", "r3", "09:00", "09:30", "w1")
    db.session.commit()
    return made


def told(kind: str, visit_id: str, at: str, **more: Any) -> dict[str, Any]:
    return {"event_id": str(uuid.uuid4()), "kind": kind, "visit_id": visit_id, "worker_id": "w1",
            "occurred_at": f"2026-11-22T{at}:00+01:00", "method": "app", **more}  # fmt: skip


def rows() -> list[Trail]:
    db.session.expire_all()
    return list(db.session.scalars(select(Trail).order_by(Trail.id)))


def test_each_person_touched_stands_there_once_with_the_key(any_app: Flask, place: Town) -> None:
    key = System(any_app, "events:write")
    sent = [told("check_in", "a", "08:05"), told("check_out", "a", "08:40"), told("check_in", "d", "09:01"),
            told("check_in", "nobody", "09:01"), told("check_in", "d", "09:02", worker_id="nobody")]  # fmt: skip
    assert [outcome for outcome, _ in key.send(*sent)] == ["accepted"] * 3 + ["rejected"] * 2
    got = rows()
    assert Counter(row.recipient_id for row in got) == {place.recipients["r1"]: 1, place.recipients["r3"]: 1}
    key_id = db.session.scalars(select(ApiKey.id)).one()
    assert {(row.api_key_id, row.user_id, row.role, row.action, row.what) for row in got} == {
        (key_id, None, "system", "change", "api.post_events")
    }
    assert verify().sound


def test_what_changed_nobody_names_nobody(any_app: Flask, place: Town) -> None:
    """Somebody sent the same again, or what cannot be understood: that it was sent stands there, and no person."""
    key, one = System(any_app, "events:write"), told("check_in", "a", "08:05")
    key.send(one)
    before = len(rows())
    assert key.send(one, {"event_id": "x"})[0][0] == "replayed"
    assert [(row.recipient_id, row.action) for row in rows()[before:]] == [(None, "change")]


def test_a_full_batch_writes_its_rows_by_one_statement(any_app: Flask) -> None:
    town = towns.make(workers=5, recipients=250)
    for number in range(1, 251):
        town.visit(f"v{number}", f"r{number}", "08:00", "09:00", "w1")
    db.session.commit()
    key, statements = System(any_app, "events:write"), []
    sent = [told(kind, f"v{number}", at) for number in range(1, 251) for kind, at in
            (("check_in", "08:05"), ("check_out", "08:25"))]  # fmt: skip
    assert len(sent) == MANY

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        assert {outcome for outcome, _ in key.send(*sent)} == {"accepted"}
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
    got = rows()
    assert len(got) == 250 == len({row.recipient_id for row in got})
    assert sum(1 for one in statements if one.startswith("INSERT INTO trail")) == 1


def test_an_import_leaves_one_row_that_names_its_run(any_app: Flask, tmp_path: Path) -> None:
    key, packed = System(any_app, "plan:write"), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for path in write_package(tmp_path / "p", **small_package()).iterdir():
            file.write(path, path.name)

    def hand_over(**query: Any) -> Any:
        package = (io.BytesIO(packed.getvalue()), "plan.zip")
        return key.post("imports", data={"package": package}, query_string=query)

    assert hand_over(dry_run="true").status_code == 200
    done = hand_over()
    assert done.status_code == 200, done.text
    assert [(row.action, row.reason, row.recipient_id) for row in rows()] == [
        ("read", None, None), ("change", f"import_run {done.json['run']}", None)
    ]  # fmt: skip
    assert {(row.what, row.role, row.api_key_id is not None) for row in rows()} == {("api.post_import", "system", True)}
    run = db.session.get_one(ImportRun, done.json["run"])
    assert run.api_key_id == rows()[-1].api_key_id, "the run names the key, its revisions the people"


def test_a_planners_own_import_and_its_undoing_name_the_run_alike(any_app: Flask, tmp_path: Path) -> None:
    any_app.instance_path = str(tmp_path / "instance")
    planner = Staff(any_app)("planner")
    upload(planner, write_package(tmp_path / "package", **small_package()))
    done = planner.post("/plan/importera", data={"csrf_token": planner.csrf_token("/plan"), "source": "plan"})
    planner.submit(f"{done.location}/ta-tillbaka", {"sure": "y"}, page=done.location)
    run = db.session.scalars(select(ImportRun.id)).one()
    named = [(row.what, row.reason) for row in rows() if row.action == "change"]
    assert named == [("planner.bring_in", f"import_run {run}"), ("planner.take_back", f"import_run {run}")]
    assert why(f"import_run {run}") == f"import {run}"
