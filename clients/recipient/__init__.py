"""The recipient's face: the card in her hall."""

from __future__ import annotations

from flask import Flask

from backend.cards import views
from clients.recipient.rendering import Renderer
from clients.recipient.routes import blueprint


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.extensions["card_renderer"] = Renderer(app.extensions["settings"])
    views.install(app)
    app.register_blueprint(blueprint)
