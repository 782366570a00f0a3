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
    offer,
    on_call,
    on_her_word,
    opening,
    person,
    person_notices,
    phones,
    remarks,
    routes,
    sending,
    survey,
    week,
)


def install(app: Flask) -> None:
    """Add this face to the app."""
    for one in (
        routes,
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
        offer,
        on_call,
        on_her_word,
        opening,
        person,
        person_notices,
        phones,
        remarks,
        sending,
        survey,
        week,
    ):
        app.register_blueprint(one.blueprint)
