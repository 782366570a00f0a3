"""The shared look: base template, macros, css, fonts, icons, translations."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app, g, request
from flask_security import current_user

from clients.ui.icons import icon

LANGUAGES = ("sv", "fi", "en")
YEAR = 31_536_000
STATIC = Path(__file__).parent / "static"
TRANSLATIONS = str(Path(__file__).parent / "translations")
FACES = (
    ("worker", "/personal", "Min dag"),
    ("manager", "/chef", "Att ta hand om"),
    ("head", "/chef", "Att ta hand om"),
    ("planner", "/plan", "Planen"),
    ("admin", "/admin", "Systemet"),
)
"""Where each role works, in the order in which somebody with several is taken home."""


class Files(Blueprint):
    """Serves the look's files: for a year when asked for by content, else to be asked about each time."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        return YEAR if "v" in request.args else 0


blueprint = Files("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/ui")


def language() -> str:
    """The page's language: what the page decided for its reader, else Swedish, which staff pages are written in."""
    return str(g.get("language") or "sv")


def asked_language() -> str:
    """The language of ours that the reader's browser asks for first, else Swedish."""
    return request.accept_languages.best_match(LANGUAGES, "sv") or "sv"


@cache
def _fingerprint(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file of the look, with its fingerprint so that browsers may keep it."""
    return f"/ui/{name}?v={_fingerprint(name)}"


def homes_of_user() -> list[tuple[str, str]]:
    """Address and name of each face that the signed-in user's roles open; empty for anybody else."""
    if not current_user.is_authenticated:
        return []
    held = {role.name for role in current_user.roles}
    return list(dict.fromkeys((address, label) for role, address, label in FACES if role in held))


def _words() -> dict[str, Any]:
    settings = current_app.extensions["settings"]
    return {
        "asset": asset,
        "icon": icon,
        "homes_of_user": homes_of_user,
        "page_language": language,
        "municipality": settings.municipality,
    }


def install(app: Flask) -> None:
    """Add the shared templates and files to the app."""
    app.register_blueprint(blueprint)
    app.context_processor(_words)
