"""The public face: what this is, the way home after sign-in, health, the promises, and every error's page."""

from __future__ import annotations

from flask import Flask

from backend.access.strides import Strides
from clients.public import account, doors, errors, provider, statements, status
from clients.public.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.register_blueprint(blueprint)
    app.extensions["status_strides"] = Strides()
    app.register_blueprint(status.blueprint)
    app.register_blueprint(statements.blueprint)
    doors.install(app)
    account.install(app)
    errors.install(app)
    provider.install(app)
