"""The card's way to the database: prebuilt SQL by the driver itself, outside any session and transaction.

Each statement reads alone and holds no lock; a page is read version first, so that what is newer than its ETag is
at worst rendered again. Building a statement per request, or the ORM, would cost several times the whole page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from schema.db import db

Row = Sequence[Any]
Rows = list[Row]
ONE_OF = {"sqlite": r"IN (SELECT value FROM json_each(:\1))", "postgresql": r"= ANY(CAST(:\1 AS bigint[]))"}
BRACKETS = {"sqlite": "[{}]", "postgresql": "{{{}}}"}


GATHER = {"sqlite": "json_group_array(json_array({}))", "postgresql": "json_agg(json_build_array({}))"}


@cache
def _spelled(dialect: str, sql: str, columns: int) -> str:
    sql = re.sub(r"ONE OF :(\w+)", ONE_OF[dialect], sql)
    if columns:
        names = ", ".join(f"c{place}" for place in range(columns))
        sql = f"WITH found({names}) AS ({sql}) SELECT {GATHER[dialect].format(names)} FROM found"  # noqa: S608
    return sql if dialect == "sqlite" else re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


class Reader:
    """Runs prebuilt statements on one connection. Parameters are written `:name`, a set of ids `ONE OF :name`."""

    __slots__ = ("_cursor", "_dialect")

    def __init__(self, cursor: Any, dialect: str):
        self._cursor = cursor
        self._dialect = dialect

    def rows(self, sql: str, given: Mapping[str, object], columns: int) -> Rows:
        """All rows of a statement with so many columns, in its order.

        They come in one JSON cell: the drivers hand over the interpreter's lock at each row, and with several
        threads at work that costs more than the row. Instants and dates come as text.
        """
        self._cursor.execute(_spelled(self._dialect, sql, columns), given)
        cell = self._cursor.fetchall()[0][0]
        found: Rows = json.loads(cell) if isinstance(cell, str) else cell or []
        return found

    def row(self, sql: str, given: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The one row of a statement, or None."""
        self._cursor.execute(_spelled(self._dialect, sql, 0), given)
        found = self._cursor.fetchall()
        return found[0] if found else None

    def ids(self, ids: set[int]) -> str:
        """A set of row ids as a parameter of `ONE OF`."""
        return BRACKETS[self._dialect].format(",".join(map(str, sorted(ids))))

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
    engine = db.engine
    dialect = engine.dialect.name
    connection = engine.raw_connection()
    driver = connection.driver_connection
    try:
        if dialect == "postgresql":
            driver.autocommit = True  # type: ignore[union-attr]  # no BEGIN and ROLLBACK round trips
        yield Reader(connection.cursor(), dialect)
    finally:
        if dialect == "postgresql":
            driver.autocommit = False  # type: ignore[union-attr]
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
