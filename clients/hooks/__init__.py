"""The hooks: what Twilio tells us, and asks. Nobody else gets an answer."""

from __future__ import annotations

from flask import Flask

from clients.hooks import elks, routes


def install(app: Flask) -> None:
    """Add this face to the app. A signature stands in the place of the form's token."""
    for one in (routes.blueprint, elks.blueprint):
        app.extensions["csrf"].exempt(one)
        app.register_blueprint(one)
