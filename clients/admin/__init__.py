"""The administrator's face: how the installation stands, its outbox, who may sign in, the public pages' texts."""

from __future__ import annotations

from flask import Flask

from clients.admin import claims, feedback, handlers, resets, routes, texts, users


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(users.blueprint)
    app.register_blueprint(claims.blueprint)
    app.register_blueprint(handlers.blueprint)
    app.register_blueprint(resets.blueprint)
    app.register_blueprint(texts.blueprint)
    app.register_blueprint(feedback.blueprint)
