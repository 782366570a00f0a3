"""The administrator's face: how the installation stands, and its outbox."""

from __future__ import annotations

from flask import Flask

from clients.admin.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.register_blueprint(blueprint)
