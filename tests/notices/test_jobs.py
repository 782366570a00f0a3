"""The timetable: what runs when, that one job's fault stops no other, and that one process ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from backend import engines, jobs
from backend.engines import embedded
from backend.jobs import Job
from schema import clock
from schema.db import db
from schema.tables import Message, Task
from tests.notices.town import DAY, Town, at, number

Cli = Callable[..., Result]


def job(app: Flask, name: str) -> Job:
    return next(job for job in jobs.timetable() if job.name == name)


@pytest.mark.parametrize(
    ("name", "hour", "minute", "runs"),
    [("morning_list", 6, 29, False), ("morning_list", 6, 30, True), ("morning_list", 11, 59, True),
     ("morning_list", 12, 0, False), ("missing_plan", 5, 59, False), ("missing_plan", 6, 0, True),
     ("deliver", 3, 0, True), ("watch", 3, 0, True), ("sweep", 3, 0, True)],
)  # fmt: skip
def test_each_job_at_its_hour(app: Flask, name: str, hour: int, minute: int, runs: bool) -> None:
    ran: list[int] = []
    listed = job(app, name)
    watched = Job(name, lambda: ran.append(1), listed.seconds, listed.says, listed.between)
    with clock.standing_at(at(hour, minute)):
        watched.tick()
    assert bool(ran) is runs


def test_every_job_runs_on_an_empty_database(any_app: Flask) -> None:
    for listed in jobs.timetable():
        assert isinstance(jobs.once(listed.name, at(7)), dict), listed.name


def test_a_missing_plan_is_told_and_settled(app: Flask) -> None:
    town = Town()
    elsa = town.recipient("Elsa", number(5))
    town.usual(elsa, DAY.replace(day=23))
    db.session.commit()
    assert jobs.once("missing_plan", at(6)) == {"raised": 1}
    assert [task.kind for task in db.session.scalars(select(Task))] == ["no_plan"]


def test_a_failing_job_is_logged_without_its_words(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("Elsa Berg, 070-174 06 05")

    embedded.guarded(app, Job("broken", fail, 60, ""), lambda: True)()
    assert "job broken failed: ValueError at " in caplog.text
    assert "test_jobs.py" in caplog.text
    assert "Elsa" not in caplog.text


def test_without_the_lock_nothing_runs(app: Flask) -> None:
    ran: list[int] = []
    embedded.guarded(app, Job("x", lambda: ran.append(1), 60, ""), lambda: False)()
    assert ran == []


def test_one_holds_the_lock_until_it_lets_go(app: Flask, tmp_path: Path) -> None:
    first, second = embedded.FileLock(tmp_path / "jobs.lock"), embedded.FileLock(tmp_path / "jobs.lock")
    try:
        assert first.held()
        assert first.held()
        assert not second.held()
        first.release()
        assert second.held()
        assert not first.held()
    finally:
        first.release()
        second.release()


@dataclass
class Counting:
    """A job that counts its ticks and stops the engine after some."""

    name: str
    stop_after: int = 0
    seconds: int = 1
    ticks: list[int] = field(default_factory=list)

    def tick(self) -> object:
        self.ticks.append(1)
        if self.name == "broken":
            raise RuntimeError
        if self.stop_after and len(self.ticks) >= self.stop_after:
            import os
            import signal

            os.kill(os.getpid(), signal.SIGTERM)
        return None


@pytest.fixture
def _handlers() -> Iterator[None]:
    import signal

    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_handlers")
def test_the_engine_ticks_at_once_goes_on_past_faults_and_stops_when_told(app: Flask) -> None:
    good, broken = Counting("good", stop_after=2), Counting("broken")
    engines.run(app, [broken, good], db.engine)
    assert len(good.ticks) >= 2
    assert len(broken.ticks) >= 2
    lock = embedded.FileLock(Path(f"{db.engine.url.database}.jobs.lock"))
    assert lock.held(), "it was let go"
    lock.release()


def test_list(run_cli: Cli) -> None:
    listed = run_cli("jobs", "list", "--format", "json")
    import json

    rows = {row["job"]: row for row in json.loads(listed.stdout)["jobs"]}
    assert rows["morning_list"]["between"] == ["06:30", "12:00"]
    assert rows["deliver"]["seconds"] == 5
    assert "morning_list" in run_cli("jobs", "list").stdout


@pytest.mark.parametrize(
    ("instant", "utc"),
    [
        ("2026-11-24T06:30", "2026-11-24T05:30:00+00:00"),
        ("2026-11-24T06:30:00+01:00", "2026-11-24T05:30:00+00:00"),
        ("2026-11-24T05:30:00Z", "2026-11-24T05:30:00+00:00"),
        ("2026-11-24 06:30", "2026-11-24T05:30:00+00:00"),
        ("2026-07-01T06:30", "2026-07-01T04:30:00+00:00"),
    ],
)
def test_once_at_an_instant(run_cli: Cli, instant: str, utc: str) -> None:
    import json

    told = json.loads(run_cli("jobs", "once", "deliver", "--at", instant, "--format", "json").stdout)
    assert told == {"job": "deliver", "at": utc, "result": {}}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense",), "there is no job 'nonsense'; there are morning_list, day_call, evening_list"),
        (("deliver", "--at", "kl 7"), "is no instant: write 2026-10-09T06:30"),
        (("deliver", "--at", "2026-13-01T06:30"), "is no instant"),
        (("deliver", "--at", "9999-12-31T23:59:00-14:00"), "is no instant"),
        ((), "Missing argument 'NAME'"),
    ],
)
def test_once_with_what_cannot_be(run_cli: Cli, arguments: tuple[Any, ...], said: str) -> None:
    result = run_cli("jobs", "once", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_once_writes_and_sends(run_cli: Cli) -> None:
    Town().willing("Elsa", number(5))
    result = run_cli("jobs", "once", "morning_list", "--at", "2026-11-24T06:30")
    assert (result.exit_code, result.stdout) == (
        0, "morning_list 2026-11-24 06:30: written 1, waiting 0, withheld 0, asked 0, sent 1\n"
    )  # fmt: skip
    assert db.session.scalars(select(Message.state)).all() == ["sent"]


def test_between_is_local_time(app: Flask) -> None:
    between = job(app, "morning_list").between
    assert between == (time(6, 30), time(12))
