"""Retention where the service's PostgreSQL user may not delete: the owner's path removes; without it nothing goes."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from backend import jobs
from backend.engines import embedded
from backend.seals import seal
from backend.seals.verify import verify
from schema import clock
from schema.chains import sealed
from schema.db import Base, db
from schema.tables import Code, Event, Message, Recipient, Removal, RetentionRun, Trail
from tests.privacy.world import id_of, recipient, whole
from tests.seals.test_walls import limited, refused  # noqa: F401  # a fixture


@pytest.fixture
def world(limited: Flask, tmp_path: Any) -> Flask:  # noqa: F811
    """Somebody long gone, laid by the service's own user; something due in tables with a wall and without."""
    whole(tmp_path)
    gone, old = id_of(Recipient, "forna1"), clock.now() - timedelta(days=365 * 5 + 30)
    db.session.add(Code(purpose="pair", recipient_id=gone, way="sms", code_hash="x", made_at=old, expires_at=old))
    db.session.add(
        Message(kind="morning_list", channel="sms", recipient_id=gone, number="+46701740699", number_hash="h",
                language="sv", body="Leila kommer klockan 8", state="delivered", created_at=old, due_at=old,
                expires_at=old)
    )  # fmt: skip
    db.session.add(Trail(**sealed("trail", {"at": old, "role": "head", "action": "read", "what": "t"})))
    db.session.commit()
    seal.seal_new()
    return limited


def without_owner(app: Flask) -> None:
    """The service as somebody set it up who forgot the owner's address."""
    app.extensions["settings"] = replace(app.extensions["settings"], migration_database_url=None)


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Everything that stands in the database, as it is stored."""
    db.session.rollback()
    rows = {
        table.name: [tuple(row) for row in db.session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY 1'))]
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return rows


def told(app: Flask, *args: str) -> Any:
    return app.test_cli_runner().invoke(args=list(args))


def test_the_owners_path_removes_what_is_due(world: Flask) -> None:
    gone = id_of(Recipient, "forna1")
    assert refused("DELETE FROM event"), "the service's own user may not"
    expected = json.loads(told(world, "retention", "run", "--dry-run", "--format", "json").stdout)
    done = told(world, "retention", "run", "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rules"] == expected["rules"]
    assert {"file_own", "file_private", "trail", "code", "message_text"} <= set(expected["rules"])
    db.session.expire_all()
    assert db.session.scalar(select(func.count(Event.id)).where(Event.recipient_id == gone)) == 0
    assert db.session.scalar(select(func.count(Removal.id))) > 0
    assert (recipient("elsa").name, db.session.get_one(Recipient, gone).name) == ("Elsa Berg", "")
    run = db.session.scalars(select(RetentionRun)).one()
    assert run.finished_at is not None and run.record["rules"] == expected["rules"]
    checked = told(world, "audit", "verify")
    assert checked.exit_code == 0, checked.output
    assert verify().chains["event"].erased > 0


def test_the_nightly_job_goes_the_same_way_once(world: Flask) -> None:
    for _ in range(2):
        done = told(world, "jobs", "once", "retention")
        assert done.exit_code == 0, done.output
    assert db.session.scalar(select(func.count(RetentionRun.id))) == 1
    assert db.session.scalar(select(func.count(Removal.id))) > 0
    assert verify().sound


@pytest.mark.parametrize("command", [("retention", "run"), ("jobs", "once", "retention")])
def test_without_the_owners_address_it_says_what_to_set_and_removes_nothing(world: Flask, command: Any) -> None:
    before = contents()
    without_owner(world)
    done = told(world, *command)
    assert done.exit_code == 1, done.output
    assert "MIGRATION_DATABASE_URL" in done.stderr and "Nothing was changed" in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert contents() == before
    assert told(world, "retention", "run", "--dry-run").exit_code == 0, "what would go can be counted by anybody"


def test_the_night_says_in_the_log_what_to_set(world: Flask, caplog: pytest.LogCaptureFixture) -> None:
    before = contents()
    without_owner(world)
    job = next(one for one in jobs.timetable() if one.name == "retention")
    with caplog.at_level(logging.ERROR), clock.standing_at(clock.day_bounds(clock.today())[0] + timedelta(hours=3)):
        embedded.guarded(world, job, lambda: True)()
    assert any("MIGRATION_DATABASE_URL" in line for line in caplog.messages), caplog.messages
    assert contents() == before


def test_an_owner_who_may_not_either_removes_nothing_by_half(world: Flask) -> None:
    """One table without the right is enough: it is asked for all of them before anything goes."""
    with db.engine.connect() as connection:
        service = connection.scalar(text("SELECT current_user"))
    owning = world.extensions["settings"].migration_database_url
    before = contents()
    without_owner(world)
    _grant(owning, f'GRANT DELETE, UPDATE ON ALL TABLES IN SCHEMA public TO "{service}"')
    _grant(owning, f'GRANT INSERT ON removal TO "{service}"')
    _grant(owning, f'REVOKE DELETE ON visit_revision FROM "{service}"')
    done = told(world, "retention", "run")
    assert done.exit_code == 1 and "visit_revision" in done.stderr, done.output
    assert contents() == before


def _grant(address: str, statement: str) -> None:
    from sqlalchemy import create_engine, pool

    with create_engine(address, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text(statement))
