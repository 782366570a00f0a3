"""The embedded engine: APScheduler in one process, and a lock so that only one process of a database ticks."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from schema import clock

log = logging.getLogger(__name__)
ADVISORY_KEY = 8_636_566  # "VEM" on a telephone's keys, and then some: any number of our own
logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every tick
GRACE_SECONDS = 3600
"""How late a tick may still run; the scheduler's own second would drop jobs silently."""


class Ticking(Protocol):
    """What the engine needs to know of a job."""

    @property
    def name(self) -> str: ...
    @property
    def seconds(self) -> int: ...
    def tick(self) -> object: ...


class FileLock:
    """Held by one process of this machine, beside the database's file; falls with the process."""

    def __init__(self, path: Path):
        self._path = path
        self._file: int | None = None

    def held(self) -> bool:
        """Whether this process holds the lock, taking it when it is free."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let the next process have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    """Held by one session of the PostgreSQL server, on a connection of its own; falls with the connection."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Whether this process holds the lock, taking it when it is free; False when the server is away."""
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
                self._connection = connection
                return True
            connection.close()
        except SQLAlchemyError as fault:
            log.warning("the lock of the jobs cannot be asked for: %s", type(fault).__name__)
            self.release()
        return False

    def release(self) -> None:
        """Let the next process have it."""
        if self._connection is not None:
            self._connection.invalidate()  # closes the session; handed back to the pool it would keep the lock
            self._connection.close()
            self._connection = None


def lock_for(engine: Engine) -> FileLock | AdvisoryLock:
    """The lock of a database."""
    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine)
    return FileLock(Path(f"{engine.url.database}.jobs.lock"))


def guarded(app: Flask, job: Ticking, may_tick: Callable[[], bool]) -> Callable[[], None]:
    """A tick that runs where the lock is held, in an app context of its own, and never raises.

    A fault is logged by its kind and place: its message may repeat what stands in the database.
    """

    def tick() -> None:
        if not may_tick():
            return
        try:
            with app.app_context():
                job.tick()
        except Exception as fault:  # noqa: BLE001 - one job's fault must not stop the others
            places = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(fault.__traceback__)]
            log.error("job %s failed: %s at %s", job.name, type(fault).__name__, " > ".join(places[-4:]))

    return tick


def run(app: Flask, jobs: Sequence[Ticking], engine: Engine) -> None:
    """Tick until told to stop (SIGTERM, SIGINT); running ticks finish first."""
    lock, asking = lock_for(engine), threading.Lock()

    def may_tick() -> bool:
        with asking:
            return lock.held()

    if not may_tick():
        log.warning("another process runs the jobs of this database; this one waits for its turn")
    scheduler = BlockingScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE_SECONDS},
    )
    for job in jobs:
        scheduler.add_job(
            guarded(app, job, may_tick), "interval", seconds=job.seconds, id=job.name, next_run_time=clock.now()
        )
    signal.signal(signal.SIGTERM, _stop)
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        log.info("the jobs stop")
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=True)
        lock.release()


def _stop(*_: Any) -> None:
    raise SystemExit(0)
