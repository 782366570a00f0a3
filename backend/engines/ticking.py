"""What an engine needs to know of a job, and how it runs one."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Protocol

from flask import Flask

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
        places = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(fault.__traceback__)]
        log.error("job %s failed: %s at %s", job.name, type(fault).__name__, " > ".join(places[-4:]))
