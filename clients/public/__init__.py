"""The public face: what this is, the way home after sign-in, health, and every error's page."""

from __future__ import annotations

from flask import Flask

from clients.public import account, doors, errors, provider
from clients.public.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.register_blueprint(blueprint)
    doors.install(app)
    account.install(app)
    errors.install(app)
    provider.install(app)
