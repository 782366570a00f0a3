"""What every test may ask for. Databases are real, clients are Flask's own, people sign in through the form."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask

from schema import clock
from schema.db import db
from tests import compiled, databases, guard
from tests.people import Client, Staff
from tests.shell import ENVIRONMENT, Warm

pytest_plugins = ["tests.apps", "tests.browsing", "tests.lived"]


def pytest_configure(config: pytest.Config) -> None:
    """Tell the workers who the session is, so that its server ends with it."""
    config.addinivalue_line("markers", "settings(**fields): fields of Settings that differ for `app` and `any_app`")
    config.addinivalue_line("markers", "loopback: may open connections to this machine without a fixture that does")
    if not hasattr(config, "workerinput"):
        os.environ["VEMKOMMER_TEST_SESSION"] = str(os.getpid())
    guard.install()
    compiled.once_a_process()


def pytest_collection_finish() -> None:
    """What is imported by now stays: to look through all of it for garbage, over and over, was a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The session's first process stops what was started for all."""
    if not hasattr(session.config, "workerinput"):
        databases.stop(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]


THE_DAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
"""When each test begins, whatever day it is outside: what is to come in the tests' plans stays to come."""


@pytest.fixture(autouse=True)
def _guarded(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test reaches outside this machine; none reaches a database or a port without saying so; the clock runs on."""
    fixtures = set(request.fixturenames)
    loopback = bool(fixtures & guard.LOOPBACK_FIXTURES) or request.node.get_closest_marker("loopback") is not None
    allowed = guard.allowing(loopback=loopback, databases=bool(fixtures & guard.DATABASE_FIXTURES))
    with allowed, time_machine.travel(THE_DAY, tick=True):
        yield
        assert abs(clock.now() - THE_DAY) < timedelta(minutes=10), "the clock was left travelling"
    refused, guard.refused[:] = guard.refused[:], []
    assert not refused
    assert clock._standing.get() is None, "the clock was left standing"


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


@pytest.fixture
def shell_cli(empty_database: Callable[..., str]) -> Callable[..., Any]:
    """`shell_cli("db", "upgrade", **env)` → CompletedProcess of `flask …` in a process and environment of its own."""
    return Warm({**ENVIRONMENT, "DATABASE_URL": empty_database("sqlite")})
