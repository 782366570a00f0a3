"""The rows of one table, validated: what can be understood goes on, what cannot is reported, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backend.planning.cells import Bad
from backend.planning.columns import TABLES, Column
from backend.planning.dialect import Row, Unreadable
from backend.planning.mapping import Mapping
from backend.planning.package import Sheet
from backend.planning.report import Counts, Report

MOST_REMEMBERED = 50_000
ROW_FAULTS = {
    "unclosed_quote": "Raden har ett citattecken som aldrig stängs. Rätta det eller ta bort det.",
    "cell_too_large": "En cell på raden är större än någon text i en plan. Korta den.",
    "mixed_delimiters": "Raden skiljer cellerna åt med ett annat tecken än rubriken gör. Använd samma i hela filen.",
    "row_too_short": "Raden har färre celler än rubriken. Fyll på med tomma celler.",
    "row_too_long": "Raden har fler celler än rubriken. Sätt citattecken kring text med skiljetecken i.",
}


class Parsed(NamedTuple):
    """A row understood: its line and its values, in the order of the table's columns."""

    line: int
    values: tuple[Any, ...]


@dataclass
class Reader:
    """Reads one table of the package."""

    sheet: Sheet
    mapping: Mapping
    report: Report
    seen: set[str] = field(default_factory=set)
    """The keys of all rows so far, rejected ones too."""
    unnamed: int = 0
    """Rejected rows whose key could not be read."""
    absent: frozenset[str] = frozenset()
    """Our columns that the file lacks, once its header is read."""

    def __post_init__(self) -> None:
        self.table = self.sheet.table
        self.counts: Counts = self.report.counts(self.table)
        fitted = self.mapping.of(self.table)
        self.columns = tuple(fitted.fitted(column) for column in TABLES[self.table])
        self.keyed = self.columns[0].required and self.table != "absences"
        self._cells = [_Remembering(column) for column in self.columns]

    def reject(self, line: int, code: str, message: str, column: str | None = None, value: str | None = None) -> None:
        """Report a row that stays outside."""
        self.counts.rejected += 1
        self.report.error(self.table, code, message, line, column, value)

    def parsed(self) -> Iterator[Parsed]:
        """The rows that can be understood. A file that breaks off half-way makes the whole package unusable."""
        try:
            yield from self._parsed()
        except Unreadable as fault:
            report = self.report.refuse if self.counts.rows else self.report.error
            report(self.table, fault.code, fault.message)

    def _parsed(self) -> Iterator[Parsed]:
        rows = self.sheet.read()
        header = next(rows, None)
        places = self._places(header) if header else None
        if header is None or places is None:
            return
        width = len(header.cells)
        for row in rows:
            self.counts.rows += 1
            found = self._whole(row, width)
            if found is not None and (values := self._values(row.line, found, places)) is not None:
                yield Parsed(row.line, values)
        if not self.counts.rows:
            self.report.warn(self.table, "empty_table", "Tabellen har bara en rubrikrad.")

    def _places(self, header: Row) -> list[int] | None:
        """Where each of our columns stands, past the end for one that the file lacks; None when it cannot be used."""
        theirs = self.mapping.of(self.table).columns
        names = [cell.strip().strip("\ufeff").casefold() for cell in header.cells]
        names = [theirs.get(name, name) for name in names]
        known = [column.name for column in self.columns]
        for name, cell in zip(names, header.cells, strict=True):
            if name and name not in known:
                self.report.warn(self.table, "unknown_column", "Kolumnen lästes inte.", header.line, cell)
            if name in known and names.count(name) > 1:
                self.report.error(self.table, "duplicate_column", "Kolumnen finns två gånger.", header.line, cell)
                return None
        missing = [column.name for column in self.columns if column.required and column.name not in names]
        self.absent = frozenset(known) - frozenset(names)
        for name in missing:
            message = f"Kolumnen {name} saknas, så tabellen kan inte läsas. Lägg till den."
            self.report.error(self.table, "missing_column", message, header.line, name)
        return None if missing else [names.index(name) if name in names else len(names) for name in known]

    def _whole(self, row: Row, width: int) -> list[str] | None:
        """The cells of a row as wide as the header; None when it was rejected."""
        cells = row.cells
        if row.fault is None and len(cells) == width:
            return cells
        if row.fault is None and len(cells) > width and not any(cells[width:]):
            return cells[:width]
        code = row.fault or ("row_too_long" if len(cells) > width else "row_too_short")
        if row.fault is None and len(cells) < width and any(sign in cell for cell in cells for sign in ",;\t"):
            code = "mixed_delimiters"
        self.unnamed += 1
        self.reject(row.line, code, ROW_FAULTS[code], value=max(cells, key=len, default=""))
        return None

    def _values(self, line: int, cells: list[str], places: list[int]) -> tuple[Any, ...] | None:
        cells.append("")  # where columns that the file lacks are read
        try:
            values = [remembering[cells[place]] for remembering, place in zip(self._cells, places, strict=True)]
        except Bad:
            self._report_cells(line, cells, places)
            values = None
        second = self.keyed and self._second(line, cells[places[0]].strip())
        if values is not None and not second:
            return tuple(values)
        self.counts.rejected += 1
        return None

    def _report_cells(self, line: int, cells: list[str], places: list[int]) -> None:
        for remembering, place in zip(self._cells, places, strict=True):
            try:
                remembering[cells[place]]
            except Bad as fault:
                self.report.error(self.table, fault.code, fault.message, line, remembering.column.name, cells[place])

    def _second(self, line: int, key: str) -> bool:
        """Whether a row with this key stood earlier in the file; then it is reported."""
        if not key:
            self.unnamed += 1
        elif key in self.seen:
            message = "Samma nyckel står tidigare i filen. Den första raden gäller; ta bort eller döp om denna."
            self.report.error(self.table, "duplicate_id", message, line, self.columns[0].name, key)
            return True
        self.seen.add(key)
        return False


class _Remembering(dict[str, Any]):
    """Cell text → value. A plan repeats its dates, times and names, and parsing is dearer than looking up."""

    def __init__(self, column: Column):
        super().__init__()
        self.column = column
        self._parse: Callable[[str], Any] = column.parse

    def __missing__(self, cell: str) -> Any:
        stripped = cell.strip()
        if stripped:
            value = self._parse(stripped)
        elif self.column.required:
            raise Bad("missing_value", "Cellen får inte vara tom.")
        else:
            value = self.column.default
        if not self.column.varied and len(cell) < 200:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[cell] = value
        return value
