"""A plan package opened: a folder, a zip, a workbook or one CSV file, as tables that can be read row by row.

A package comes from outside, so nothing in it is trusted: its size, its ratio of compression, its number of files
and its names are bounded before anything is unpacked, and no file is ever written or followed out of it.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from backend.planning import dialect, workbook
from backend.planning.columns import TABLES
from backend.planning.dialect import Row, Unreadable
from backend.planning.mapping import Mapping
from backend.planning.report import Report

MOST_FILES = 100
LARGEST_PACKAGE = 1 << 30
LARGEST_RATIO = 200
DAMAGED = (OSError, EOFError, zipfile.BadZipFile, zlib.error, struct.error, UnicodeDecodeError, NotImplementedError)
"""What a spoilt archive or file raises, whichever of its parts is spoilt."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SMALL = 10 << 20
"""Below this many unpacked bytes the ratio is nobody's danger."""


@dataclass(frozen=True)
class Sheet:
    """One table of the package, found but not yet read."""

    table: str
    label: str
    read: Callable[[], Iterator[Row]]
    """Raises Unreadable when it begins. Each call reads from the start."""


def open_package(path: Path, mapping: Mapping, report: Report) -> dict[str, Sheet]:
    """The tables of a package. What is no table is warned of; a package that may not be opened is refused."""
    try:
        found = list(_sheets(path, mapping, report))
    except Unreadable as fault:
        report.refuse("package", fault.code, fault.message)
        return {}
    except DAMAGED as fault:
        report.refuse("package", "unreadable_package", f"Paketet går inte att läsa ({type(fault).__name__}).")
        return {}
    sheets: dict[str, Sheet] = {}
    for sheet in found:
        if sheet.table in sheets:
            report.refuse(
                sheet.table, "duplicate_table", f"Tabellen finns två gånger, även i {sheet.label}. Ta bort en."
            )
        sheets[sheet.table] = sheet
    if not sheets and not report.unusable:
        report.refuse("package", "no_tables", "Paketet har ingen tabell. Filerna ska heta till exempel visits.csv.")
    return {table: sheets[table] for table in TABLES if table in sheets}


def _sheets(path: Path, mapping: Mapping, report: Report) -> Iterator[Sheet]:
    if path.is_dir():
        return _folder(path, mapping, report)
    if not path.is_file():
        raise Unreadable("no_such_package", "Det finns ingen mapp eller fil med det namnet.")
    if not zipfile.is_zipfile(path):
        return _file(path, mapping, report)
    with zipfile.ZipFile(path) as archive:
        inspect(archive)
        is_workbook = "xl/workbook.xml" in archive.namelist()
        if is_workbook:
            workbook.inspect(archive)
    return _workbook(path, mapping, report) if is_workbook else _zip(path, mapping, report)


def inspect(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that is a danger to open. Raises Unreadable."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Unreadable("too_many_files", f"Paketet har fler än {MOST_FILES} filer.")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > LARGEST_PACKAGE or (unpacked > SMALL and unpacked > LARGEST_RATIO * max(packed, 1)):
        raise Unreadable("zip_bomb", "Paketet blir orimligt stort när det packas upp. Skicka tabellerna var för sig.")
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
            raise Unreadable("unsafe_path", "Paketet har en fil som vill hamna utanför det. Packa om det.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unreadable("unsafe_path", "Paketet har en länk i stället för en fil. Packa om det.")
        if entry.flag_bits & 1:
            raise Unreadable("encrypted_package", "Paketet har lösenord. Packa det utan.")
        if entry.compress_type not in PACKED:
            raise Unreadable("unreadable_package", "Paketet är packat på ett ovanligt sätt. Packa det som vanlig zip.")


def _folder(path: Path, mapping: Mapping, report: Report) -> Iterator[Sheet]:
    for entry in sorted(path.iterdir()):
        if entry.is_symlink():
            raise Unreadable("unsafe_path", f"{entry.name} är en länk i stället för en fil. Lägg filen där.")
        yield from _file(entry, mapping, report)


def _file(path: Path, mapping: Mapping, report: Report) -> Iterator[Sheet]:
    table = mapping.table(path.stem) if path.suffix.lower() == ".csv" and path.is_file() else None
    if table is None:
        _not_a_table(path.name, report)
    else:
        yield Sheet(table, path.name, partial(_csv, partial(_plain, path)))


def _zip(path: Path, mapping: Mapping, report: Report) -> Iterator[Sheet]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    for inside in names:
        name = PurePosixPath(inside)
        table = mapping.table(name.stem) if name.suffix.lower() == ".csv" and name.parts[0] != "__MACOSX" else None
        if table is None:
            _not_a_table(inside, report)
        else:
            yield Sheet(table, name.name, partial(_csv, partial(_member, path, inside)))


def _workbook(path: Path, mapping: Mapping, report: Report) -> Iterator[Sheet]:
    for name in workbook.sheet_names(path):
        table = mapping.table(name.strip())
        if table is None:
            _not_a_table(name, report)
        else:
            yield Sheet(table, name, partial(workbook.rows, path, name))


def _not_a_table(name: str, report: Report) -> None:
    report.warn("package", "not_a_table", "Filen eller fliken är ingen tabell i planen och lästes inte.", value=name)


def _csv(open_file: Callable[[], BinaryIO]) -> Iterator[Row]:
    try:
        yield from dialect.rows(open_file, dialect.find(open_file))
    except DAMAGED:
        raise Unreadable("damaged_file", "Filen är skadad och går inte att läsa till slut. Packa om den.") from None


def _member(path: Path, name: str) -> BinaryIO:
    archive = zipfile.ZipFile(path)
    stream = archive.open(name)
    archive.close()  # the member keeps the file open until it is closed itself
    return stream  # type: ignore[return-value]  # as a file of bytes in all that is asked of it


def _plain(path: Path) -> BinaryIO:
    return path.open("rb")
