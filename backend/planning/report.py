"""The report of an import: contract section 4. Every rejected row with where, what and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_VALUE = 80
STORED_ENTRIES = 1000
MOST_ENTRIES = 200_000
"""As many errors, and as many warnings, are remembered; a file of nothing but faults would else take all memory."""


@dataclass(slots=True)
class Counts:
    """What became of the rows of one table."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An error or a warning; `row` is the line or sheet row as an editor shows it, None for a whole table."""

    table: str
    row: int | None
    column: str | None
    value: str | None
    code: str
    message: str

    def plain(self) -> dict[str, Any]:
        """As plain values. `asdict` would copy each text deeply: two thirds of the time of a file of faults."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass
class Report:
    """Gathers what happens during one import."""

    tables: dict[str, Counts] = field(default_factory=dict)
    errors: list[Entry] = field(default_factory=list)
    warnings: list[Entry] = field(default_factory=list)
    removed: int | None = None
    """Visits cancelled because a replacing package no longer has them."""
    unusable: bool = False
    """Nothing of the package may go in."""
    forgotten: int = 0
    """Errors and warnings beyond the most that are remembered."""

    def counts(self, table: str) -> Counts:
        """The counts of a table, zero at first."""
        return self.tables.setdefault(table, Counts())

    def error(
        self,
        table: str,
        code: str,
        message: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Note a fault. It counts no row as rejected: one row may have several."""
        self._remember(self.errors, Entry(table, row, column, shorten(value), code, message))

    def warn(
        self,
        table: str,
        code: str,
        message: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Note something that was accepted but deserves a look."""
        self._remember(self.warnings, Entry(table, row, column, shorten(value), code, message))

    def _remember(self, entries: list[Entry], entry: Entry) -> None:
        if len(entries) < MOST_ENTRIES:
            entries.append(entry)
        else:
            self.forgotten += 1

    def refuse(self, table: str, code: str, message: str) -> None:
        """Note a fault for which nothing of the package may go in."""
        self.error(table, code, message)
        self.unusable = True

    @property
    def exit_code(self) -> int:
        """0: all rows in; 1: some rejected; 2: unusable."""
        if self.unusable or not self.tables:
            return 2
        if not self.errors:
            return 0
        return 1 if any(counts.rows > counts.rejected for counts in self.tables.values()) else 2

    def as_json(self, entries: int | None = None) -> dict[str, Any]:
        """The report as plain values; at most `entries` errors and warnings each, the number left out beside them."""
        plain: dict[str, Any] = {
            "tables": {name: asdict(counts) for name, counts in self.tables.items()},
            "errors": [entry.plain() for entry in self.errors[:entries]],
            "warnings": [entry.plain() for entry in self.warnings[:entries]],
        }
        if self.removed is not None:
            plain["removed"] = {"visits": self.removed}
        most = MOST_ENTRIES if entries is None else entries
        left_out = self.forgotten + sum(max(len(kept) - most, 0) for kept in (self.errors, self.warnings))
        if left_out:
            plain["left_out"] = left_out
        return plain


def shorten(value: str | None) -> str | None:
    """A value fit to be shown: at most 80 characters, one line."""
    if value is None:
        return None
    shown = value[: LONGEST_VALUE + 1].replace("\n", " ").replace("\r", " ")
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"
