"""The worker's face: her own day, and the button for what comes next."""

from __future__ import annotations

from flask import Flask

from backend.devices import phones
from clients.worker import card, pairing, phone, photo, routes
from clients.worker.words import FILTERS


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.jinja_env.filters.update(FILTERS)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(card.blueprint)
    app.register_blueprint(pairing.blueprint)
    app.register_blueprint(phone.blueprint)
    app.register_blueprint(photo.blueprint)
    app.extensions["enrolled_phone"] = phones.current_phone_id
    app.extensions["phone_door"] = phone.door
    app.context_processor(lambda: {"on_shared_phone": phone.on_shared_phone})
