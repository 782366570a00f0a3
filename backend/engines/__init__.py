"""What runs the timetable: APScheduler beside SQLite, Procrastinate on PostgreSQL. The jobs are the same functions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import Engine

from backend.engines import distributed, embedded
from backend.engines.ticking import Ticking


def run(app: Flask, jobs: Sequence[Ticking], engine: Engine) -> None:
    """Tick until told to stop (SIGTERM, SIGINT); running ticks finish first."""
    (distributed if engine.dialect.name == "postgresql" else embedded).run(app, jobs, engine)
