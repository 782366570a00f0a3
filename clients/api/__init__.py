"""REST for other systems: bearer keys, cursors, problem+json, an OpenAPI description."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from clients.api import docs, events, gaps, imports, problems, visits
from clients.api.blueprint import blueprint

ROUTES = (events, visits, gaps, imports)
"""The modules that put routes on the blueprint."""


class HouseApi(Api):
    """The library's own error handler would turn every 404 of the whole service into JSON, and describe it so."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        return


def install(app: Flask) -> None:
    """Add this face to the app."""
    app.config.update(API_TITLE="Vem kommer", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = HouseApi(app)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(blueprint)
    app.extensions["api"] = api
    app.extensions["csrf"].exempt(blueprint)
    app.register_blueprint(docs.blueprint)
    app.after_request(problems.keep_to_problems)
