"""The card's way to the database: prebuilt SQL by the driver itself, on connections that only read.

Building a statement per request, or the ORM, would cost several times the whole page. A page is one statement, so that
its version and its content are of one moment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from schema.db import READING, db

Row = Sequence[Any]
Rows = list[Row]
Part = tuple[str, int, str]
GATHER = {"sqlite": "json_group_array(json_array({}))", "postgresql": "json_agg(json_build_array({}))::text"}
LISTED = {
    "sqlite": r"SELECT one.value FROM day, json_each('[' || \1 || ']') one",
    "postgresql": r"SELECT unnest(CAST(string_to_array(\1, ',') AS bigint[])) FROM day",
}


@cache
def _spelled(dialect: str, sql: str) -> str:
    sql = re.sub(r"LISTED\((\w+)\)", LISTED[dialect], sql)
    return sql if dialect == "sqlite" else re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


@cache
def _gathered(dialect: str, parts: tuple[Part, ...]) -> str:
    """One statement for all parts: one row, a JSON cell for each."""
    columns = {name: ", ".join(f"c{place}" for place in range(count)) for name, count, _ in parts}
    read = ", ".join(f"{name}({columns[name]}) AS ({sql})" for name, _, sql in parts)
    cells = ", ".join(
        f"(SELECT {GATHER[dialect].format(columns[name])} FROM {name})"  # noqa: S608 - only our own names
        for name, _, _ in parts
    )
    return _spelled(dialect, f"WITH {read} SELECT {cells}")


class Reader:
    """Runs prebuilt statements on one connection."""

    __slots__ = ("_cursor", "_dialect")

    def __init__(self, cursor: Any, dialect: str):
        self._cursor = cursor
        self._dialect = dialect

    def gather(self, parts: tuple[Part, ...], given: Mapping[str, object]) -> list[Rows]:
        """The rows of each part, in its order, by one statement; instants and dates come as text.

        They come in one row of JSON cells: the drivers hand over the interpreter's lock at each row and each
        statement, and with several threads at work that costs more than the reading.
        """
        self._cursor.execute(_gathered(self._dialect, parts), given)
        return [json.loads(cell) if cell else [] for cell in self._cursor.fetchall()[0]]

    def row(self, sql: str, given: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The one row of a statement, or None."""
        self._cursor.execute(_spelled(self._dialect, sql), given)
        found = self._cursor.fetchall()
        return found[0] if found else None

    def moment(self, instant: datetime) -> object:
        """An instant as a parameter."""
        if self._dialect != "sqlite":
            return instant
        return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def day(self, day: date) -> object:
        """A local date as a parameter."""
        return day.isoformat() if self._dialect == "sqlite" else day


@contextmanager
def reader() -> Iterator[Reader]:
    """A connection to read with, given back at the end."""
    engine = db.engines[READING]
    connection = engine.raw_connection()
    try:
        yield Reader(connection.cursor(), engine.dialect.name)
    finally:
        connection.close()


def instant_of(cell: Any) -> datetime | None:
    """An instant as it came in a JSON cell, aware and in UTC; SQLite's are UTC without saying so."""
    if cell is None:
        return None
    moment = datetime.fromisoformat(cell)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def date_of(cell: Any) -> date | None:
    """A local date as it came in a JSON cell."""
    return date.fromisoformat(cell) if cell is not None else None
