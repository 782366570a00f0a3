"""What the pages say, taken from their source as `make texts` does, and what the catalogues hold."""

from __future__ import annotations

import contextlib
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from schema.settings import ROOT

CATALOGUES = ROOT / "clients" / "ui" / "translations"
FACES = ("ui", "public", "recipient", "relative")
Forms = tuple[str, ...]


@cache
def said() -> dict[Forms, tuple[str, ...]]:
    """Every text of these faces in Swedish, with the files in which it stands, as paths from the project's root."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "texts.pot"
        faces = [f"{ROOT}/clients/{face}" for face in FACES]
        order = ["extract", "-F", f"{CATALOGUES}/babel.cfg", "-k", "say", "-k", "say_many:1,2", "-o", str(out)]
        with contextlib.redirect_stdout(io.StringIO()):
            CommandLineInterface().run(["pybabel", "-q", *order, *faces])
        with out.open("rb") as file:
            texts = read_po(file)
    return {
        forms(one.id): tuple(dict.fromkeys(_from_root(name) for name, _ in one.locations)) for one in texts if one.id
    }


def _from_root(name: str) -> str:
    return "clients/" + name.rpartition("clients/")[2]


def forms(text: object) -> Forms:
    """A text in all its forms by number; one alone where there are none."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


@cache
def written(language: str) -> Catalog:
    """A language's catalogue as it was written; `language` as its folder is called."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def texts(language: str) -> dict[Forms, Forms]:
    """A language's texts as they were written."""
    return {forms(one.id): forms(one.string) for one in written(language) if one.id}


def compiled(language: str) -> dict[Forms, Forms]:
    """A language's texts as the pages read them."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return {forms(one.id): forms(one.string) for one in read_mo(file) if one.id}
