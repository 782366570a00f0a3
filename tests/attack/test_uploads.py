"""Packages that somebody made to do harm, and packages that are somebody else's."""

from __future__ import annotations

import io
import secrets
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from backend.access.limit import RULES
from backend.planning import report as reports
from backend.planning import workbook
from backend.planning.dialect import Unreadable
from clients.planner import uploads
from schema.db import db
from schema.tables import ImportRun
from tests.api.conftest import System
from tests.packages import small_package, write_package
from tests.people import Client, Staff, sign_in
from tests.planning.importing import bring

NAMES = ["..", ".", "/", "../../visits.csv", "a\0b.csv", f"{'å' * 300}.csv", "<script>.csv", "a/b/visits.csv", " "]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def send(planner: Client, *files: tuple[bytes, str]) -> int:
    """Upload; the status of the answer."""
    fields = {"csrf_token": planner.csrf_token("/plan"), "source": "plan"}
    given = [(io.BytesIO(content), name) for content, name in files]
    return planner.post("/plan/granska", data={**fields, "files": given}).status_code


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_breaks_or_escapes(app: Flask, staff: Staff, tmp_path: Path, name: str) -> None:
    app.instance_path = str(tmp_path / "instance")
    assert send(staff("planner"), (b"visit_id\n1\n", name)) == 200
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith("test_")} == {"instance"}
    key = System(app, "plan:write")
    assert key.post("imports", data={"package": (io.BytesIO(b"visit_id\n1\n"), name)}).status_code == 422


def test_two_files_of_one_name_are_said_to_be(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    assert send(staff("planner"), (b"visit_id\n1\n", "visits.csv"), (b"visit_id\n2\n", "visits.csv")) == 200


def test_the_next_one_at_the_computer_has_no_part_in_an_upload(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    browser, other = staff("planner"), staff("planner")
    folder = write_package(tmp_path / "package", **small_package())
    assert send(browser, *[(file.read_bytes(), file.name) for file in sorted(folder.iterdir())]) == 200
    browser.submit("/logga-ut", page="/plan")
    assert other.user
    sign_in(browser, other.user.email)
    assert browser.submit("/plan/granska", {"source": "plan"}, page="/plan").location == "/plan"
    assert browser.submit("/plan/importera", {"source": "plan"}, page="/plan").location == "/plan"
    assert db.session.scalars(select(ImportRun)).all() == []


def book(path: Path, sheet: str, **more: str) -> Path:
    """A workbook whose one sheet holds these rows."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>')
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData>')
        for name, content in more.items():
            archive.writestr(name.replace("__", "."), content)
    return path


@pytest.mark.parametrize(
    "sheet",
    ['<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
     "<row r='1'/><row r='9999999999'><c r='ZZ9999999999'><v>1</v></c></row>",
     '<x:row r = "1048576"><x:c r = "ZZ1048576"/></x:row>',
     "<row>" + "<c/>" * 9_000 + "</row>" + "<row/>" * 9_000],
)  # fmt: skip
def test_one_cell_far_out_takes_no_memory(tmp_path: Path, sheet: str) -> None:
    """1 400 bytes made the reader ask for 400 GB and take the whole process down."""
    with zipfile.ZipFile(book(tmp_path / "far.xlsx", sheet)) as archive, pytest.raises(Unreadable) as fault:
        workbook.inspect(archive)
    assert fault.value.code == "sheet_too_wide"


@pytest.mark.parametrize("other", ["xl/workbook__bin", "content__xml", "XL/Workbook__bin"])
def test_no_other_kind_hides_in_a_workbook(tmp_path: Path, other: str) -> None:
    with zipfile.ZipFile(book(tmp_path / "two.xlsx", "", **{other: ""})) as archive, pytest.raises(Unreadable):
        workbook.inspect(archive)


def test_an_ordinary_sheet_passes(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"/><c r="W{row}"/></row>' for row in range(1, 120_000))
    with zipfile.ZipFile(book(tmp_path / "good.xlsx", rows)) as archive:
        workbook.inspect(archive)


def test_rejected_values_are_for_who_brought_them(app: Flask, staff: Staff, tmp_path: Path) -> None:
    """A rejected row may be about somebody whose identity is protected, whom no other planner may read of."""
    app.instance_path = str(tmp_path / "instance")
    tables = small_package()
    tables["recipients"].append(
        {"recipient_id": "hidden", "name": "=Hemlig Person", "unit_id": "norr", "phone": "hemligt nummer",
         "personal_number": "hemlig", "protected": "yes", "sms_detail": "mycket"}
    )  # fmt: skip
    folder = write_package(tmp_path / "package", **tables)
    planner = staff("planner")
    assert send(planner, *[(file.read_bytes(), file.name) for file in sorted(folder.iterdir())]) == 200
    run = planner.submit("/plan/importera", {"source": "plan"}, page="/plan").location
    assert "Hemlig Person" in planner.get(run).text
    for role in ("planner", "head", "admin"):
        page = staff(role).get(run).text
        assert "emlig" not in page, role
        assert "mycket" in page, "what tells of nobody is shown"


def test_a_file_of_nothing_but_faults_takes_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MOST_ENTRIES", 100)
    report = reports.Report()
    for line in range(1_000):
        report.error("visits", "row_too_short", "Raden har för få celler.", line)
    report.refuse("visits", "empty_file", "Filen är tom.")
    assert (len(report.errors), report.exit_code) == (100, 2)
    assert [report.as_json(most)["left_out"] for most in (None, 10)] == [901, 991]


def test_what_takes_too_long_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    """A slow package must not keep every check-in of the municipality waiting."""
    outcome = bring(write_package(tmp_path / "package", **small_package()), seconds=0)
    assert (outcome.exit_code, [error["code"] for error in outcome.report["errors"]]) == (2, ["too_slow"])
    assert db.session.scalars(select(ImportRun)).all() == []


def test_nobody_uploads_without_end(app: Flask, staff: Staff, tmp_path: Path) -> None:
    app.instance_path = str(tmp_path / "instance")
    planner = staff("planner")
    most = int(RULES["upload"].split()[0])
    statuses = [send(planner, (b"visit_id\n1\n", "visits.csv")) for _ in range(most + 1)]
    assert (set(statuses[:most]), statuses[most]) == ({200}, 429)


def test_no_upload_is_whole_in_memory(app: Flask, tmp_path: Path) -> None:
    """A sound package of 64 MB took half a gigabyte, times as many as came at once."""
    app.instance_path = str(tmp_path / "instance")
    size, source = 24 << 20, tmp_path / "visits.csv"
    source.write_bytes(secrets.token_bytes(size))
    with app.test_request_context(), source.open("rb") as stream:
        tracemalloc.start()
        uploads.keep([FileStorage(stream, "visits.csv")])
        with uploads.package() as package:
            assert package is not None
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert most < 12 << 20
            assert (package / "visits.csv").read_bytes() == source.read_bytes()
    kept = next((tmp_path / "instance" / "uploads").iterdir()).read_bytes()
    assert source.read_bytes()[:40] not in kept
