"""The database's own walls: triggers on both databases, grants where the service is not the owner."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from backend.seals import removal, seal
from backend.seals.owner import owner
from backend.seals.verify import verify
from schema import clock
from schema.db import Base, db
from schema.tables import Event, Head, Incident, PlanRevision, RetentionRun, Trail, User
from schema.types import Encrypted, EncryptedJson
from schema.walls import WALLED
from tests.apps import assemble, dispose
from tests.packages import DAY, execution, small_package, write_package
from tests.people import PASSWORD, Client, sign_in
from tests.seals import chained

APPEND_ONLY = "Append-only"


def refused(statement: str, **values: Any) -> bool:
    """Whether the database refuses a statement."""
    try:
        db.session.execute(text(statement), values)
    except DBAPIError:
        db.session.rollback()
        return True
    db.session.rollback()
    return False


def test_every_table_that_calls_itself_append_only_has_a_wall() -> None:
    said = {
        mapper.class_.__tablename__ for mapper in Base.registry.mappers if APPEND_ONLY in (mapper.class_.__doc__ or "")
    }
    assert said == set(WALLED)


@pytest.mark.parametrize("chain", ["event", "trail"])
def test_a_row_of_a_chain_is_neither_changed_nor_deleted(any_app: Any, chain: str) -> None:
    chained.lay(chain)
    column = {"event": "method", "trail": "action"}[chain]
    assert refused(f"UPDATE {chain} SET {column} = 'x' WHERE id = 1")
    assert refused(f"UPDATE {chain} SET digest = 'x' WHERE id = 1")
    assert refused(f"UPDATE {chain} SET id = 999 WHERE id = 1")
    assert refused(f"DELETE FROM {chain} WHERE id = 1")
    assert refused(f"DELETE FROM {chain}")
    if db.engine.dialect.name == "postgresql":
        assert refused(f"TRUNCATE {chain} CASCADE")
    else:
        assert refused(f"UPDATE {chain} SET rowid = 999 WHERE id = 1"), "SQLite's other name of the id"
        assert refused(f"INSERT OR REPLACE INTO {chain} SELECT * FROM {chain} WHERE id = 1")
    assert not refused(f"UPDATE {chain} SET {column} = {column} WHERE id = 1"), "what changes nothing is no change"


@pytest.mark.parametrize("table", sorted(set(WALLED) - {"event", "trail"}))
def test_each_wall_stands(any_app: Any, table: str) -> None:
    """A row laid past the foreign keys, then every column that is not encrypted tried, and deleting."""
    columns = Base.metadata.tables[table].columns
    _lay_any(table)
    for column in columns:
        open_to_anew = isinstance(column.type, Encrypted | EncryptedJson) or column.name == "finished_at"
        other = {"DATE": "'2026-01-01'", "BLOB": "'x'", "TEXT": "'x'", "CLOCK": "'09:00'"}.get(_affinity(column), "7")
        assert refused(f'UPDATE "{table}" SET "{column.name}" = {other}') != open_to_anew, column
    assert refused(f'DELETE FROM "{table}"')


def _affinity(column: Any) -> str:
    kind = type(column.type).__name__
    return {"UtcDateTime": "DATE", "Date": "DATE", "LargeBinary": "BLOB", "Text": "TEXT", "Encrypted": "TEXT",
            "EncryptedJson": "TEXT", "Time": "CLOCK"}.get(kind, "7")  # fmt: skip


def _lay_any(table: str) -> None:
    """One row of a table, with something in every column, whatever it names."""
    left = {
        "finished_at",
        *({"relative_id"} if table in ("notice_wish", "own_choice") else ()),
    }  # it is about one person
    columns = [column for column in Base.metadata.tables[table].columns if column.name not in left]
    values = {"DATE": "'2026-11-20 08:00:00'", "BLOB": "'b'", "TEXT": "'a'", "CLOCK": "'08:00'"}
    said = ", ".join(
        "false" if type(one.type).__name__ == "Boolean" else values.get(_affinity(one), "1") for one in columns
    )
    names = ", ".join(f'"{one.name}"' for one in columns)
    laid = f'INSERT INTO "{table}" ({names}) VALUES ({said})'
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(laid))
        return
    raw = db.engine.raw_connection()
    for statement in ("PRAGMA foreign_keys = OFF", laid, "PRAGMA foreign_keys = ON"):
        raw.driver_connection.execute(statement)  # type: ignore[union-attr]
    raw.close()


def test_a_retention_run_is_finished_once(any_app: Any) -> None:
    db.session.add(RetentionRun(started_at=clock.now(), finished_at=None, user_id=None, record={}))
    db.session.commit()
    run = db.session.scalars(select(RetentionRun)).one()
    run.finished_at, run.record = clock.now(), {"events": 3}
    db.session.commit()
    assert refused("UPDATE retention_run SET finished_at = '2026-01-01'")
    assert refused("UPDATE retention_run SET finished_at = NULL")


def test_the_walls_go_down_and_up_with_the_migration(make_settings: Any, empty_database: Any) -> None:
    for kind in ("sqlite", "postgresql"):
        app = assemble(make_settings(database_url=empty_database(kind)))
        with app.app_context():
            upgrade()
            downgrade(revision="0002")
            chained.write("event", 2)
            assert not refused("DELETE FROM event")
            upgrade()
            assert refused("DELETE FROM event")
            assert verify().sound
            dispose(app)


def test_rows_from_before_the_seals_get_digests_that_hold(make_settings: Any, empty_database: Any) -> None:
    """No seal ever covered them; from the migration on they verify like all others."""
    for kind in ("sqlite", "postgresql"):
        app = assemble(make_settings(database_url=empty_database(kind)))
        with app.app_context():
            upgrade(revision="0002")
            for chain in ("event", "trail"):
                chained.write(chain, 5)
                db.session.execute(text(f"UPDATE {chain} SET digest = 'as it was made before'"))
            db.session.commit()
            assert not verify().sound
            upgrade()
            assert verify().sound
            seal.seal_new()
            assert verify().sound
            dispose(app)


@pytest.fixture
def limited(make_settings: Any, empty_database: Any, postgresql: Any, monkeypatch: Any) -> Any:
    """The service over PostgreSQL as a user who owns nothing; migrated by the owner."""
    url = empty_database("postgresql")
    name = uuid.uuid4().hex[:8]
    database = url.rsplit("/", 1)[1]
    for statement in (f"CREATE ROLE owner_{name} LOGIN", f"CREATE ROLE service_{name} LOGIN",
                      f"ALTER DATABASE {database} OWNER TO owner_{name}"):  # fmt: skip
        postgresql.execute(statement)
    service, owning = (url.replace("postgres@", f"{who}_{name}@") for who in ("service", "owner"))
    app = assemble(make_settings(database_url=service, migration_database_url=owning))
    with app.app_context():
        upgrade()
        upgrade()
        yield app
        dispose(app)
    engine = create_engine(url)
    with engine.begin() as connection:
        for who in ("service", "owner"):
            connection.execute(text(f"DROP OWNED BY {who}_{name} CASCADE"))
            connection.execute(text(f"REASSIGN OWNED BY {who}_{name} TO postgres"))
    engine.dispose()


def test_the_service_works_as_a_user_who_may_not_change_what_is_written(limited: Any, tmp_path: Any) -> None:
    from backend.access.signin import create_user
    from backend.cards.issue import card_for

    runner = limited.test_cli_runner()
    tables = small_package()
    tables["executions"] = [execution("v1", "w1", f"{DAY}T08:05", f"{DAY}T08:12")]
    told = runner.invoke(args=["import", str(write_package(tmp_path / "package", **tables))])
    assert told.exit_code == 0, told.output
    create_user("chef@example.se", "Chef", PASSWORD, "manager", [None])
    token = card_for(1)
    db.session.commit()
    manager = Client(limited)
    sign_in(manager, "chef@example.se")
    assert manager.get("/chef").status_code == 200
    assert manager.get("/chef/person/1").status_code == 200
    assert Client(limited).get(f"/k/{token}").status_code == 200
    for job in ("seal", "head", "watch", "deliver"):
        assert runner.invoke(args=["jobs", "once", job]).exit_code == 0, job
    assert verify().sound
    assert db.session.scalars(select(Event)).all()
    assert db.session.scalars(select(Trail)).all()


def test_the_services_user_may_not_touch_what_is_written(limited: Any) -> None:
    chained.lay("event")
    for table in WALLED:
        assert refused(f'DELETE FROM "{table}"'), table
        assert refused(f'UPDATE "{table}" SET id = id'), table
        assert refused(f'TRUNCATE "{table}"'), table
    assert refused("ALTER TABLE event DISABLE TRIGGER ALL")
    assert refused("DROP TRIGGER vemkommer_wall_stays ON event")
    assert refused("INSERT INTO removal (chain) VALUES ('event')")
    assert refused("UPDATE alembic_version SET version_num = '0001'")
    assert not refused("SELECT count(*) FROM removal")


def test_the_owner_erases_and_encrypts_anew(limited: Any) -> None:
    ids = chained.lay("event")
    with pytest.raises(DBAPIError):
        removal.erase("event", ids[:3], "five_years", 1)
    db.session.rollback()
    with owner() as session:
        assert removal.erase("event", ids[:3], "five_years", 1, session) == 3
    with owner() as session:
        session.execute(text("UPDATE event SET note = note"))
    found = verify()
    assert found.sound, found.document()
    assert found.chains["event"].erased == 3


def test_nothing_of_the_service_is_the_owners_alone(limited: Any) -> None:
    """Each table may be read and, but for removals, written into; each sequence may be asked."""
    for table in inspect(db.engine).get_table_names():
        assert not refused(f'SELECT * FROM "{table}" LIMIT 1'), table
    assert {Head, Incident, PlanRevision, User}
