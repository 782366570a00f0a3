"""The connection that may re-encrypt: the owner's where there is one: the service's own may not everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, pool

from schema.db import db, reading


@contextmanager
def engine() -> Iterator[Engine]:
    """The owner's engine (MIGRATION_DATABASE_URL), else the service's."""
    address = current_app.extensions["settings"].migration_database_url
    if not address:
        yield db.engine
        return
    owner = create_engine(address, poolclass=pool.QueuePool, hide_parameters=True)
    try:
        yield owner
    finally:
        owner.dispose()


@contextmanager
def looking(of: Engine) -> Iterator[Connection]:
    """A connection that only reads: on SQLite it keeps nobody waiting."""
    before = reading.set(True)
    try:
        with of.connect() as connection:
            yield connection
    finally:
        reading.reset(before)
