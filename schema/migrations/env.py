"""Runs the migrations inside the app, as the owner of the database where that is another user."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, make_url, pool

from schema import walls
from schema.db import Base, db
from schema.types import Encrypted, EncryptedJson, IdList, UtcDateTime

CUSTOM = (UtcDateTime, Encrypted, EncryptedJson, IdList)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our column types with their import, which Alembic forgets by itself."""
    if kind == "type" and isinstance(item, CUSTOM):
        autogen_context.imports.add(f"from schema.types import {type(item).__name__}")
        return f"{type(item).__name__}()"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave the queue's own tables out of what is compared: a library brings them."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _let_tables_be_remade(connection: Connection) -> None:
    """SQLite changes a table by making it anew, and dropping the old one would count as deleting what others name."""
    if connection.dialect.name == "sqlite":
        _keep_references(connection, "OFF")


def _keep_references(connection: Connection, how: str) -> None:
    driver = connection.connection.driver_connection  # within a transaction SQLite does not heed it
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={how}")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(
            f"the migration would leave rows without what they name: {sorted({row[0] for row in broken})}"
        )


def _let_the_service_in(connection: Connection) -> None:
    """Where the service signs in as another user than the owner: give it what it needs, and no more."""
    service = make_url(current_app.extensions["settings"].database_url).username
    if connection.dialect.name == "postgresql" and service and service != connection.engine.url.username:
        walls.grant(connection, service)


def run() -> None:
    """Migrate over one connection, in a transaction."""
    owner = current_app.extensions["settings"].migration_database_url
    engine = create_engine(owner, poolclass=pool.NullPool) if owner else db.engine
    with engine.connect() as connection:
        _let_tables_be_remade(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            include_name=include_name,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)
            if owner:
                _let_the_service_in(connection)
        if connection.dialect.name == "sqlite":
            _keep_references(connection, "ON")


run()
