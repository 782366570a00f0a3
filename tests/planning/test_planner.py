"""The planner's page: upload, see, say yes, take back; only for the own units."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.access.scope import MUNICIPALITY
from backend.planning import inbox, runs
from clients.planner import uploads
from schema import clock
from schema.db import db
from schema.tables import ImportRun, Recipient, Task, Trail, Unit, Visit
from tests.packages import DAY, small_package, visit, write_package
from tests.people import Client, Staff
from tests.planning.importing import bring_tables, codes, counts


def upload(browser: Client, folder: Path, **fields: Any) -> TestResponse:
    token = browser.csrf_token("/plan")
    files = [(io.BytesIO(file.read_bytes()), file.name) for file in sorted(folder.iterdir())]
    return browser.post("/plan/granska", data={"csrf_token": token, "source": "plan", "files": files, **fields})


def kept(app: Flask) -> list[Path]:
    folder = Path(app.instance_path) / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_nothing_changes_before_the_yes(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    tables = small_package()
    bring_tables(tmp_path / "package", tables)
    tables["visits"][0]["worker_ids"] = "w2"
    tables["visits"][1]["date"] = "2024-01-0"
    planner = staff("planner")
    shown = upload(planner, write_package(tmp_path / "package", **tables))
    assert shown.status_code == 200
    assert "Leila Virtanen blir Jonas Ekström" in shown.text
    assert "2024-01-0" in shown.text
    assert "ÅÅÅÅ-MM-DD" in shown.text
    assert len(db.session.scalars(select(ImportRun)).all()) == 1
    stored = kept(app)
    assert len(stored) == 1
    assert b"elsa" not in stored[0].read_bytes(), "an upload lies encrypted"
    assert db.session.scalars(select(Trail.recipient_id).where(Trail.what == "planner.preview")).all()

    done = planner.post("/plan/importera", data={"csrf_token": planner.csrf_token("/plan"), "source": "plan"})
    assert done.status_code == 302
    assert kept(app) == []
    assert db.session.scalars(select(Visit.revision).where(Visit.outside_id == "v1")).one() == 2
    page = planner.get(done.location)
    assert "1 rad kom inte med" in page.text

    planner.post(f"{done.location}/ta-tillbaka", data={"csrf_token": planner.csrf_token(done.location)})
    db.session.expire_all()
    assert db.session.scalars(select(Visit.revision).where(Visit.outside_id == "v1")).one() == 2, "not without the tick"
    planner.submit(f"{done.location}/ta-tillbaka", {"sure": "y"}, page=done.location)
    db.session.expire_all()
    assert db.session.scalars(select(Visit.revision).where(Visit.outside_id == "v1")).one() == 1
    assert "Återtagen" in planner.get("/plan").text


def test_replacing_too_much_asks_again(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    tables = small_package()
    bring_tables(tmp_path / "package", tables)
    tables["visits"].pop()
    planner = staff("planner")
    refused = upload(planner, write_package(tmp_path / "package", **tables), replace="y")
    assert "Ta in planen" not in refused.text
    assert 'name="force"' in refused.text
    fields = {"csrf_token": planner.csrf_token("/plan"), "source": "plan", "replace": "y", "force": "y"}
    assert "Ta in planen" in planner.post("/plan/granska", data=fields).text
    planner.post("/plan/importera", data=fields)
    assert db.session.scalars(select(Visit.status).where(Visit.outside_id == "v5")).one() == "cancelled"


def test_an_upload_is_gone_after_an_hour_and_for_others(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    planner, other = staff("planner"), staff("planner")
    upload(planner, write_package(tmp_path / "package", **small_package()))
    answer = other.post("/plan/importera", data={"csrf_token": other.csrf_token("/plan"), "source": "plan"})
    assert answer.location == "/plan"
    token = planner.csrf_token("/plan")
    for file in kept(app):
        import os

        old = clock.now().timestamp() - uploads.KEPT_SECONDS - 60
        os.utime(file, (old, old))
    planner.post("/plan/importera", data={"csrf_token": token, "source": "plan"})
    assert db.session.scalars(select(ImportRun)).all() == []


def test_who_may_not_plan_gets_nothing(app: Flask, staff: Staff) -> None:
    assert staff("manager").get("/plan").status_code == 403
    assert Client(app).get("/plan").status_code == 302


def two_units() -> dict[str, list[dict[str, Any]]]:
    tables = small_package()
    tables["units"].append({"unit_id": "syd", "name": "Syd"})
    tables["recipients"].append({"recipient_id": "sven", "name": "Sven", "unit_id": "syd"})
    tables["visits"].append(visit("s1", "sven", DAY, "08:00", "09:00", 20, "dusch", "w1") | {"unit_id": "syd"})
    return tables


def test_a_planner_of_one_unit_changes_only_that_unit(app: Flask, tmp_path: Path) -> None:
    tables = two_units()
    bring_tables(tmp_path, tables)
    north = db.session.scalars(select(Unit.id).where(Unit.outside_id == "norr")).one()
    for row in tables["visits"]:
        row["duration_minutes"] = 44
    tables["recipients"][3]["name"] = "Annat Namn"
    tables["services"][0]["name"] = "Bad"
    tables["units"][1]["name"] = "Annat"
    outcome = bring_tables(tmp_path, tables, unit_ids=frozenset({north}))
    assert {(one[0], one[3]) for one in codes(outcome)} == {
        ("units", "unit_outside_scope"), ("services", "unit_outside_scope"),
        ("recipients", "unknown_recipient"), ("visits", "unknown_recipient"),
    }  # fmt: skip
    assert counts(outcome, "visits") == (6, 0, 5, 0, 1)
    assert counts(outcome, "recipients") == (4, 0, 0, 3, 1)
    assert [counts(outcome, kind)[4] for kind in ("services", "units")] == [1, 1]
    tables["recipients"][0]["unit_id"] = "syd"
    moved = bring_tables(tmp_path, {"recipients": tables["recipients"][:1]}, unit_ids=frozenset({north}))
    assert [one[3] for one in codes(moved)] == ["unit_outside_scope"]


def test_a_relative_is_not_taken_over_from_another_unit(app: Flask, tmp_path: Path) -> None:
    tables = two_units()
    ann = {"relative_id": "a1", "recipient_id": "sven", "name": "Ann"}
    bring_tables(tmp_path, tables | {"relatives": [ann]})
    north = db.session.scalars(select(Unit.id).where(Unit.outside_id == "norr")).one()
    outcome = bring_tables(tmp_path, {"relatives": [ann | {"recipient_id": "elsa"}]}, unit_ids=frozenset({north}))
    assert codes(outcome) == [("relatives", 2, None, "id_taken")]
    for whose in ("sven", "nobody"):
        outcome = bring_tables(tmp_path, {"relatives": [ann | {"recipient_id": whose}]}, unit_ids=frozenset({north}))
        assert codes(outcome) == [("relatives", 2, "recipient_id", "unknown_recipient")]
    own = bring_tables(
        tmp_path, {"relatives": [ann | {"relative_id": "a2", "recipient_id": "elsa"}]}, unit_ids=frozenset({north})
    )
    assert counts(own, "relatives") == (1, 1, 0, 0, 0)


def test_a_planner_of_one_unit_cannot_learn_who_is_in_another(app: Flask, tmp_path: Path) -> None:
    bring_tables(tmp_path, two_units())
    north = db.session.scalars(select(Unit.id).where(Unit.outside_id == "norr")).one()

    def told(who: str, visit_id: str, unit: str) -> list[Any]:
        sven = {"recipient_id": who, "name": "Sven", "unit_id": unit}
        plan = visit("n9", who, DAY, "08:00", "09:00", 20, "dusch", "w1")
        done = {"visit_id": visit_id, "worker_id": "w1", "check_in": f"{DAY}T08:05", "check_out": f"{DAY}T08:20",
                "method": "qr"}  # fmt: skip
        walk = done | {"visit_id": "", "recipient_id": who}
        away = {"recipient_id": who, "from": str(DAY), "to": str(DAY), "reason": "sjukhus"}
        order = {"recipients": [sven], "visits": [plan], "executions": [done, walk], "absences": [away]}
        outcome = bring_tables(tmp_path / who, order, unit_ids=frozenset({north}))
        masked = [{**one, "value": None} for one in outcome.report["errors"]]
        return [masked, outcome.report["tables"], outcome.report["warnings"]]

    for unit in ("norr", "syd"):
        assert told("sven", "s1", unit) == told("nobody", "s9", unit)
    alone = {"units": [{"unit_id": "own", "name": "Egen"}]}
    bring_tables(tmp_path / "alone", alone, source="other")
    own = db.session.scalars(select(Unit.id).where(Unit.outside_id == "own")).one()
    new = {"recipients": [{"recipient_id": "new", "name": "Ny", "unit_id": "own"}]}
    mine = bring_tables(tmp_path / "mine", new, source="other", unit_ids=frozenset({own}))
    assert counts(mine, "recipients") == (1, 1, 0, 0, 0), "where the whole source is hers there is nobody to learn of"


def test_what_she_may_not_plan_for_is_said_of_her_own_row_alone(app: Flask, tmp_path: Path) -> None:
    """`unit_outside_scope` rests on what the row says, never on what stands behind an id of another unit's."""
    tables = two_units()
    tables["workers"].append({"worker_id": "w9", "name": "Zelda", "unit_id": "syd"})
    decided = {"kind": "hemtjänst", "decided_on": "2026-01-01"}
    tables["decisions"] = [{"decision_id": "d-sven", "recipient_id": "sven", **decided}]
    lent = visit("s2", "elsa", DAY, "15:00", "16:00", 20, "dusch", "w9") | {"unit_id": "syd"}
    tables["visits"].append(lent)
    bring_tables(tmp_path, tables)
    north = db.session.scalars(select(Unit.id).where(Unit.outside_id == "norr")).one()

    def told(**order: Any) -> list[Any]:
        outcome = bring_tables(tmp_path / "again", order, unit_ids=frozenset({north}))
        masked = [{**one, "value": None} for one in outcome.report["errors"]]
        return [masked, outcome.report["tables"], outcome.report["warnings"]]

    def planned(visit_id: str, **more: Any) -> dict[str, Any]:
        return visit(visit_id, "elsa", DAY, "18:00", "19:00", 20, "dusch", "w1") | more

    for known in ("s1", "s2"):
        assert told(visits=[planned(known, unit_id="syd")]) == told(visits=[planned("s9", unit_id="syd")])
    there, nowhere = ({"worker_id": one, "name": "Annan", "unit_id": "syd"} for one in ("w9", "w99"))
    assert told(workers=[there]) == told(workers=[nowhere])
    assert told(visits=[planned("n1", decision_id="d-sven")]) == told(visits=[planned("n1", decision_id="d-none")])
    for taken in ("s1", "s2"):
        errors = told(visits=[planned(taken)])[0]
        assert [one["code"] for one in errors] == ["id_taken"], "one answer, of whom and where is not said"
    errors = told(workers=[{"worker_id": "w9", "name": "Annan", "unit_id": "norr"}])[0]
    assert [one["code"] for one in errors] == ["id_taken"]


def test_a_planner_of_one_unit_sees_only_own_runs(app: Flask, staff: Staff, tmp_path: Path) -> None:
    bring_tables(tmp_path, two_units())
    run = db.session.scalars(select(ImportRun.id)).one()
    assert staff("planner", ["syd"]).get(f"/plan/{run}").status_code == 404
    assert staff("planner").get(f"/plan/{run}").status_code == 200


def test_a_missing_plan_is_told_once_and_settled(app: Flask, tmp_path: Path) -> None:
    bring_tables(tmp_path, two_units())
    the_day = DAY.replace(day=25)
    with clock.standing_at(clock.instant(the_day, inbox.EXPECTED_BY.replace(hour=5))):
        assert inbox.missing_plans() == 0
    with clock.standing_at(clock.instant(the_day, inbox.EXPECTED_BY)):
        assert (inbox.missing_plans(), inbox.missing_plans()) == (2, 0)
        assert {line.unit for line in runs.tasks(MUNICIPALITY)} == {"Hemtjänst Norr", "Syd"}
        tables = {"visits": [visit("n1", "elsa", the_day, "08:00", "09:00", 20, "dusch", "w1")]}
        bring_tables(tmp_path, tables)
        assert [line.unit for line in runs.tasks(MUNICIPALITY)] == ["Syd"]
        syd = db.session.scalars(select(Unit.id).where(Unit.outside_id == "syd")).one()
        assert inbox.units_without_plan(the_day) == {syd}
    with clock.standing_at(clock.instant(DAY.replace(day=26), inbox.EXPECTED_BY)):
        inbox.missing_plans()
        days = db.session.scalars(select(Task.date).where(Task.settled_at.is_(None))).all()
    assert set(days) == {DAY.replace(day=26)}


def test_protected_people_are_not_in_the_planners_changes(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    tables = small_package()
    tables["recipients"][0] |= {"protected": "yes", "name": "Hemlig Person"}
    bring_tables(tmp_path / "package", tables)
    tables["visits"][0]["worker_ids"] = "w2"
    tables["visits"][4]["worker_ids"] = "w1"
    shown = upload(staff("planner"), write_package(tmp_path / "package", **tables))
    assert "Hemlig Person" not in shown.text
    assert db.session.scalars(select(Recipient.name).where(Recipient.outside_id == "signe")).one() in shown.text
