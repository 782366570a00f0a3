"""What every test may ask for. Databases are real, clients are Flask's own, people sign in through the form."""

from __future__ import annotations

import base64
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from schema import clock, settings
from schema.db import db
from tests import databases, guard
from tests.people import Client, Staff

ENVIRONMENT = {
    "SECRET_KEY": "only-for-tests-" + "x" * 32,
    "DATA_KEYS": base64.urlsafe_b64encode(b"d" * 32).decode(),
    "INDEX_KEY": base64.urlsafe_b64encode(b"i" * 32).decode(),
    "PUBLIC_URL": "http://127.0.0.1",
    "MUNICIPALITY": "Provkommun",
}
"""A sound environment for settings; a copy of it, with DATABASE_URL, is what `shell_cli` runs under."""
MakeApp = Callable[..., Flask]


def pytest_configure(config: pytest.Config) -> None:
    """Tell the workers who the session is, so that its server ends with it."""
    config.addinivalue_line("markers", "settings(**fields): fields of Settings that differ for `app` and `any_app`")
    config.addinivalue_line("markers", "loopback: may open connections to this machine without a fixture that does")
    if not hasattr(config, "workerinput"):
        os.environ["VEMKOMMER_TEST_SESSION"] = str(os.getpid())
    guard.install()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The session's first process stops what was started for all."""
    if not hasattr(session.config, "workerinput"):
        databases.stop(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _guarded(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test reaches outside this machine; none reaches a database or a port without saying so; the clock runs on."""
    fixtures = set(request.fixturenames)
    loopback = bool(fixtures & guard.LOOPBACK_FIXTURES) or request.node.get_closest_marker("loopback") is not None
    with guard.allowing(loopback=loopback, databases=bool(fixtures & guard.DATABASE_FIXTURES)):
        yield
    refused, guard.refused[:] = guard.refused[:], []
    assert not refused
    assert clock._standing.get() is None, "the clock was left standing"
    assert not time_machine.escape_hatch.is_travelling(), "the clock was left travelling"


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
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """`empty_database("sqlite" | "postgresql", template=False)` → the address of a database of the test's own."""
    with ExitStack() as after:

        def make(kind: str, template: bool = False) -> str:
            name = f"test_{uuid.uuid4().hex}"
            if kind == "sqlite":
                if template:
                    shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / f"{name}.db")
                return f"sqlite:///{tmp_path / name}.db"
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
            after.callback(_dispose, app)
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


@pytest.fixture
def client(app: Flask) -> Client:
    """Somebody's browser on `app`, not signed in."""
    return Client(app)


@pytest.fixture
def any_client(any_app: Flask) -> Client:
    """Somebody's browser on `any_app`, not signed in."""
    return Client(any_app)


@pytest.fixture
def staff(request: pytest.FixtureRequest) -> Staff:
    """`staff("manager", units=["norr"])` → the signed-in Client of a new user with that role."""
    return Staff(_app_of(request))


@pytest.fixture
def run_cli(app: Flask) -> Callable[..., Result]:
    """`run_cli("report", "gaps", …)` → result with .exit_code, .stdout, .stderr; in this process, on `app`."""
    return _runner(app)


@pytest.fixture
def any_run_cli(any_app: Flask) -> Callable[..., Result]:
    """As `run_cli`, on `any_app`."""
    return _runner(any_app)


def assemble(told: settings.Settings) -> Flask:
    """The app as `wsgi` makes it, except that faults reach the test instead of becoming a page."""
    from wsgi import create_app

    app = create_app(told)
    app.testing = True
    app.test_client_class = Client
    return app


def migrate(url: str) -> None:
    """Bring the database at `url` up to the newest migration."""
    app = assemble(replace(settings.load({**ENVIRONMENT, "DATABASE_URL": url})))
    with app.app_context():
        upgrade()
    _dispose(app)


def _dispose(app: Flask) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _app_of(request: pytest.FixtureRequest) -> Flask:
    name = next((name for name in ("any_app", "any_client", "any_run_cli") if name in request.fixturenames), None)
    found: Flask = request.getfixturevalue("any_app" if name else "app")
    return found


def _runner(app: Flask) -> Callable[..., Result]:
    def run(*args: object, **more: Any) -> Result:
        db.session.commit()  # what the test prepared, the command must see
        with app.app_context():
            result = app.test_cli_runner().invoke(args=[str(arg) for arg in args], **more)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@event.listens_for(Engine, "do_connect")
def _only_where_allowed(dialect: Any, _record: Any, _args: Any, _params: Any) -> None:
    guard.check_database(dialect.name)


@pytest.fixture
def shell_cli(empty_database: Callable[..., str]) -> Callable[..., Any]:
    """`shell_cli("db", "upgrade", **env)` → CompletedProcess of a real `flask …` under a real environment."""
    from tests.shell import Shell

    return Shell([sys.executable, "-m", "flask"], {**ENVIRONMENT, "DATABASE_URL": empty_database("sqlite")})
