"""The card's own templates, compiled once per language: the texts are resolved before the first look.

Flask's `render_template` would run every context processor of the staff pages for each look; this page needs none.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from clients import ui
from clients.ui.catalogues import CATALOGUES, many_in, named, offered, say_in
from clients.ui.day.page import Page
from clients.ui.icons import SHAPES, icon
from schema import clock, languages
from schema.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
CODE = Path(__file__).parent


def dialled(phone: str) -> str:
    """A telephone number as a tel: link takes it."""
    return re.sub(r"[^\d+]", "", phone)


class Renderer:
    """Renders the card's pages for one installation's settings."""

    def __init__(self, settings: Settings):
        icons: dict[str, Markup] = {name: icon(name) for name in SHAPES}
        files = {name: ui.asset(file) for name, file in _FILES.items()}
        shared: dict[str, Any] = {
            "asset": files,
            "icons": icons,
            "municipality": settings.municipality,
            "zone": settings.timezone,
            "languages": named(),
        }
        self._worlds = {code: _world(code, shared) for code in offered()}
        self._gone = {code: self.page("gone", code).encode() for code in self._worlds}
        self.fingerprint = _fingerprint(f"{settings.card_disclosure}\0{shared}")

    def card(self, page: Page, token: str = "", lang: str = "") -> str:
        """The page of a home's day, with the ways on from the card of a token; `lang` ends each address."""
        return self.page("card", page.language, page=page, token=token, lang=lang)

    def gone(self, language: str) -> bytes:
        """The one page of every card that shows nothing."""
        return self._gone[language]

    def page(self, name: str, language: str, **values: Any) -> str:
        """A page by the name of its template, with its values."""
        return self._worlds[language].get_template(f"day/{name}.html").render(**values)


_FILES = {
    "sheet": "vemkommer.css", "card": "card.css", "own": "own.css", "wall": "wall.css", "refresh": "refresh.js",
    "push": "push.js", "aloud": "aloud.js", "wall_script": "wall.js", "icon": "icon.svg",
}  # fmt: skip


class _Spoken(FileSystemLoader):
    """Reads templates with each `{{ _("text") }}` said in one language already: text once, not at each look.

    What depends on a number, `{{ say_many("one", "{n} many", count) }}`, is said when it is rendered.
    """

    TEXT = re.compile(r"""\{\{ _\((["'])((?:(?!\1).)+)\1\) \}\}""")

    def __init__(self, language: str):
        super().__init__(TEMPLATES)
        self._say = say_in(language)

    def get_source(self, environment: Environment, template: str) -> Any:
        """The template's source in the language."""
        source, *rest = super().get_source(environment, template)
        return self.TEXT.sub(lambda text: str(escape(self._say(text[2]))), source), *rest


def _world(language: str, shared: dict[str, Any]) -> Environment:
    """Where the templates of a language are compiled, each at its first look."""
    world = Environment(
        loader=_Spoken(language), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    world.filters["dialled"] = dialled
    world.globals.update(
        shared, language=language, rtl=languages.known(language).rtl, _=say_in(language), say_many=many_in(language)
    )
    return world


@cache
def _files_digest() -> str:
    files = [*TEMPLATES.rglob("*.html"), *CODE.glob("*.py"), *CATALOGUES.rglob("*.mo")]
    return sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()


def _fingerprint(told: str) -> str:
    return sha256(f"{_files_digest()}\0{told}\0{clock.zone().key}".encode()).hexdigest()[:10]
