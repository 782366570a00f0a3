"""`flask report gaps` and `flask tolerance`: what is asked, what is told, and in which forms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from backend.gaps.kinds import FOUND as KINDS
from backend.reports import tables
from backend.reports.gaps import summarise
from clients.cli import report
from schema import clock
from schema.db import db
from tests.manager.desk import at
from tests.packages import DAY, execution, small_package, write_package

ON = DAY.isoformat()


@pytest.fixture
def told(app, run_cli, tmp_path: Path):
    """The small package with a late, a short and an unplanned execution."""
    package = small_package()
    package["executions"] = [
        execution("v1", "w1", f"{ON}T09:20:29", f"{ON}T09:50"),
        execution("v4", "w1", f"{ON}T08:30", f"{ON}T08:50"),
        execution("v5", "w2", f"{ON}T10:00", f"{ON}T10:15", method="manual"),
        execution("", "w2", f"{ON}T04:00", f"{ON}T04:20", recipient_id="signe"),
    ]
    result = run_cli("import", write_package(tmp_path / "p", **package), "--format", "json")
    assert result.exit_code == 0, result.output

    def ask(*args: object, now: str = "12:00") -> dict:
        with clock.standing_at(at(now)):
            answer = run_cli("report", "gaps", "--from", ON, "--to", ON, "--format", "json", *args)
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.stdout)

    return ask


def figures(report: dict) -> dict[str, tuple[int, int, int]]:
    return {kind: tuple(one.values()) for kind, one in report["kinds"].items() if one["visits"]}


def test_the_document_is_the_contracts(told) -> None:
    report = told(now="23:59")
    assert list(report) == ["from", "to", "unit", "planned", "executed", "unplanned", "kinds"]
    assert tuple(report["kinds"]) == KINDS
    assert (report["planned"], report["executed"], report["unplanned"], report["unit"]) == (5, 3, 1, None)
    assert figures(report) == {
        "late": (1, 20, 20),
        "missed": (2, 0, 0),
        "short": (1, 15, 15),
        "unplanned": (1, 20, 20),
        "manual": (1, 0, 0),
    }


def test_tolerances_of_the_command_line_and_of_the_municipality(told, run_cli) -> None:
    assert "late" not in figures(told("--tolerance", "late=21"))
    assert "short" in figures(told("--tolerance", "late=0", "--tolerance", "short=15"))
    assert "short" not in figures(told("--tolerance", "short=16"))
    assert run_cli("tolerance", "set", "late=30", "--unit", "norr", "--from", ON).exit_code == 0
    assert "late" not in figures(told())
    assert run_cli("tolerance", "set", "late=10", "--service", "dusch", "--from", ON).exit_code == 0
    assert "late" in figures(told())
    listed = run_cli("tolerance", "list").stdout
    assert "late=15  default" in listed and f"late=30  from {ON}  unit norr  service all" in listed


def test_not_started_lives_today_and_never_in_a_report_over_the_past(told, run_cli) -> None:
    assert figures(told(now="12:50"))["not_started"] == (1, 20, 20)
    with clock.standing_at(clock.day_bounds(DAY)[1]):
        answer = run_cli("report", "gaps", "--from", ON, "--to", ON, "--format", "json")
    assert json.loads(answer.stdout)["kinds"]["not_started"]["visits"] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--from", "2026-11-2", "--to", ON), "no date"),
        (("--from", "20261124", "--to", ON), "no date"),
        (("--from", "2026-02-30", "--to", ON), "no date"),
        (("--from", ON, "--to", "2026-11-23"), "before it begins"),
        (("--from", ON, "--to", ON, "--unit", "=cmd"), "no unit"),
        (("--from", ON, "--to", ON, "--source", "other"), "no units"),
        (("--from", ON, "--to", ON, "--tolerance", "missed=3"), "has no tolerance"),
        (("--from", ON, "--to", ON, "--tolerance", "late=-3"), "whole minutes"),
        (("--from", ON, "--to", ON, "--tolerance", "late"), "whole minutes"),
        (("--from", ON, "--to", ON, "--format", "xlsx"), "--out"),
        (("--to", ON), "--from"),
    ],
)
def test_what_cannot_be_asked_is_said_and_ends_with_2(told, run_cli, args: tuple[str, ...], said: str) -> None:
    answer = run_cli("report", "gaps", *args)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert answer.stdout == ""


def test_every_form_says_the_same(told, run_cli, tmp_path: Path) -> None:
    report = told("--unit", "norr", "--source", "plan", now="23:59")
    asked = ("report", "gaps", "--from", ON, "--to", ON, "--unit", "norr")
    with clock.standing_at(at("23:59")):
        rows = list(csv.DictReader(io.StringIO(run_cli(*asked, "--format", "csv").stdout)))
        assert run_cli(*asked, "--format", "xlsx", "--out", tmp_path / "g.xlsx").exit_code == 0
        text = run_cli(*asked).stdout
    assert {row["kind"]: (row["visits"], row["minutes"]) for row in rows}["late"] == ("1", "20")
    assert len(rows) == len(KINDS)
    sheet = CalamineWorkbook.from_path(tmp_path / "g.xlsx").get_sheet_by_index(0).to_python()
    assert [row[7] for row in sheet[1:]] == [report["kinds"][kind]["visits"] for kind in KINDS]
    assert "planned 5, executed 3, unplanned 1" in text and "late" in text and "early" not in text


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    nothing = {"visits": 0, "minutes": 0, "highest": 0}
    document = {
        "from": ON,
        "to": ON,
        "unit": "=1+1",
        "planned": 0,
        "executed": 0,
        "unplanned": 0,
        "kinds": {"late": nothing},
    }
    assert ",'=1+1," in tables.as_csv(document)
    tables.write_xlsx(document, tmp_path / "g.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "g.xlsx").get_sheet_by_index(0).to_python()[1][2] == "=1+1"


def test_a_report_keeps_no_writer_waiting(told, run_cli, monkeypatch) -> None:
    """SQLite has one writer: a check-in must not wait while a year is summed."""

    def while_read(asked, parts, across_parts):
        found = summarise(asked, parts, across_parts)
        writer = db.engine.raw_connection()
        writer.execute("PRAGMA busy_timeout=0")
        writer.execute("BEGIN IMMEDIATE")
        writer.close()
        return found

    monkeypatch.setattr(report, "summarise", while_read)
    assert run_cli("report", "gaps", "--from", ON, "--to", ON).exit_code == 0
