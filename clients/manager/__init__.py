"""The manager's face: what to take care of, with its follow-up."""

from __future__ import annotations

from flask import Flask

from clients.manager import (
    alerts,
    caller_pin,
    calls,
    cases,
    choices,
    devices,
    inbox,
    logcheck,
    messages,
    months,
    on_call,
    opening,
    person,
    person_notices,
    phones,
    routes,
    sending,
)


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(person.blueprint)
    app.register_blueprint(devices.blueprint)
    app.register_blueprint(caller_pin.blueprint)
    app.register_blueprint(opening.blueprint)
    app.register_blueprint(logcheck.blueprint)
    app.register_blueprint(cases.blueprint)
    app.register_blueprint(phones.blueprint)
    app.register_blueprint(messages.blueprint)
    app.register_blueprint(sending.blueprint)
    app.register_blueprint(inbox.blueprint)
    app.register_blueprint(calls.blueprint)
    app.register_blueprint(on_call.blueprint)
    app.register_blueprint(alerts.blueprint)
    app.register_blueprint(person_notices.blueprint)
    app.register_blueprint(months.blueprint)
    app.register_blueprint(choices.blueprint)
