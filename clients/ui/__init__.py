"""The shared look: base template, macros, css, fonts, icons, translations."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_security import current_user

from backend.access.opening import Opening, standing
from backend.access.scope import MAY_OPEN, current_scope, held_roles
from clients.ui.catalogues import catalogue, named, offered
from clients.ui.compressed import small_file
from clients.ui.icons import icon
from schema import languages

YEAR = 31_536_000
STATIC = Path(__file__).parent / "static"
TRANSLATIONS = str(Path(__file__).parent / "translations")
FACES = (
    ("worker", "/personal", "Min dag"),
    ("manager", "/chef", "Att ta hand om"),
    ("head", "/chef", "Att ta hand om"),
    ("planner", "/plan", "Planen"),
    ("admin", "/admin", "Systemet"),
    ("auditor", "/chef/granskning", "Granskning"),
    ("head", "/chef/loggkontroll", "Loggkontroll"),
    ("head", "/chef/granskning", "Granskning"),
    ("manager", "/chef/besked", "Besked"),
    ("head", "/chef/besked", "Besked"),
    ("manager", "/chef/inkorg", "Inkorg"),
    ("head", "/chef/inkorg", "Inkorg"),
    ("manager", "/chef/telefoner", "Telefoner"),
    ("head", "/chef/telefoner", "Telefoner"),
    ("manager", "/chef/nodoppning", "Nödöppning"),
    ("head", "/chef/nodoppning", "Nödöppning"),
    ("manager", "/dataskydd", "Dataskydd"),
    ("head", "/dataskydd", "Dataskydd"),
    ("auditor", "/dataskydd", "Dataskydd"),
    ("admin", "/dataskydd", "Dataskydd"),
    ("admin", "/admin/anvandare", "Användare"),
    ("head", "/admin/handlaggare", "Skyddade"),
    ("admin", "/admin/handlaggare", "Skyddade"),
)
"""Where each role works; the first that somebody has a role for is where she is taken home."""


class Files(Blueprint):
    """Serves the look's files: for a year when asked for by content, else to be asked about each time."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        return YEAR if "v" in request.args else 0

    def send_static_file(self, filename: str) -> Response:
        """The file, made small where the browser takes it so."""
        return small_file(super().send_static_file(filename), filename)


blueprint = Files("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/ui")


def language() -> str:
    """The page's language: what the page decided for its reader, else Swedish, which staff pages are written in."""
    return str(g.get("language") or languages.SWEDISH)


def locale() -> str:
    """The CLDR locale of the page's language, for what libraries say and write."""
    return languages.known(language()).locale


def written_from_right() -> bool:
    """Whether the page's language is written from right to left."""
    return languages.known(language()).rtl


def asked_language() -> str:
    """The language of ours that the reader's browser asks for first, else Swedish."""
    return request.accept_languages.best_match(offered(), languages.SWEDISH) or languages.SWEDISH


def chosen_language() -> str:
    """The language for somebody of whom nothing is known: asked for in the address, else by her browser."""
    asked = request.args.get("lang", "")
    return asked if asked in offered() else asked_language()


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
    held = held_roles(current_user)
    return list(dict.fromkeys((address, label) for role, address, label in FACES if role in held))


def home_here(homes: list[tuple[str, str]]) -> str:
    """The address of the face that this page is of: the longest that leads to it; empty for none."""
    path = request.path
    return max((one for one, _ in homes if path == one or path.startswith(f"{one}/")), key=len, default="")


def openings_of_user() -> list[Opening]:
    """What break-glass has open to the signed-in user."""
    return standing(current_scope(*MAY_OPEN)) if current_user.is_authenticated else []


def _words() -> dict[str, Any]:
    settings = current_app.extensions["settings"]
    return {
        "asset": asset,
        "icon": icon,
        "homes_of_user": homes_of_user,
        "home_here": home_here,
        "openings_of_user": openings_of_user,
        "page_language": language,
        "page_rtl": written_from_right,
        "languages": named,
        "municipality": settings.municipality,
    }


def install(app: Flask) -> None:
    """Add the shared templates and files to the app."""
    app.register_blueprint(blueprint)
    app.context_processor(_words)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's extension for translations
        gettext=lambda text: catalogue(language()).gettext(text),
        ngettext=lambda one, many, n: catalogue(language()).ngettext(one, many, n),
        newstyle=True,
    )
