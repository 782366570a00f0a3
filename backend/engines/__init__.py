"""What runs the timetable: APScheduler beside SQLite, Procrastinate on PostgreSQL. The jobs are the same functions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import Engine

from backend.engines import distributed, embedded
from backend.engines.ticking import Ticking
from schema import wake
from schema.settings import Settings


def install(app: Flask, settings: Settings) -> None:
    """Let what is written wake its job, where the engine can: which one it is follows from DATABASE_URL alone."""
    if settings.database_url.startswith("postgresql"):
        app.extensions[wake.NAME] = distributed.wake


def run(app: Flask, jobs: Sequence[Ticking], engine: Engine) -> None:
    """Tick until told to stop (SIGTERM, SIGINT); running ticks finish first."""
    (distributed if engine.dialect.name == "postgresql" else embedded).run(app, jobs, engine)
