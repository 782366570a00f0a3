"""Many rows at once, past the ORM: COPY on PostgreSQL, the driver's executemany on SQLite.

Values are given as stored: instants by `instant`, dates in ISO form, the rest as plain Python values.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from schema.db import db


def on_postgresql() -> bool:
    """Whether the database is PostgreSQL (else SQLite)."""
    return db.engine.dialect.name == "postgresql"


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column is one of many values, as one parameter however many they are."""
    listed = list(values)
    if on_postgresql():
        return column == any_(bindparam(None, listed, type_=ARRAY(column.type)))
    plain = [value.isoformat() if isinstance(value, date) else value for value in listed]
    return column.in_(select(func.json_each(json.dumps(plain)).table_valued("value").c.value))


def reserve(table: Table, count: int) -> int:
    """The first of `count` ids that nobody else will get: whoever imports has her turn (`access.turn`)."""
    if not on_postgresql():
        return int(db.session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1
    sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
    forward = text(f"select setval({sequence}, nextval({sequence}) + :more)")
    return int(db.session.execute(forward, {"more": count - 1}).scalar_one()) - count + 1


def execute_many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement, with `?` for each value, once for each row."""
    if rows:
        db.session.connection().exec_driver_sql(
            statement.replace("?", "%s") if on_postgresql() else statement, list(rows)
        )


def overwrite(table: Table, values: dict[int, dict[str, Any]]) -> None:
    """Set columns of rows by id; every row's the same columns, as plain Python values of the column types."""
    if values:
        statement = update(table).where(table.c.id == bindparam("this"))
        rows = [{"this": row_id, **columns} for row_id, columns in values.items()]
        db.session.connection().execute(statement, rows)


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Spare the block the cyclic collector: a chunk of rows is many small tuples without cycles, and walking them
    again and again is a fifth of an import's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def insert(table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows whose values stand in the order of `columns`."""
    if not rows:
        return
    connection: Any = db.session.connection().connection.driver_connection
    names = ", ".join(columns)
    if on_postgresql():
        with connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def instant(value: datetime) -> str:
    """An instant as stored: SQLite keeps no zone, so it is always UTC."""
    moment = value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return moment + "+00" if on_postgresql() else moment
