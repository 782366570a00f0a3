"""What an engine needs to know of a job, and how it runs one."""

from __future__ import annotations

import logging
from typing import Protocol

from flask import Flask

from backend.access.unit_of_work import told

log = logging.getLogger(__name__)


class Ticking(Protocol):
    """A job of the timetable."""

    @property
    def name(self) -> str: ...
    @property
    def seconds(self) -> int: ...
    def tick(self) -> object: ...


def tick(app: Flask, job: Ticking) -> None:
    """One tick in an app context of its own, which never raises: one job's fault must not stop the others.

    A fault is logged by its kind and place: its message may repeat what stands in the database.
    """
    try:
        with app.app_context():
            job.tick()
    except Exception as fault:  # noqa: BLE001 - see above
        log.error("job %s failed: %s", job.name, told(fault))
