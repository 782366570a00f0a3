"""The relative's face: what somebody with both consents may see of a near one's days."""

from __future__ import annotations

from flask import Flask

from clients.relative import calendar, days, notices, signing_in, stopping, strong, weeks


def install(app: Flask) -> None:
    """Add this face to the app, after the recipient's, whose pages' look it shares."""
    app.register_blueprint(signing_in.blueprint)
    app.register_blueprint(strong.blueprint)
    app.register_blueprint(notices.blueprint)
    app.register_blueprint(stopping.blueprint)
    app.register_blueprint(calendar.blueprint)
    app.register_blueprint(weeks.blueprint)
    app.register_blueprint(days.blueprint)
