"""Assembly's part of the engines: what is written wakes its job, where the engine can."""

from __future__ import annotations

from flask import Flask

from backend.engines import distributed
from schema import wake
from schema.settings import Settings


def install(app: Flask, settings: Settings) -> None:
    """Let what is written wake its job, where the engine can: which one it is follows from DATABASE_URL alone."""
    if settings.database_url.startswith("postgresql"):
        app.extensions[wake.NAME] = distributed.wake
