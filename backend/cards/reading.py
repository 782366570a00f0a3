"""The card's way to the database: prebuilt SQL by the driver itself, outside any session and transaction.

Each statement reads alone and holds no lock; a page is read version first, so that what is newer than its ETag is
at worst rendered again. Building a statement per request, or the ORM, would cost several times the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from schema.db import db

Rows = list[tuple[Any, ...]]
ONE_OF = {"sqlite": r"IN (SELECT value FROM json_each(:\1))", "postgresql": r"= ANY(CAST(:\1 AS bigint[]))"}
BRACKETS = {"sqlite": "[{}]", "postgresql": "{{{}}}"}


@cache
def _spelled(dialect: str, sql: str) -> str:
    sql = re.sub(r"ONE OF :(\w+)", ONE_OF[dialect], sql)
    return sql if dialect == "sqlite" else re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


class Reader:
    """Runs prebuilt statements on one connection. Parameters are written `:name`, a set of ids `ONE OF :name`."""

    __slots__ = ("_cursor", "_dialect")

    def __init__(self, cursor: Any, dialect: str):
        self._cursor = cursor
        self._dialect = dialect

    def rows(self, sql: str, given: Mapping[str, object]) -> Rows:
        """All rows of a statement."""
        self._cursor.execute(_spelled(self._dialect, sql), given)
        found: Rows = self._cursor.fetchall()
        return found

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
    """An instant as the driver gives it, aware and in UTC."""
    if cell is None:
        return None
    return datetime.fromisoformat(cell + "+00:00") if isinstance(cell, str) else cell.astimezone(UTC)


def date_of(cell: Any) -> date | None:
    """A local date as the driver gives it."""
    return date.fromisoformat(cell) if isinstance(cell, str) else cell
