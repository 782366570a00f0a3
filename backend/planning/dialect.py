"""CSV as planning systems write it: encoding and delimiter found, rows numbered as an editor shows them.

A fault in one row never costs another: an unclosed quote, which would swallow the rest of the file, is given back to
the line where it stands, and reading goes on with the next line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 20
LONGEST_LINE = 32 << 20
LONGEST_CELL = 16 << 20
MOST_LINES_IN_A_ROW = 200


class Unreadable(Exception):
    """A file that cannot be read as a table at all: a stable code, and in Swedish how to mend it."""

    def __init__(self, code: str, message: str):
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    encoding: str
    delimiter: str


class Row(NamedTuple):
    """A row with the line it begins on; `fault` is set where the line is no row."""

    line: int
    cells: list[str]
    fault: str | None = None


def find(open_file: Callable[[], BinaryIO]) -> Dialect:
    """The encoding (BOM, strict UTF-8, Windows-1252) and the delimiter of a file. Raises Unreadable."""
    with open_file() as stream:
        encoding = _encoding(stream)
    with open_file() as stream:
        text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        header = next((line for line in text if line.strip()), "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    return Dialect(encoding, delimiter)


def rows(open_file: Callable[[], BinaryIO], dialect: Dialect) -> Iterator[Row]:
    """The rows of a file that are not blank, the header first."""
    csv.field_size_limit(LONGEST_CELL)
    with open_file() as stream:
        text = io.TextIOWrapper(stream, dialect.encoding, errors="replace", newline="")
        yield from _Lines(text, dialect.delimiter).rows()


class _Lines:
    """The lines of a file, remembered until the row that they make is known to be sound."""

    def __init__(self, text: io.TextIOWrapper, delimiter: str):
        self.text = text
        self.delimiter = delimiter
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while True:
            line = self.waiting.popleft() if self.waiting else self.text.readline()
            if not line:
                return
            self.taken.append(line)
            if len(self.taken) > MOST_LINES_IN_A_ROW:
                raise csv.Error("runaway quote")
            yield line

    def rows(self) -> Iterator[Row]:
        line = 0
        reader = self._reader()
        while True:
            self.taken.clear()
            try:
                cells = next(reader, None)
            except csv.Error as fault:
                large = "field larger" in str(fault) and len(self.taken) == 1
                reader = self._give_back()
                yield Row(line + 1, self.taken[:1], fault="cell_too_large" if large else "unclosed_quote")
                line += 1
                continue
            if cells is None:
                return
            if cells:
                yield Row(line + 1, cells)
            line += len(self.taken)

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(iter(self), delimiter=self.delimiter, strict=True)

    def _give_back(self) -> Iterator[list[str]]:
        """Keep the first line as the faulty row, and read the others again."""
        self.waiting.extendleft(reversed(self.taken[1:]))
        return self._reader()


def _encoding(stream: BinaryIO) -> str:
    start = stream.read(4)
    if not start:
        raise Unreadable("empty_file", "Filen är tom. Exportera den igen.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("wrong_encoding", "Filen är sparad som UTF-16. Spara den som UTF-8.")
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = lost = since_break = 0
    chunk = start
    while chunk:
        since_break = len(chunk) - chunk.rfind(b"\n") if b"\n" in chunk else since_break + len(chunk)
        if since_break > LONGEST_LINE:
            raise Unreadable("line_too_long", "Filen har en rad som inte tar slut. Exportera den igen.")
        if not chunk.isascii():
            text = decoder.decode(chunk)
            replaced = text.count("\ufffd")
            lost += replaced
            good += len(text.encode()) - len(text) - 2 * replaced
        chunk = stream.read(CHUNK)
    if not lost:
        return "utf-8-sig"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) or good > lost else "cp1252"
