"""An .xlsx as tables. Its parts are looked through before the reader sees them: no DTD, no entities, no bombs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from backend.planning.dialect import Row, Unreadable

LARGEST_WORKBOOK = 64 << 20
"""Unpacked bytes: the reader holds a sheet in memory."""
CHUNK = 1 << 20
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
OTHER_KINDS = ("xl/workbook.bin", "content.xml")
"""What makes the reader take the file for another kind of workbook, whose parts are written otherwise."""
MOST_CELLS = 3_000_000
"""From A1 to the last cell, empty ones too: the reader gives each its place, 40 bytes, however far out it lies."""
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([0-9]+)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")


def inspect(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that is too large or whose parts declare entities. Raises Unreadable."""
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST_WORKBOOK:
        raise Unreadable("workbook_too_large", "Arbetsboken är för stor. Skicka tabellerna som CSV i stället.")
    if any(name.lower() in OTHER_KINDS for name in archive.namelist()):
        raise Unreadable("unreadable_workbook", "Arbetsboken är av en annan sort. Spara om den som .xlsx.")
    for entry in archive.infolist():
        with archive.open(entry) as part:
            extent, tail = _Extent(), b""
            while chunk := part.read(CHUNK):
                # a part in UTF-16 would hide the words behind zero bytes
                seen = tail + chunk.replace(b"\0", b"")
                if any(word in seen.upper() for word in FORBIDDEN):
                    raise Unreadable("entity_bomb", "Arbetsboken har XML-entiteter, som inte tas emot. Spara om den.")
                tail = seen[-200:]
                extent.reach(seen)
                if extent.rows * extent.columns > MOST_CELLS:
                    raise Unreadable(
                        "sheet_too_wide", "Ett blad har celler långt utanför tabellen. Ta bort dem, eller skicka CSV."
                    )


class _Extent:
    """How far a sheet reaches, by its cells' own places and, where these are left out, by their number."""

    def __init__(self) -> None:
        self.rows = self.columns = 1
        self._counted = self._in_row = 0

    def reach(self, seen: bytes) -> None:
        """Look at a piece of the sheet. Pieces overlap a little, so what is counted is counted too high, never low."""
        places = set(_PLACE.findall(seen))
        self.rows = max(self.rows, *(int(row[:8]) for _, row in places)) if places else self.rows
        self.columns = max(self.columns, *(_number(letters) for letters, _ in places)) if places else self.columns
        lines = _ROW.split(seen)
        self._counted += len(lines) - 1
        self.rows = max(self.rows, self._counted)
        for line in lines:
            self._in_row = len(_CELL.findall(line)) + (self._in_row if line is lines[0] else 0)
            self.columns = max(self.columns, self._in_row)


def _number(letters: bytes) -> int:
    """A column's number from its letters: A is 1, XFD 16 384."""
    number = 0
    for letter in letters[:5]:
        number = number * 26 + letter - 64
    return number


def sheet_names(path: Path) -> list[str]:
    """The sheets in order. Raises Unreadable."""
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return list(book.sheet_names)
    except (CalamineError, OSError, ValueError):
        raise Unreadable("unreadable_workbook", "Arbetsboken går inte att läsa. Spara om den som .xlsx.") from None


def rows(path: Path, name: str) -> Iterator[Row]:
    """The rows of a sheet that are not blank, numbered as the sheet does. Raises Unreadable."""
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is None:
                raise Unreadable("empty_file", "Fliken är tom.")
            yield from _rows(sheet)
    except (CalamineError, OSError, ValueError):
        raise Unreadable("unreadable_workbook", "Fliken går inte att läsa. Spara om arbetsboken.") from None


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """One row of Python's at a time: all at once they take five times the reader's own memory."""
    before = [""] * (sheet.start or (0, 0))[1]  # rows come from the sheet's first, cells from the first that is used
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = [as_text(cell) for cell in row]
        if any(texts):
            yield Row(number, before + texts)


def as_text(cell: Any) -> str:
    """A cell as the same text that a CSV file would have."""
    if isinstance(cell, str):
        return cell
    for kind, written in _WRITTEN.items():
        if isinstance(cell, kind):
            return written(cell)
    return "" if cell is None else str(cell)


def _time(cell: time) -> str:
    return cell.isoformat("seconds" if cell.second else "minutes")


_WRITTEN: dict[type, Callable[[Any], str]] = {
    bool: lambda cell: "yes" if cell else "no",
    float: lambda cell: str(int(cell)) if cell.is_integer() else repr(cell),
    datetime: lambda cell: (cell.date() if cell.time() == time() else cell).isoformat(),
    date: date.isoformat,
    timedelta: lambda cell: _time((datetime(2000, 1, 1, tzinfo=UTC) + cell).time()),
    time: _time,
}
"""What a cell may be, narrowest first: a bool is an int, and a datetime is a date."""
