"""Assembles the app: settings, extensions, faces, error pages. No logic; starts no scheduler."""

from __future__ import annotations

import logging
import sys
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from backend.access import audience, discretion, headers, limit, short_way, signin, transaction
from backend.engines import waking
from clients import admin, api, cli, feed, hooks, manager, planner, privacy, public, recipient, relative, ui, worker
from schema import clock, keyring, settings, tables
from schema.db import READING, db, reading_only

CANNOT_START = 3
"""The exit code at which gunicorn stops too; at any other it would try again for ever."""
FACES = (public, recipient, relative, feed, worker, manager, planner, admin, api, hooks, privacy)


def create_app(given: settings.Settings | None = None) -> Flask:
    """The service's WSGI app. Raises SettingsError when the environment is not right and `given` is None."""
    told = given or settings.load()
    logging.basicConfig(
        level=told.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    clock.configure(told.timezone)
    keyring.configure(told.data_keys, told.index_key)
    app = short_way.House("vemkommer", static_folder=None, instance_path=str(settings.INSTANCE))
    app.config.update(
        SECRET_KEY=told.secret_key,
        SQLALCHEMY_DATABASE_URI=told.database_url,
        SQLALCHEMY_BINDS={READING: reading_only(told.database_url)},
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=told.https,
    )
    app.extensions["settings"] = told
    discretion.install(app)
    db.init_app(app)
    Migrate(app, db, directory=str(settings.ROOT / "schema" / "migrations"), compare_type=True, render_as_batch=True)
    transaction.own_transactions(app)
    app.extensions["csrf"] = CSRFProtect(app)
    Babel(
        app,
        default_locale="sv",
        default_timezone=told.timezone,
        default_translation_directories=ui.TRANSLATIONS,
        locale_selector=ui.locale,
    )
    for part in (waking, headers, limit, signin):
        part.install(app, told)
    app.before_request(audience.gate)
    ui.install(app)
    for face in FACES:
        face.install(app)
    cli.install(app)
    return app


def __getattr__(name: str) -> Any:
    """`wsgi:app` is assembled when a server or the command line asks for it, not when a test imports this file."""
    if name != "app":
        raise AttributeError(name)
    try:
        app = create_app()
    except settings.SettingsError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - there is no logging yet
        sys.exit(CANNOT_START)
    globals()["app"] = app
    return app


__all__ = ["app", "create_app", "tables"]  # noqa: F822 - `app` is made on demand
