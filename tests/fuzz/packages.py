"""Spoilt plan packages: sound ones as zip, xlsx and csv, with bytes, cells and members changed at random."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from tests.packages import small_package, write_package

CELLS = [
    "", " ", "\0", "\ufeff", "-1", "0", "9" * 400, "1e999", "NaN", "=1+1", "2026-02-30", "0001-01-01", "9999-12-31",
    "25:99", "24:00", "|", "|" * 50, "å" * 5_000, "\U0001f600", "\u202e", "';DROP TABLE visit;--", "<script>",
    "{{7*7}}", "../../x", "true", "1", "ja", "2026-10-25", "02:30", "\r\n", '"', '""', ",", ";", "w1|w1", "norr",
    "elsa",
]  # fmt: skip
"""What a cell is spoilt with."""


def sound(folder: Path) -> dict[str, bytes]:
    """The small package as each kind of file: name → content."""
    tables = small_package()
    write_package(folder, **tables)
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return {"package.zip": _zipped(files), "package.xlsx": _book(tables), "visits.csv": files["visits.csv"]}


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _book(tables: dict[str, list[dict[str, object]]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_formulas": False}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns)
            for line, row in enumerate(rows, 1):
                sheet.write_row(line, 0, [str(row.get(column, "")) for column in columns])
    return made.getvalue()


def spoilt(chance: random.Random, seeds: dict[str, bytes]) -> tuple[str, bytes]:
    """One spoilt package: its file name and content."""
    name = chance.choice(sorted(seeds))
    content = seeds[name]
    for _ in range(chance.randint(1, 3)):
        ways = (
            [_bytes, _cut, _doubled, _numbers]
            if name.endswith(".csv")
            else [_bytes, _cut, _numbers, _members, _members]
        )
        content = chance.choice(ways)(chance, content)
    if name.endswith(".csv"):
        content = _cells(chance, content)
    return name, content


def _bytes(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 30)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.choice([0, 0xFF, 0x22, 0x0A, chance.randrange(256)])
    return bytes(changed)


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _doubled(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at : at + chance.randrange(2_000)] * chance.randint(1, 50) + content[at:]


def _numbers(chance: random.Random, content: bytes) -> bytes:
    """A length or an offset somewhere says something else."""
    at = chance.randrange(max(1, len(content) - 4))
    number = struct.pack("<I", chance.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, chance.randrange(2**32)]))
    return content[:at] + number + content[at + 4 :]


def _cells(chance: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    for _ in range(chance.randint(0, 4)):
        at = chance.randrange(len(lines))
        cells = lines[at].split(b",")
        cells[chance.randrange(len(cells))] = chance.choice(CELLS).encode("utf-8", "surrogatepass")
        lines[at] = b",".join(cells)
    return b"\n".join(lines)


def _members(chance: random.Random, content: bytes) -> bytes:
    """A sound archive whose members are spoilt: so that the fault lies behind the unpacking."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - spoilt already
        return content
    if not files:
        return content
    name = chance.choice(sorted(files))
    spoil: Callable[[random.Random, bytes], bytes] = chance.choice([_bytes, _cut, _doubled, _cells, _xml])
    files[name] = spoil(chance, files[name] or b"\n")
    if chance.random() < 0.1:
        files[chance.choice(["../x.csv", "a/b/visits.csv", "VISITS.CSV", "x" * 300, "visits.csv.zip"])] = files[name]
    return _zipped(files)


def _xml(chance: random.Random, content: bytes) -> bytes:
    """Places and values of a sheet's cells say something else."""
    old = chance.choice([b'r="A', b"<v>", b"<row", b't="s"', b"dimension", b"<sheetData>"])
    new = chance.choice([b'r="XFD104857', b"<v>9999999999", b"<row r='1048576'", b't="e"', b'r="', b"<sheetData><row>"])
    return content.replace(old, new, chance.randint(1, 5))
