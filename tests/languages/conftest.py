from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from clients.ui import catalogues
from clients.ui.day.words import words_in
from clients.ui.statement.keeping import kept_for
from notifications import texts
from tests.card.conftest import world
from tests.languages.catalogued import CATALOGUES
from tests.languages.faces import Faces
from tests.pairing.conftest import homes

CACHED = (
    catalogues.catalogue, catalogues.say_in, catalogues.many_in, catalogues.offered, words_in, kept_for,
    texts.catalogue,
)  # fmt: skip


def forget() -> None:
    """Let the catalogues be read anew."""
    for one in CACHED:
        one.cache_clear()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The catalogues of pages and of texts, copied to where more may be put beside them."""
    shutil.copytree(CATALOGUES, tmp_path / "pages")
    shutil.copytree(texts.HERE, tmp_path / "texts")
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path / "pages")
    monkeypatch.setattr(texts, "HERE", tmp_path / "texts")
    forget()
    yield tmp_path
    forget()


@pytest.fixture
def faces(app: Flask, homes) -> Faces:
    """Each main page of these faces, on a day with all that can happen."""
    return Faces(app, homes)


__all__ = ["homes", "world"]
