"""Folder, zip and workbook say the same; what is dangerous to open is not opened."""

from __future__ import annotations

import io
import stat
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import select

from schema.db import db
from schema.tables import ImportRun, Recipient, Visit
from tests.packages import small_package, write_package
from tests.planning.importing import bring, codes, counts, dump


def zipped(folder: Path, path: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, inside + file.name)
    return path


def workbook(path: Path, typed: bool = False) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    as_time = book.add_format({"num_format": "hh:mm"})
    for name, rows in small_package().items():
        sheet = book.add_worksheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.write_row(0, 0, columns)
        for place, row in enumerate(rows, 1):
            for column, cell in row.items():
                at = (place, columns.index(column))
                if typed and column == "date":
                    sheet.write_datetime(*at, date.fromisoformat(cell), as_date)
                elif typed and column.startswith("window"):
                    sheet.write_datetime(*at, time.fromisoformat(cell), as_time)
                else:
                    sheet.write(*at, cell)
    book.close()
    return path


def test_all_forms_say_the_same(app: Flask, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", **small_package())
    assert bring(folder).exit_code == 0
    before = dump()
    forms = [
        zipped(folder, tmp_path / "flat.zip"),
        zipped(folder, tmp_path / "nested.zip", "export/"),
        workbook(tmp_path / "text.xlsx"),
        workbook(tmp_path / "typed.xlsx", typed=True),
    ]
    for form in forms:
        outcome = bring(form)
        assert (outcome.exit_code, codes(outcome)) == (0, []), form.name
        assert all(table["unchanged"] == table["rows"] > 0 for table in outcome.report["tables"].values()), form.name
    assert dump() == before


def test_sheet_rows_are_numbered_as_shown(app: Flask, tmp_path: Path) -> None:
    bring(write_package(tmp_path / "package", **small_package()))
    book = xlsxwriter.Workbook(tmp_path / "plan.xlsx", {"strings_to_formulas": False})
    sheet = book.add_worksheet("recipients")
    for place, row in {
        2: ("recipient_id", "name", "unit_id"),
        4: ("ny", "=1+1", "norr"),
        5: ("ny2", "Ny", "norr"),
    }.items():
        sheet.write_row(place, 0, row)
    book.close()
    outcome = bring(tmp_path / "plan.xlsx")
    assert codes(outcome) == [("recipients", 5, "name", "formula")]
    assert counts(outcome, "recipients")[:2] == (2, 1)


def malicious(kind: str, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind == "climbs":
            archive.writestr("../visits.csv", "visit_id\n")
        elif kind == "absolute":
            archive.writestr("/visits.csv", "visit_id\n")
        elif kind == "backslash":
            archive.writestr("..\\visits.csv", "visit_id\n")
        elif kind == "link":
            link = zipfile.ZipInfo("visits.csv")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        elif kind == "bomb":
            archive.writestr("visits.csv", b"0" * (50 << 20))
        elif kind == "locked":
            archive.writestr("visits.csv", "visit_id\n")
            archive.infolist()[0].flag_bits |= 1
        elif kind == "rare":
            archive.writestr("visits.csv", "visit_id\n", compress_type=zipfile.ZIP_BZIP2)
        elif kind == "many":
            for number in range(200):
                archive.writestr(f"{number}.csv", "")
        elif kind == "twice":
            archive.writestr("a/visits.csv", "visit_id\n")
            archive.writestr("b/visits.csv", "visit_id\n")
        elif kind == "none":
            archive.writestr("läs mig.txt", "hej")
        else:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
            archive.writestr("xl/sharedStrings.xml", lol.encode("utf-16" if kind == "entities16" else "utf-8"))
    return path


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("climbs", "unsafe_path"), ("absolute", "unsafe_path"), ("backslash", "unsafe_path"), ("link", "unsafe_path"),
        ("bomb", "zip_bomb"), ("locked", "encrypted_package"), ("rare", "unreadable_package"),
        ("many", "too_many_files"), ("twice", "duplicate_table"), ("none", "no_tables"),
        ("entities", "entity_bomb"), ("entities16", "entity_bomb"),
    ],
)  # fmt: skip
def test_a_dangerous_archive_is_refused_unopened(app: Flask, tmp_path: Path, kind: str, code: str) -> None:
    outcome = bring(malicious(kind, tmp_path / "package.zip"))
    assert (outcome.exit_code, [one[3] for one in codes(outcome)]) == (2, [code])
    assert db.session.scalars(select(ImportRun)).all() == []


def test_a_broken_archive_is_refused(app: Flask, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("xl/workbook.xml", "not xml")
    (tmp_path / "plan.xlsx").write_bytes(whole.getvalue())
    assert [one[3] for one in codes(bring(tmp_path / "plan.xlsx"))] == ["unreadable_workbook"]
    assert [one[3] for one in codes(bring(tmp_path / "nowhere"))] == ["no_such_package"]


def test_a_damaged_file_in_an_archive_costs_that_table(app: Flask, tmp_path: Path) -> None:
    path = zipped(write_package(tmp_path / "package", **small_package()), tmp_path / "plan.zip")
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("visits.csv").header_offset + 60
    raw[at : at + 20] = bytes(20)
    path.write_bytes(raw)
    outcome = bring(path)
    assert (outcome.exit_code, codes(outcome)) == (1, [("visits", None, None, "damaged_file")])
    assert counts(outcome, "recipients")[1] == 3


def test_a_link_out_of_a_folder_is_not_followed(app: Flask, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", **small_package())
    (tmp_path / "elsewhere.csv").write_text("relative_id,recipient_id,name\n")
    (folder / "relatives.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert [one[3] for one in codes(bring(folder))] == ["unsafe_path"]


def test_what_is_no_table_is_said_and_passed_over(app: Flask, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", **small_package())
    (folder / "anteckningar.txt").write_text("hej")
    (folder / "schema.csv").write_text("a,b\n")
    tables = (folder / "units.csv").read_text().splitlines()
    (folder / "units.csv").write_text("\n".join([tables[0] + ",färg", tables[1] + ",blå"]))
    outcome = bring(folder)
    assert outcome.exit_code == 0
    told = {(one["code"], one["value"] or one["column"]) for one in outcome.report["warnings"]}
    assert {("not_a_table", "anteckningar.txt"), ("not_a_table", "schema.csv"), ("unknown_column", "färg")} <= told


MAPPING = """
[files]
"Besök" = "visits"
[visits]
date_format = "%d.%m.%Y"
time_format = "%H.%M"
[visits.columns]
"BesöksID" = "visit_id"
Kund = "recipient_id"
[visits.codes.time_critical]
Viktig = "yes"
"""


def test_a_mapping_file_fits_another_export(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables.pop("visits")
    bring(write_package(tmp_path / "package", **tables))
    (tmp_path / "Besök.csv").write_text(
        "BesöksID;Kund;date;window_start;window_end;duration_minutes;services;time_critical\n"
        "b1;elsa;24.11.2026;08.00;09.00;30;dusch;Viktig\n"
        "b2;elsa;2026-11-24;08.00;09.00;30;dusch;\n",
        encoding="cp1252",
    )
    mapping = tmp_path / "karta.toml"
    mapping.write_text(MAPPING)
    outcome = bring(tmp_path / "Besök.csv", mapping=mapping)
    assert codes(outcome) == [("visits", 3, "date", "bad_format")]
    visit = db.session.scalars(select(Visit)).one()
    assert (visit.outside_id, visit.date, visit.time_critical) == ("b1", date(2026, 11, 24), True)


@pytest.mark.parametrize("text", ["[besök]\n", "[visits.columns]\nx = 'y'\n", "nonsense", '[files]\na = "b"\n'])
def test_a_mapping_that_fits_nothing_is_refused(app: Flask, tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "karta.toml"
    mapping.write_text(text)
    outcome = bring(write_package(tmp_path / "package", **small_package()), mapping=mapping)
    assert (outcome.exit_code, [one[3] for one in codes(outcome)]) == (2, ["bad_mapping"])
    assert db.session.scalars(select(Recipient)).all() == []
