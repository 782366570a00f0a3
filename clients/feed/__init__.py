"""The face to calendars: a recipient's or a relative's visits at an address of her own."""

from __future__ import annotations

from flask import Flask

from clients.feed.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app, after those whose pages turn it on."""
    app.register_blueprint(blueprint)
