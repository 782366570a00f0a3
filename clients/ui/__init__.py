"""The shared look: base template, macros, css, fonts, icons, translations."""

from __future__ import annotations

from flask import Blueprint, Flask, g, request

LANGUAGES = ("sv", "fi", "en")

blueprint = Blueprint("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/ui")


def language() -> str:
    """The page's language: what the page decided for its reader, else what the browser asks for, else Swedish."""
    return g.get("language") or request.accept_languages.best_match(LANGUAGES, "sv") or "sv"


def install(app: Flask) -> None:
    """Add the shared templates and files to the app."""
    app.register_blueprint(blueprint)
