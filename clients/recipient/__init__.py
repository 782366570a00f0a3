"""The recipient's face: the card in her hall, and her own paired device."""

from __future__ import annotations

from flask import Flask

from backend.access.strides import Strides
from backend.cards import views
from backend.devices.looks import Quiet
from clients.recipient import (
    calendar,
    card_said,
    change,
    choices,
    heard,
    how_it_was,
    months,
    near,
    news,
    offered,
    pair,
    photo,
    said,
    wall,
    week,
    who,
)
from clients.recipient.routes import blueprint
from clients.ui.day.rendering import Renderer


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.extensions["card_renderer"] = Renderer(app.extensions["settings"])
    views.install(app)
    app.extensions["card_strides"] = Strides()
    app.extensions["quiet_looks"] = Quiet()
    app.register_blueprint(blueprint)
    for face in (
        calendar,
        card_said,
        change,
        choices,
        heard,
        how_it_was,
        months,
        near,
        news,
        offered,
        pair,
        photo,
        said,
        wall,
        week,
        who,
    ):
        app.register_blueprint(face.blueprint)
