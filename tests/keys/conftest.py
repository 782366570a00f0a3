"""A database whose every encrypted column has a cell under the old key, and keys to rotate to."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, LargeBinary, Time, insert, select

from backend.keys.cells import holdings
from schema import clock, keyring
from schema.db import Base, db
from schema.types import EncryptedJson, IdList, UtcDateTime
from tests.shell import ENVIRONMENT

OLD, INDEX = ENVIRONMENT["DATA_KEYS"].encode(), ENVIRONMENT["INDEX_KEY"].encode()
NEW, LOST = Fernet.generate_key(), Fernet.generate_key()
ALSO: dict[str, dict[str, Any]] = {"device": {"recipient_id": 1}}
"""What a table insists on beyond its columns that may not be empty."""
KINDS: list[tuple[type, Any]] = [
    (EncryptedJson, {"sagt": "hemligt"}), (IdList, (1,)), (Boolean, False), (Date, datetime.date(2026, 11, 24)),
    (BigInteger, 1), (Integer, 1), (JSON, {}), (Time, datetime.time(8)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    yield
    keyring.configure((OLD,), INDEX)


@pytest.fixture
def use() -> Callable[..., None]:
    """`use(NEW, OLD)`: the process goes on with these DATA_KEYS."""
    return lambda *keys: keyring.configure(keys, INDEX)


def fill(rows: int = 1) -> None:
    """Add `rows` rows to each table with an encrypted column, whatever they would name; committed."""
    db.session.rollback()
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF" if sqlite else "SET session_replication_role = replica")
        for name in _needed():
            add(connection, name, *range(1, rows + 1))
        connection.commit()
        driver.execute("PRAGMA foreign_keys=ON" if sqlite else "SET session_replication_role = DEFAULT")
        connection.commit()


def _needed() -> list[str]:
    """The tables with encrypted columns and, to the end, those that they name."""
    needed = {holding.name for holding in holdings()}
    while (
        more := {key.column.table.name for name in needed for key in Base.metadata.tables[name].foreign_keys} - needed
    ):
        needed |= more
    return sorted(needed)


def add(connection: Any, name: str, *ids: int) -> None:
    """Add rows with these ids to a table."""
    table = Base.metadata.tables[name]
    connection.execute(insert(table), [{**_values(table, one), **ALSO.get(name, {}), "id": one} for one in ids])


def _values(table: Any, number: int) -> dict[str, Any]:
    wanted = [one for one in table.columns if not one.nullable or type(one.type).__name__.startswith("Encrypted")]
    return {one.name: _value(one, number) for one in wanted}


def _value(column: Any, number: int) -> Any:
    if isinstance(column.type, UtcDateTime):
        return clock.now()
    if isinstance(column.type, LargeBinary):
        return f"{column.name} {number}".encode()
    for kind, value in KINDS:
        if isinstance(column.type, kind):
            return number if value == 1 and kind in (BigInteger, Integer) and not column.foreign_keys else value
    return f"{column.name} {number}"


def plain() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is encrypted, read through the column types."""
    db.session.rollback()
    read = {}
    for holding in holdings():
        table = Base.metadata.tables[holding.name]
        query = select(*(table.c[name] for name in (*holding.keys, *holding.columns))).order_by(table.c.id)
        read[holding.name] = [tuple(json.dumps(cell) for cell in row) for row in db.session.execute(query)]
    db.session.rollback()
    return read
