"""An .xlsx as tables. Its parts are looked through before the reader sees them: no DTD, no entities, no bombs."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from backend.planning.dialect import Row, Unreadable

LARGEST_WORKBOOK = 512 << 20
"""Unpacked bytes: the reader holds a sheet in memory."""
CHUNK = 1 << 20
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


def inspect(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that is too large or whose parts declare entities. Raises Unreadable."""
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST_WORKBOOK:
        raise Unreadable("workbook_too_large", "Arbetsboken är för stor. Skicka tabellerna som CSV i stället.")
    for entry in archive.infolist():
        with archive.open(entry) as part:
            tail = b""
            while chunk := part.read(CHUNK):
                seen = tail + chunk
                # a part in UTF-16 would hide the words behind zero bytes
                if any(word in seen.replace(b"\0", b"").upper() for word in FORBIDDEN):
                    raise Unreadable("entity_bomb", "Arbetsboken har XML-entiteter, som inte tas emot. Spara om den.")
                tail = seen[-40:]


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
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        raise Unreadable("unreadable_workbook", "Fliken går inte att läsa. Spara om arbetsboken.") from None
    if not cells:
        raise Unreadable("empty_file", "Fliken är tom.")
    for number, row in enumerate(cells, 1):
        texts = [as_text(cell) for cell in row]
        if any(texts):
            yield Row(number, texts)


def as_text(cell: Any) -> str:
    """A cell as the same text that a CSV file would have."""
    for kind, written in _WRITTEN.items():
        if isinstance(cell, kind):
            return written(cell)
    return "" if cell is None else str(cell)


def _time(cell: time) -> str:
    return cell.isoformat("seconds" if cell.second else "minutes")


_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda cell: "yes" if cell else "no",
    float: lambda cell: str(int(cell)) if cell.is_integer() else repr(cell),
    datetime: lambda cell: (cell.date() if cell.time() == time() else cell).isoformat(),
    date: date.isoformat,
    timedelta: lambda cell: _time((datetime(2000, 1, 1, tzinfo=UTC) + cell).time()),
    time: _time,
}
"""What a cell may be, narrowest first: a bool is an int, and a datetime is a date."""
