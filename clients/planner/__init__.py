"""The planner's face: a plan comes in, what it would change and what was rejected is seen first."""

from __future__ import annotations

from flask import Flask

from clients.planner import requests
from clients.planner.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.register_blueprint(blueprint)
    app.register_blueprint(requests.blueprint)
