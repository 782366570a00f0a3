"""The two things that only the owner of the database may do: erase under a signed removal, and encrypt anew.

Where MIGRATION_DATABASE_URL names another PostgreSQL user than DATABASE_URL, the service's own user has no right to
change or delete rows of the walled tables; whatever does goes through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import create_engine, pool, text
from sqlalchemy.orm import Session

from schema.db import db


class NotTheOwner(Exception):
    """The database's user may not do what only the tables' owner may. The message says what to set, and no more."""

    def __init__(self, table: str):
        super().__init__(
            f"the database's user may not change or remove rows of {table}: "
            "set MIGRATION_DATABASE_URL to the address of the tables' owner. Nothing was changed."
        )


@contextmanager
def owner() -> Iterator[Session]:
    """A session with the owner's rights; committed at the end of the block, rolled back when it raises.

    Where the database has but one user (SQLite, or no MIGRATION_DATABASE_URL) it is `db.session` itself, so that
    nobody waits for herself. Else it is another connection and another transaction: write everything that belongs
    together through the session given, and commit what `db.session` changed before.
    """
    address = current_app.extensions["settings"].migration_database_url
    if not address or not address.startswith("postgresql"):
        try:
            yield db.session()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return
    engine = create_engine(address, poolclass=pool.NullPool, hide_parameters=True)
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


def require(session: Session, rights: Iterable[tuple[str, str]]) -> None:
    """That a session's user has each of some rights (table, "DELETE" or the like), so that nothing is done by half.

    Raises NotTheOwner for the first that is missing. On SQLite whoever may open the file may do all.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    may = text("SELECT has_table_privilege(quote_ident(:table), :right)")
    for table, right in rights:
        if not session.scalar(may, {"table": table, "right": right}):
            raise NotTheOwner(table)
