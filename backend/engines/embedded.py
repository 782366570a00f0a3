"""The embedded engine: APScheduler in one process, and a lock so that only one process of a database ticks."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy import Engine

from backend.engines.ticking import Ticking, tick
from schema import clock

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(
    logging.ERROR
)  # it tells of every tick, and of each that still runs at the next
GRACE_SECONDS = 3600
"""How late a tick may still run; the scheduler's own second would drop jobs silently."""


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


def guarded(app: Flask, job: Ticking, may_tick: Callable[[], bool]) -> Callable[[], None]:
    """A tick that runs where the lock is held."""

    def ticked() -> None:
        if may_tick():
            tick(app, job)

    return ticked


def run(app: Flask, jobs: Sequence[Ticking], engine: Engine) -> None:
    """Tick until told to stop (SIGTERM, SIGINT); running ticks finish first."""
    lock, asking = FileLock(Path(f"{engine.url.database}.jobs.lock")), threading.Lock()

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
