"""The recipient's face: the card in her hall, and her own paired device."""

from __future__ import annotations

from flask import Flask

from backend.access.strides import Strides
from backend.cards import views
from backend.devices.looks import Quiet
from clients.recipient import choices, months, near, news, offered, pair, who
from clients.recipient.routes import blueprint
from clients.ui.day.rendering import Renderer


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.extensions["card_renderer"] = Renderer(app.extensions["settings"])
    views.install(app)
    app.extensions["card_strides"] = Strides()
    app.extensions["quiet_looks"] = Quiet()
    parts = (near, who, choices, months, pair, offered, news)
    for one in (blueprint, *(part.blueprint for part in parts)):
        app.register_blueprint(one)
