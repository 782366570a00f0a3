"""The worker's face: her own day, and the button for what comes next."""

from __future__ import annotations

from flask import Flask

from clients.worker import card, routes
from clients.worker.words import FILTERS


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.jinja_env.filters.update(FILTERS)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(card.blueprint)
