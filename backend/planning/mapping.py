"""The mapping file: fits another system's export to the contract's tables, without code.

[files]                          # their file or sheet, without its ending = our table
"Besök" = "visits"

[visits]
date_format = "%d.%m.%Y"         # how their dates are written (as Python's strptime); also time_format,
                                 # instant_format
[visits.columns]                 # their column = ours
"BesöksID" = "visit_id"
[visits.codes.time_critical]     # their value = ours
"Viktig" = "yes"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from backend.planning import cells
from backend.planning.cells import Bad, Parser
from backend.planning.columns import TABLES, Column

FORMATS: dict[str, Parser] = {
    "date_format": cells.day,
    "time_format": cells.clock_time,
    "instant_format": cells.instant,
}
OURS: dict[Parser, str] = {cells.day: "%Y-%m-%d", cells.clock_time: "%H:%M", cells.instant: "%Y-%m-%dT%H:%M:%S"}


class MappingError(Exception):
    """The mapping file cannot be used; the message says where and why."""


@dataclass(frozen=True)
class TableMapping:
    """How one of their tables reads."""

    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)

    def fitted(self, column: Column) -> Column:
        """Our column, reading their codes and formats."""
        for name, parser in FORMATS.items():
            if name in self.formats and column.parse is parser:
                column = replace(column, parse=_written_as(self.formats[name], parser))
        codes = self.codes.get(column.name)
        return replace(column, parse=_coded(codes, column.parse)) if codes else column


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file; an empty one maps nothing."""

    files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, TableMapping] = field(default_factory=dict)

    def table(self, name: str) -> str | None:
        """Our table for their file or sheet name; None when it is none."""
        ours = self.files.get(name.casefold(), name.casefold())
        return ours if ours in TABLES else None

    def of(self, table: str) -> TableMapping:
        """How a table of ours reads."""
        return self.tables.get(table, TableMapping())


def load(path: Path | None) -> Mapping:
    """Read a mapping file. Raises MappingError."""
    if path is None:
        return Mapping()
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise MappingError(f"Mappningsfilen går inte att läsa: {fault}") from None
    files = {str(theirs).casefold(): str(ours) for theirs, ours in raw.pop("files", {}).items()}
    strange = (set(raw) | set(files.values())) - set(TABLES)
    if strange:
        raise MappingError(f"Mappningsfilen nämner tabeller som inte finns: {', '.join(sorted(strange))}")
    return Mapping(files, {name: _table(name, part) for name, part in raw.items()})


def _table(name: str, part: dict[str, Any]) -> TableMapping:
    known = {column.name for column in TABLES[name]}
    columns = {str(theirs).strip().casefold(): str(ours) for theirs, ours in part.get("columns", {}).items()}
    codes = {ours: {str(a): str(b) for a, b in table.items()} for ours, table in part.get("codes", {}).items()}
    strange = (set(columns.values()) | set(codes)) - known
    if strange:
        raise MappingError(f"Mappningsfilen nämner kolumner som {name} inte har: {', '.join(sorted(strange))}")
    return TableMapping(columns, codes, {key: str(part[key]) for key in FORMATS if key in part})


def _written_as(form: str, strict: Parser) -> Parser:
    """Reads a cell written in `form` and hands it to the strict parser in the contract's own form."""
    ours = OURS[strict]

    def parse(cell: str) -> Any:
        try:
            moment = datetime.strptime(cell, form)  # noqa: DTZ007 - a wall clock value, given its zone later
        except ValueError:
            raise Bad("bad_format", f"Cellen följer inte mappningsfilens format {form}.") from None
        return strict(moment.strftime(ours))

    return parse


def _coded(codes: dict[str, str], inner: Parser) -> Parser:
    return lambda cell: inner(codes.get(cell, cell))
