"""The hooks: what Twilio tells us, and asks. Nobody else gets an answer."""

from __future__ import annotations

from flask import Flask

from clients.hooks.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app. A signature stands in the place of the form's token."""
    app.extensions["csrf"].exempt(blueprint)
    app.register_blueprint(blueprint)
