"""The database: one declarative base, named constraints, SQLite tuned like a server."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Date, MetaData, Table, Text, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, registry

from schema.types import Encrypted, EncryptedJson, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


PERSONAL = (Encrypted, EncryptedJson)


class Base(DeclarativeBase):
    """What all tables share. `repr` shows stars where a field is personal."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), date: Date(), str: Text()},
    )

    def __repr__(self) -> str:
        shown = (
            f"{attr.key}={'***' if isinstance(attr.columns[0].type, PERSONAL) else repr(self.__dict__[attr.key])}"
            for attr in inspect(type(self)).column_attrs
            if attr.key in self.__dict__
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements on many rows at once; its own attribute promises less than it is."""
    return cast(Table, model.__table__)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, engine_options={"hide_parameters": True})
"""An error's text goes to the log, and a statement's values are people's: they are left out of it."""


def insert_new(table: type[Base], rows: Sequence[dict[str, Any]]) -> Any:
    """An insert that leaves out the rows whose unique key is there already, on either database."""
    made_by = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return made_by(table_of(table)).values(list(rows)).on_conflict_do_nothing()


READING = "reading"
"""The bind of connections that only read and open no transaction: the card's page."""

reading: ContextVar[bool] = ContextVar("reading", default=False)
"""True while a request only reads: on SQLite it then takes no write lock (set per request at assembly)."""


def reading_only(url: str) -> dict[str, Any]:
    """The bind's engine: each statement stands alone, and nothing is rolled back between two."""
    return {"url": url, "isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}


@event.listens_for(Engine, "connect")
def _tune_sqlite(connection: Any, _record: Any) -> None:
    """WAL, foreign keys, a patient lock; durable at each commit; a row replaced is a row deleted, for the walls.

    Other databases are left alone.
    """
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver's own BEGIN is deferred, and upgrading it fails under load
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=30000",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Writers take SQLite's lock at the start, so that none fails half-way for having read first."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if reading.get() else "BEGIN IMMEDIATE")
