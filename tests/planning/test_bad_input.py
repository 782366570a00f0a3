"""Bad input, each with its own code, and nothing else lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from schema.db import db
from schema.tables import Recipient, Visit
from tests.packages import execution, small_package
from tests.planning.importing import bring, bring_tables, codes, counts

CELLS: list[tuple[str, dict[str, Any], str, str]] = [
    # table, what the first row says instead, column, code
    ("visits", {"date": "2024-01-0"}, "date", "bad_date"),
    ("visits", {"date": "2024- 02-27"}, "date", "bad_date"),
    ("visits", {"date": "2026-02-30"}, "date", "no_such_date"),
    ("visits", {"date": "24.11.2026"}, "date", "bad_date"),
    ("visits", {"date": "1926-11-24"}, "date", "date_years_away"),
    ("visits", {"window_start": "25:00"}, "window_start", "no_such_time"),
    ("visits", {"window_start": "8:00"}, "window_start", "bad_time"),
    ("visits", {"window_end": ""}, "window_end", "missing_value"),
    ("visits", {"duration_minutes": "-30"}, "duration_minutes", "negative_number"),
    ("visits", {"duration_minutes": "3000"}, "duration_minutes", "number_out_of_range"),
    ("visits", {"duration_minutes": "0"}, "duration_minutes", "number_out_of_range"),
    ("visits", {"duration_minutes": "30,5"}, "duration_minutes", "bad_number"),
    ("visits", {"unit_id": "söder"}, "unit_id", "unknown_unit"),
    ("visits", {"services": "dusch|sång"}, "services", "unknown_service"),
    ("visits", {"services": "|"}, "services", "missing_value"),
    ("visits", {"worker_ids": "w1|w9"}, "worker_ids", "unknown_worker"),
    ("visits", {"recipient_id": "okänd"}, "recipient_id", "unknown_recipient"),
    ("visits", {"decision_id": "b9"}, "decision_id", "unknown_decision"),
    ("visits", {"time_critical": "kanske"}, "time_critical", "bad_yes_no"),
    ("recipients", {"name": "=cmd|'/C calc'!A0"}, "name", "formula"),
    ("recipients", {"name": "@SUM(A1)"}, "name", "formula"),
    ("recipients", {"name": "+1+cmd|x"}, "name", "formula"),
    ("recipients", {"name": "El\x07sa"}, "name", "control_characters"),
    ("recipients", {"name": "x" * 10_001}, "name", "cell_too_large"),
    ("recipients", {"phone": "ring dottern"}, "phone", "bad_phone"),
    ("recipients", {"personal_number": "19121212-1213"}, "personal_number", "personal_number_check_digit"),
    ("recipients", {"personal_number": "1912"}, "personal_number", "bad_personal_number"),
    ("recipients", {"language": "svenska!"}, "language", "bad_language"),
    ("recipients", {"sms_detail": "allt"}, "sms_detail", "unknown_choice"),
    ("recipients", {"latitude": "95"}, "latitude", "number_out_of_range"),
    ("recipients", {"key_worker_id": "w9"}, "key_worker_id", "unknown_worker"),
    ("workers", {"email": "leila"}, "email", "bad_email"),
    ("workers", {"unit_id": "söder"}, "unit_id", "unknown_unit"),
    ("workers", {"worker_id": "w|1"}, "worker_id", "bad_id"),
]


@pytest.mark.parametrize(("table", "cell", "column", "code"), CELLS)
def test_one_bad_cell_costs_one_row(
    app: Flask, tmp_path: Path, table: str, cell: dict[str, Any], column: str, code: str
) -> None:
    tables = small_package()
    tables[table][0] |= cell
    outcome = bring_tables(tmp_path / "package", tables)
    assert outcome.exit_code == 1
    assert codes(outcome)[0] == (table, 2, column, code)
    error = outcome.report["errors"][0]
    assert error["message"]
    assert len(error["value"]) <= 80
    rows, created, *_, rejected = counts(outcome, table)
    assert (rejected, created) == (1, rows - 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("visit_id,recipient_id,date,window_start,window_end,duration_minutes\n", "missing_column"),
        ("visit_id,visit_id\n1,2\n", "duplicate_column"),
        ("visit_id,recipient_id;date,window_start;window_end,duration_minutes,services\nx\n", "missing_column"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_leaves_the_others_in(app: Flask, tmp_path: Path, text: str, code: str) -> None:
    tables = small_package()
    tables.pop("visits")
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "visits.csv").write_text(text)
    outcome = bring_tables_beside(folder, tables)
    assert outcome.exit_code == 1
    assert {one[3] for one in codes(outcome)} == {code}
    assert counts(outcome, "recipients")[1] == 3


def bring_tables_beside(folder: Path, tables: dict[str, list[dict[str, Any]]]) -> Any:
    from tests.packages import write_package

    return bring(write_package(folder, **tables))


def test_a_package_with_nothing_usable_changes_nothing(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("visit_id\nv1\n")
    outcome = bring(tmp_path)
    assert (outcome.exit_code, outcome.run_id) == (2, None)


def test_a_header_alone_is_warned_of(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "relatives.csv").write_text("relative_id,recipient_id,name\n")
    outcome = bring_tables_beside(folder, tables)
    assert outcome.exit_code == 0
    assert ("relatives", "empty_table") in {(one["table"], one["code"]) for one in outcome.report["warnings"]}


def test_the_second_of_two_rows_with_one_id_is_rejected(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["visits"].append(dict(tables["visits"][0], duration_minutes=99))
    tables["units"].append(dict(tables["units"][0], name="Annan"))
    outcome = bring_tables(tmp_path / "package", tables)
    assert codes(outcome) == [("units", 3, "unit_id", "duplicate_id"), ("visits", 7, "visit_id", "duplicate_id")]
    assert db.session.scalars(select(Visit.duration_minutes).where(Visit.outside_id == "v1")).one() != 99


ROWS = [
    ("elsa2,Ny,norr,för,många", "row_too_long"),
    ("elsa2,Ny", "row_too_short"),
    ("elsa2;Ny;norr", "mixed_delimiters"),
    ("elsa2," + "x" * (10 << 20) + ",norr", "cell_too_large"),
    ("elsa2," + "x" * (17 << 20) + ",norr", "cell_too_large"),
    ('elsa2,"Ny,norr', "unclosed_quote"),
    ('elsa2,"Ny "Bella" Ny",norr', "unclosed_quote"),
]


@pytest.mark.parametrize(("line", "code"), ROWS, ids=[f"{place}-{code}" for place, (_, code) in enumerate(ROWS)])
def test_a_line_that_is_no_row_costs_only_itself(app: Flask, tmp_path: Path, line: str, code: str) -> None:
    tables = small_package()
    bring_tables(tmp_path / "first", tables)
    text = (
        f'recipient_id,name,unit_id\nefter1,"Två\nrader",norr\n\n{line}\nefter2,Nästa,norr\n' + "efter3,Sist,norr\n" * 1
    )
    (tmp_path / "recipients.csv").write_text(text)
    outcome = bring(tmp_path / "recipients.csv")
    assert [one[1::2] for one in codes(outcome)] == [(5, code)]
    assert counts(outcome, "recipients")[:2] == (4, 3)
    assert {"efter1", "efter2", "efter3"} < set(db.session.scalars(select(Recipient.outside_id)))


def test_an_unclosed_quote_in_a_long_file_is_given_back(app: Flask, tmp_path: Path) -> None:
    bring_tables(tmp_path / "first", small_package())
    lines = [f"r{number},Namn,norr" for number in range(1000)]
    lines[10] = 'r10,"Namn,norr'
    (tmp_path / "recipients.csv").write_text("\n".join(["recipient_id,name,unit_id", *lines]))
    outcome = bring(tmp_path / "recipients.csv")
    assert codes(outcome) == [("recipients", 12, None, "unclosed_quote")]
    assert counts(outcome, "recipients")[:2] == (1000, 999)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_encodings_and_delimiters_are_found(app: Flask, tmp_path: Path, encoding: str, delimiter: str) -> None:
    from tests.packages import write_package

    tables = small_package()
    tables["recipients"][0]["name"] = "Åsa Öström–Ängquist"
    outcome = bring(write_package(tmp_path / "package", encoding=encoding, delimiter=delimiter, **tables))
    assert outcome.exit_code == 0
    assert "Åsa Öström–Ängquist" in set(db.session.scalars(select(Recipient.name)))


def test_a_wrong_encoding_is_said_so(app: Flask, tmp_path: Path) -> None:
    bring_tables(tmp_path / "first", small_package())
    path = tmp_path / "recipients.csv"
    path.write_bytes("recipient_id,name,unit_id\nny,Åsa,norr\n".encode("utf-16"))
    assert [one[3] for one in codes(bring(path))] == ["wrong_encoding"]
    good = "recipient_id,name,unit_id\n" + "".join(f"ny{n},Åsa Öst,norr\n" for n in range(5))
    path.write_bytes(good.encode() + b"nyx,\xc5sa,norr\n")
    outcome = bring(path)
    assert codes(outcome) == [("recipients", 7, "name", "wrong_encoding")]
    assert counts(outcome, "recipients")[1] == 5


EXECUTIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"check_out": "2026-11-24T07:00"}, "check_out", "check_out_before_check_in"),
    ({"check_in": "2026-11-24 08:00"}, "check_in", "bad_instant"),
    ({"check_in": "2026-11-24T25:00"}, "check_in", "no_such_instant"),
    ({"check_in": "2036-11-24T08:00"}, "check_in", "time_years_away"),
    ({"visit_id": "v99"}, "visit_id", "unknown_visit"),
    ({"worker_id": "w99"}, "worker_id", "unknown_worker"),
    ({"visit_id": ""}, "recipient_id", "missing_value"),
    ({"recipient_id": "signe"}, "recipient_id", "recipient_differs"),
    ({"method": "tanke"}, "method", "unknown_choice"),
    ({"services": "sång"}, "services", "unknown_service"),
]


@pytest.mark.parametrize(("cell", "column", "code"), EXECUTIONS)
def test_a_bad_execution_costs_one_row(
    app: Flask, tmp_path: Path, cell: dict[str, Any], column: str, code: str
) -> None:
    tables = small_package()
    tables["executions"] = [
        execution("v1", "w1", "2026-11-24T08:05", "2026-11-24T08:30") | cell,
        execution("v5", "w2", "2026-11-24T09:35", "2026-11-24T10:00"),
    ]
    outcome = bring_tables(tmp_path / "package", tables)
    assert codes(outcome) == [("executions", 2, column, code)]
    assert counts(outcome, "executions") == (2, 1, 0, 0, 1)


def test_rejected_rows_leave_what_stood(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path / "package", tables)
    tables["recipients"][0] |= {"name": "=1"}
    tables["visits"][0] |= {"duration_minutes": 77}
    outcome = bring_tables(tmp_path / "package", tables)
    assert codes(outcome) == [("recipients", 2, "name", "formula")]
    assert counts(outcome, "visits")[2] == 1, "the visit still finds its recipient from the earlier package"
    assert "=1" not in set(db.session.scalars(select(Recipient.name)))
