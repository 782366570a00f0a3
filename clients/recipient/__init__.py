"""The recipient's face: the card in her hall."""

from __future__ import annotations

from flask import Flask

from backend.access.strides import Strides
from backend.cards import views
from clients.recipient.routes import blueprint
from clients.ui.day.rendering import Renderer


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.extensions["card_renderer"] = Renderer(app.extensions["settings"])
    views.install(app)
    app.extensions["card_strides"] = Strides()
    app.register_blueprint(blueprint)
