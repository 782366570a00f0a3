"""Runs the migrations inside the app, as the owner of the database where that is another user."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

from schema.db import Base, db
from schema.types import Encrypted, EncryptedJson, IdList, UtcDateTime

CUSTOM = (UtcDateTime, Encrypted, EncryptedJson, IdList)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our column types with their import, which Alembic forgets by itself."""
    if kind == "type" and isinstance(item, CUSTOM):
        autogen_context.imports.add(f"from schema.types import {type(item).__name__}")
        return f"{type(item).__name__}()"
    return False


def run() -> None:
    """Migrate over one connection, in a transaction."""
    owner = current_app.extensions["settings"].migration_database_url
    engine = create_engine(owner, poolclass=pool.NullPool) if owner else db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
