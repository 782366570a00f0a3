"""The distributed engine: Procrastinate on the same PostgreSQL, any number of workers.

A job is deferred in the transaction that causes it, and a notification wakes a worker at its commit; beside that each
job ticks by the clock, one tick waiting at a time. What a killed worker had in hand is taken up by another: every job
may be run twice.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cache, partial

import procrastinate
from flask import Flask
from procrastinate.jobs import Job, Status
from sqlalchemy import Engine

from backend.engines.ticking import Ticking, tick
from schema import clock
from schema.db import db

AT_ONCE = 4
"""Jobs that one worker runs together: a long one must not hold the others up."""
ALONE_BUT = frozenset({"deliver", "announce"})
"""Jobs that several workers may run together. Of the others one at a time, in the whole house."""
HEARTBEAT_SECONDS = 5
SILENT_SECONDS = 20
"""A worker not heard of for so long is dead, and what it had in hand is anybody's."""
for talkative in ("procrastinate", "asyncio"):
    logging.getLogger(talkative).setLevel(logging.WARNING)  # they tell of every tick


def wake(name: str) -> None:
    """Defer a job on the session's own connection: it is there when the transaction is, and only then.

    Not under a lock of the queue: whoever waits for another's transaction to end would wait for an import.
    """
    connection = db.session.connection().connection.driver_connection
    _deferring().configure_task(name, connection=connection, priority=1).defer()


@cache
def _deferring() -> procrastinate.App:
    """An app that opens no connection of its own."""
    return procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def run(app: Flask, jobs: Sequence[Ticking], engine: Engine) -> None:
    """Work until told to stop (SIGTERM, SIGINT); what is in hand is finished first."""
    asyncio.run(_work(worker(app, jobs, engine)))


async def _work(workers: procrastinate.App) -> None:
    async with workers.open_async():
        await workers.run_worker_async(
            concurrency=AT_ONCE, delete_jobs="always", fetch_job_polling_interval=5.0,
            update_heartbeat_interval=HEARTBEAT_SECONDS, stalled_worker_timeout=SILENT_SECONDS,
        )  # fmt: skip


def worker(app: Flask, jobs: Sequence[Ticking], engine: Engine) -> procrastinate.App:
    """The jobs as Procrastinate's tasks, each with its tick."""
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    workers = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
    for job in jobs:
        alone = None if job.name in ALONE_BUT else job.name
        _ticking(workers, job.name, alone, job.seconds, _OneAtATime(partial(tick, app, job)))

    @workers.periodic(cron=cron(SILENT_SECONDS), periodic_id="stalled")
    @workers.task(name="stalled", queueing_lock="stalled", pass_context=True)
    async def stalled(context: procrastinate.JobContext, timestamp: int) -> None:
        await requeue_stalled(context.app)

    return workers


def _ticking(workers: procrastinate.App, name: str, lock: str | None, seconds: int, run: Callable[[], None]) -> None:
    def task(timestamp: int = 0) -> None:
        run()

    made = workers.task(name=name, lock=lock, queueing_lock=None)(task)
    workers.periodic(cron=cron(seconds), periodic_id=name, queueing_lock=f"tick:{name}", lock=lock)(made)


class _OneAtATime:
    """A job that this process runs once at a time: whoever comes meanwhile lets it be run once more, and goes.

    Else woken deliveries would take every place of a worker while a provider is slow, and the alerts would wait.
    """

    def __init__(self, run: Callable[[], None]):
        self._run, self._busy, self._again = run, threading.Lock(), threading.Event()

    def __call__(self) -> None:
        self._again.set()
        while self._again.is_set() and self._busy.acquire(blocking=False):
            try:
                self._again.clear()
                self._run()
            finally:
                self._busy.release()


async def requeue_stalled(workers: procrastinate.App) -> int:
    """Put back what dead workers had in hand; how many jobs.

    A tick is ended instead: the next one waits already, under the queueing lock that this one would need.
    """
    jobs = workers.job_manager
    silent: Sequence[Job] = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in silent:
        if job.id is None or job.status != Status.DOING.value:
            continue
        if job.queueing_lock is None:
            await jobs.retry_job_by_id_async(job.id, retry_at=clock.now())
        else:
            await jobs.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
    return len(silent)


def cron(seconds: int) -> str:
    """Pure: an interval as a cron line; its sixth field is the seconds. Raises ValueError for one that has none."""
    for unit, whole, line in ((1, 60, "* * * * * */{}"), (60, 60, "*/{} * * * *"), (3600, 24, "0 */{} * * *")):
        number, odd = divmod(seconds, unit)
        if not odd and 0 < number < whole and whole % number == 0:
            return line.format(number)
    raise ValueError(f"{seconds} s divide neither a minute nor an hour nor a day")
