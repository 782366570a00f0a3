"""Whether the service can do its work: the database answers and is migrated to the newest shape."""

from __future__ import annotations

from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from schema.db import db
from schema.settings import ROOT


@cache
def _newest() -> set[str]:
    return set(ScriptDirectory(str(ROOT / "schema" / "migrations")).get_heads())


def fault() -> str | None:
    """One word for what is not ready: database, migrations; None when all is."""
    try:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            if not inspect(connection).has_table("alembic_version"):
                return "migrations"
            found = set(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    except SQLAlchemyError:
        return "database"
    return None if found == _newest() else "migrations"
