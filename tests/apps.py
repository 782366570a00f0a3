"""The app under test, over a real database of each test's own. Fixtures for every test (see `conftest`)."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from schema import settings
from schema.db import db
from tests import databases, guard
from tests.people import Client
from tests.shell import ENVIRONMENT

MakeApp = Callable[..., Flask]
CHEAP_HASH = {"argon2__rounds": 1, "argon2__memory_cost": 64}
"""Passwords are hashed as in the service, at a fraction of its price: 0.4 s of each signed-in test went there."""


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the whole session, shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def sqlite_template(session_folder: Path) -> Path:
    """A migrated SQLite file, made once a session."""
    path = session_folder / "migrated.db"
    with databases.locked(session_folder / "sqlite.lock"), guard.allowing(databases=True):
        if not path.exists():
            making = path.with_suffix(".making")
            migrate(f"sqlite:///{making}")
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def postgresql(session_folder: Path) -> databases.Server:
    """The session's PostgreSQL server, with a migrated template database."""
    running = databases.server(session_folder)
    done = session_folder / "postgresql.migrated"
    with databases.locked(session_folder / "postgresql.template.lock"), guard.allowing(loopback=True, databases=True):
        if not done.exists():
            migrate(running.create(databases.TEMPLATE))
            done.touch()
    return running


@pytest.fixture
def empty_database(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """`empty_database("sqlite" | "postgresql", template=False)` → the address of a database of the test's own."""
    with ExitStack() as after:
        place = Path(after.enter_context(TemporaryDirectory(prefix="vemkommer-", dir=databases.memory())))

        def make(kind: str, template: bool = False) -> str:
            name = f"test_{uuid.uuid4().hex}"
            if kind == "sqlite":
                if template:
                    shutil.copyfile(request.getfixturevalue("sqlite_template"), place / f"{name}.db")
                return f"sqlite:///{place / name}.db"
            running: databases.Server = request.getfixturevalue("postgresql")
            after.callback(running.drop, name)
            return running.create(name, databases.TEMPLATE if template else "template0")

        yield make


@pytest.fixture
def make_settings() -> Callable[..., settings.Settings]:
    """`make_settings(**fields)` → sound Settings with these fields instead."""

    def make(**fields: Any) -> settings.Settings:
        return replace(settings.load({**ENVIRONMENT, "DATABASE_URL": "sqlite:///"}), **fields)

    return make


@pytest.fixture
def make_app(
    request: pytest.FixtureRequest, make_settings: Callable[..., settings.Settings], empty_database: Callable[..., str]
) -> Iterator[MakeApp]:
    """`make_app(kind="sqlite", **fields)` → an app over a migrated database of its own, its context pushed."""
    marker = request.node.get_closest_marker("settings")
    with ExitStack() as after:

        def make(kind: str = "sqlite", **fields: Any) -> Flask:
            chosen = {
                "database_url": empty_database(kind, template=True),
                **(marker.kwargs if marker else {}),
                **fields,
            }
            app = assemble(make_settings(**chosen))
            after.callback(dispose, app)
            after.enter_context(app.app_context())
            return app

        yield make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The service over a migrated SQLite file of the test's own; its app context is pushed."""
    return make_app()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_app(request: pytest.FixtureRequest, make_app: MakeApp) -> Flask:
    """As `app`, once on each database."""
    return make_app(request.param)


def assemble(told: settings.Settings) -> Flask:
    """The app as `wsgi` makes it, except that faults reach the test instead of becoming a page."""
    from wsgi import create_app

    app = create_app(told)
    app.testing = True
    app.test_client_class = Client
    app.extensions["security"].pwd_context.update(**CHEAP_HASH)
    return app


def migrate(url: str) -> None:
    """Bring the database at `url` up to the newest migration."""
    app = assemble(settings.load({**ENVIRONMENT, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}))
    with app.app_context():
        upgrade()
    dispose(app)


def dispose(app: Flask) -> None:
    """Close every connection that the app holds."""
    app.extensions["limit_counts"].dispose()
    if has_app_context():
        db.session.remove()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@event.listens_for(Engine, "do_connect")
def _only_where_allowed(dialect: Any, _record: Any, _args: Any, _params: Any) -> None:
    guard.check_database(dialect.name)
