"""The database's own walls around what is append-only: triggers on both databases, grants on PostgreSQL.

A row of a walled table is never deleted, but under a removal record that covers its id, and only its encrypted columns
may be written again, for re-encryption. Whoever owns the database can tear a wall down: the seals are for that.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, inspect, text

from schema.db import Base
from schema.types import Encrypted, EncryptedJson

WALLED = (
    "event", "trail", "seal", "head", "removal", "retention_run", "gap_review", "consent", "withdrawal", "disclosure",
    "incident", "log_check", "plan_revision", "visit_revision", "visit_change", "promise",
    "notice_wish", "unit_notice", "came_answer", "remark", "remark_step", "visit_request", "request_step",
    "own_choice", "unit_offer", "public_text",
)  # fmt: skip
"""The tables of facts: what was there stays as it was."""
ONCE = {("retention_run", "finished_at")}
"""Written once after the row was laid."""
OWNERS = ("removal",)
"""Written by the owner alone."""


def lay(connection: Connection, tables: Iterable[str] = WALLED) -> None:
    """Build the walls of tables that have none."""
    if _on_postgresql(connection):
        for function in _FUNCTIONS:
            connection.execute(text(function))
    _each(connection, tables, _POSTGRESQL if _on_postgresql(connection) else _SQLITE)


def lift(connection: Connection, tables: Iterable[str] = WALLED) -> None:
    """Tear down the walls of tables, for a migration that must change what stands there; lay them again after it."""
    _each(connection, tables, _POSTGRESQL_GONE if _on_postgresql(connection) else _SQLITE_GONE)


def grant(connection: Connection, user: str) -> None:
    """Give the service's own PostgreSQL user what it needs of the owner's tables, and no more. Can be run again."""
    who = connection.dialect.identifier_preparer.quote(user)
    there = set(inspect(connection).get_table_names())
    if "alembic_version" not in there:
        return
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {who}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}",
        f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {who}",
        *(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{name}" FROM {who}' for name in WALLED if name in there),
        *(f'REVOKE INSERT ON "{name}" FROM {who}' for name in OWNERS if name in there),
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {who}",
    ):
        connection.execute(text(statement))


def _on_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _each(connection: Connection, tables: Iterable[str], forms: Iterable[str]) -> None:
    for name in tables:
        changed = " OR ".join(_changed(connection, name))
        for form in forms:
            connection.execute(text(form.format(table=name, changed=changed)))


def _changed(connection: Connection, name: str) -> Iterable[str]:
    """For each column as it stands now that may not be written again: that it was."""
    differs = "IS DISTINCT FROM" if _on_postgresql(connection) else "IS NOT"
    known = Base.metadata.tables[name].columns
    for column in inspect(connection).get_columns(name):
        one = column["name"]
        if one in known and isinstance(known[one].type, Encrypted | EncryptedJson):
            continue
        said = f'OLD."{one}" {differs} NEW."{one}"'
        yield f'(OLD."{one}" IS NOT NULL AND {said})' if (name, one) in ONCE else said


_SQLITE = (
    """CREATE TRIGGER vemkommer_wall_{table}_stays BEFORE DELETE ON "{table}" WHEN NOT EXISTS
    (SELECT 1 FROM removal WHERE chain = '{table}' AND OLD.id BETWEEN first_id AND last_id)
    BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END""",
    """CREATE TRIGGER vemkommer_wall_{table}_unchanged BEFORE UPDATE ON "{table}" WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END""",
)
_SQLITE_GONE = tuple(f"DROP TRIGGER IF EXISTS vemkommer_wall_{{table}}_{part}" for part in ("stays", "unchanged"))
_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION vemkommer_wall_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$""",
    """CREATE OR REPLACE FUNCTION vemkommer_wall_asks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF EXISTS (SELECT 1 FROM removal WHERE chain = TG_TABLE_NAME AND OLD.id BETWEEN first_id AND last_id)
    THEN RETURN OLD; END IF; RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME; END $$""",
)
_POSTGRESQL = (
    """CREATE TRIGGER vemkommer_wall_stays BEFORE DELETE ON "{table}" FOR EACH ROW
    EXECUTE FUNCTION vemkommer_wall_asks()""",
    """CREATE TRIGGER vemkommer_wall_unchanged BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed})
    EXECUTE FUNCTION vemkommer_wall_refuses()""",
    """CREATE TRIGGER vemkommer_wall_whole BEFORE TRUNCATE ON "{table}"
    EXECUTE FUNCTION vemkommer_wall_refuses()""",
)
_POSTGRESQL_GONE = tuple(
    f'DROP TRIGGER IF EXISTS vemkommer_wall_{part} ON "{{table}}"' for part in ("stays", "unchanged", "whole")
)
