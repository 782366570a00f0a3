"""The relative's face: what somebody with both consents may see of a near one's days."""

from __future__ import annotations

from flask import Flask

from clients.relative import calendar, days, notices, signing_in, stopping, strong, weeks, writing


def install(app: Flask) -> None:
    """Add this face to the app, after the recipient's, whose pages' look it shares."""
    for one in (calendar, days, notices, signing_in, stopping, strong, weeks, writing):
        app.register_blueprint(one.blueprint)
