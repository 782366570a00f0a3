"""A worker of the service, by its own engine, whose clock runs fast: in a process of its own."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backend import engines, jobs
from backend.engines import distributed, embedded
from notifications.channels import carriers
from schema.db import db
from tests.chaos.fast import run_fast
from wsgi import create_app

SECONDS = {"deliver": 1, "sweep": 1}


class Machine:
    """The machine's clock, by which the embedded engine's scheduler waits: by the fast one it would have missed days
    of ticks, or have them before it, and count them all."""

    @staticmethod
    def now() -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - the one that the scheduler reads


def main(origin: float) -> None:
    """Work until killed. What waits in seconds of the machine waits a sixtieth here; the rest follows the clock."""
    run_fast(origin)
    carriers.TIMEOUT_SECONDS = 0.5
    carriers.ASLEEP = timedelta(seconds=2)
    embedded.clock = Machine  # type: ignore[assignment, attr-defined]
    distributed.HEARTBEAT_SECONDS, distributed.SILENT_SECONDS = 1, 3
    app = create_app()
    with app.app_context():
        database = db.engine
    work = [replace(job, seconds=SECONDS[job.name]) for job in jobs.timetable() if job.name in SECONDS]
    engines.run(app, work, database)
