"""Procrastinate on PostgreSQL: deferred in the causing transaction, one tick at a time, dead workers' jobs taken up."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from backend import jobs
from backend.engines import distributed
from notifications import drafts
from notifications.drafts import Draft
from schema.db import db
from schema.settings import ROOT
from schema.tables import Message
from tests.conftest import ENVIRONMENT
from tests.fake_twilio import FakeTwilio
from tests.notices.conftest import fake_twilio
from tests.notices.town import number

PATIENCE = 30
FAR = datetime(2100, 1, 1, tzinfo=UTC)
"""The workers' clock is the machine's, and not this test's."""


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The service on PostgreSQL."""
    return make_app("postgresql")


def waiting() -> list[tuple[str, str, str | None]]:
    """The jobs of the queue: name, status, the lock that keeps a second one from waiting."""
    rows = db.session.execute(text("SELECT task_name, status, queueing_lock FROM procrastinate_jobs ORDER BY id"))
    return [(row.task_name, row.status, row.queueing_lock) for row in rows]


def write(key: str, place: int = 5) -> None:
    draft = Draft(key, "alert", None, number(place), f"h{place}", "sv", key, FAR)
    drafts.write([draft])


def test_what_is_written_wakes_delivery_with_its_transaction(app: Flask) -> None:
    write("a")
    assert waiting() == [("deliver", "todo", None)]
    db.session.rollback()
    assert waiting() == [], "what was rolled back wakes nobody"
    write("a")
    db.session.commit()
    assert waiting() == [("deliver", "todo", None)]
    write("a")
    db.session.commit()
    assert len(waiting()) == 1, "a key that was used before writes nothing"


def test_an_interval_as_a_line_of_cron() -> None:
    assert [distributed.cron(seconds) for seconds in (1, 5, 20, 60, 300, 1800, 3600)] == [
        "* * * * * */1", "* * * * * */5", "* * * * * */20", "*/1 * * * *", "*/5 * * * *", "*/30 * * * *", "0 */1 * * *",
    ]  # fmt: skip
    for seconds in (0, 7, 90, 3600 * 5, 3600 * 24):
        with pytest.raises(ValueError, match="divide neither"):
            distributed.cron(seconds)
    assert all(distributed.cron(job.seconds) for job in jobs.timetable())


def test_what_a_dead_worker_had_in_hand_is_put_back_and_its_ticks_are_ended(app: Flask) -> None:
    dead = db.session.execute(text(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
    )).scalar()  # fmt: skip
    insert = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock, lock, worker_id, args, attempts)"
        " VALUES ('default', :name, :status, :waits, :lock, :worker, '{}', 1)"
    )
    tick: dict[str, Any] = {"name": "sweep", "waits": "tick:sweep", "lock": "sweep"}
    for row in (
        {"name": "deliver", "status": "doing", "waits": None, "lock": None, "worker": dead},
        {**tick, "status": "doing", "worker": dead}, {**tick, "status": "todo", "worker": None},
    ):  # fmt: skip
        db.session.execute(insert, row)
    db.session.commit()
    workers = distributed.worker(app, (), db.engine)

    async def requeue() -> int:
        async with workers.open_async():
            return await distributed.requeue_stalled(workers)

    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left this thread a loop of its own
        assert apart.submit(lambda: asyncio.run(requeue())).result() == 2
    assert waiting() == [("deliver", "todo", None), ("sweep", "todo", "tick:sweep")]


@contextmanager
def at_work(app: Flask, twilio: FakeTwilio, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many `flask jobs run`, as an operator starts them."""
    url = db.engine.url.render_as_string(hide_password=False)
    told = {name.upper(): value for name, value in twilio.settings.items()}
    environment = {**ENVIRONMENT, "DATABASE_URL": url, "SMS_MODE": "live", "LOG_LEVEL": "WARNING", **told}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"]
    running = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(workers)]
    try:
        yield running
    finally:
        for one in running:
            one.kill()
            one.wait()


def until(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        db.session.rollback()
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_two_workers_send_each_message_once_soon_after_its_commit(app: Flask, fake_twilio: FakeTwilio) -> None:
    with at_work(app, fake_twilio, workers=2) as running:
        write("first")
        db.session.commit()
        assert until(lambda: len(fake_twilio.accepted) == 1), "no worker came up"
        for one in range(10):
            write(f"k{one}", place=10 + one)
            db.session.commit()
        assert until(lambda: len(fake_twilio.accepted) >= 11)
        assert until(lambda: db.session.scalar(text("SELECT count(*) FROM procrastinate_workers")) == 2), "both are up"
        running[0].send_signal(signal.SIGTERM)
        assert running[0].wait(PATIENCE) == 0, "told to stop, it ends what it has in hand"
        write("last", place=40)
        db.session.commit()
        assert until(lambda: len(fake_twilio.accepted) >= 12), "the other goes on"
    assert until(lambda: set(db.session.scalars(select(Message.state))) == {"sent"})
    assert sorted(one["body"] for one in fake_twilio.accepted) == sorted(
        ["first", "last", *(f"k{one}" for one in range(10))]
    )


__all__ = ["fake_twilio"]
