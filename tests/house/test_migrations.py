"""The migrations: up, down and up again on both databases, the same as the tables say, with stable names."""

from __future__ import annotations

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from schema.db import Base, db
from tests.apps import assemble, dispose

KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def bare_app(request, make_settings, empty_database):
    """The service over an empty database, not migrated."""
    app = assemble(make_settings(database_url=empty_database(request.param)))
    with app.app_context():
        yield app
        dispose(app)


def _tables() -> set[str]:
    """All but Alembic's own and the queue's, which a library brings."""
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if not name.startswith("procrastinate_")}


def test_up_down_and_up_again(bare_app):
    upgrade()
    assert _tables() == set(Base.metadata.tables)
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert _tables() == set(Base.metadata.tables)


def test_the_database_is_what_the_tables_say(any_app):
    check()


def test_constraints_have_stable_names(any_app):
    looked = inspect(db.engine)
    for table in sorted(Base.metadata.tables):
        names = [
            (looked.get_pk_constraint(table)["name"], "pk_"),
            *((key["name"], "fk_") for key in looked.get_foreign_keys(table)),
            *((key["name"], "uq_") for key in looked.get_unique_constraints(table)),
            *((index["name"], "ix_") for index in looked.get_indexes(table) if not index.get("duplicates_constraint")),
        ]
        for name, start in names:
            assert name is not None, table
            assert name.startswith(f"{start}{table}"), name
            assert len(name) <= 63, name


def test_foreign_keys_are_kept(any_app):
    if db.engine.dialect.name == "sqlite":
        assert db.session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert db.session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_instants_end_in_at_and_dates_in_on_or_until():
    wrong = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            kind = type(column.type).__name__
            name = column.name
            instant = kind == "UtcDateTime" and not (name.endswith("_at") or name == "at")
            day = kind == "Date" and not (name.endswith(("_on", "_until")) or name == "date")
            if instant or day:
                wrong.append(f"{table.name}.{name}: {kind}")
    assert wrong == []
