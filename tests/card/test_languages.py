"""Swedish, Finnish and English: the recipient's own unless asked otherwise, and catalogues that are complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from schema.settings import ROOT
from tests.card.conftest import look, words
from tests.card.world import at

CATALOGUES = ROOT / "clients" / "ui" / "translations"
HOLES = re.compile(r"{\w+}|%\(\w+\)s")


@pytest.mark.parametrize(
    ("spoken", "query", "said"),
    [
        ("sv", "", "I dag, tisdag 24 november"),
        ("fi", "", "Tänään, tiistaina 24. marraskuuta"),
        ("en", "", "Today, Tuesday 24 November"),
        ("se", "", "I dag, tisdag 24 november"),
        ("sv", "?lang=fi", "Seuraava käynti Kello 12–12.30"),
        ("sv", "?lang=en", "Next visit Between 12:00 and 12:30"),
        ("fi", "?lang=xx", "Seuraava käynti"),
    ],
)
def test_the_page_speaks_her_language(world, spoken, query, said):
    world.person.language = spoken
    world.visit("v1", at(12), at(12, 30))
    page = look(world.token(), query=query, Accept_Language="de")
    assert said in words(page).replace(" ,", ",")


@pytest.mark.parametrize(
    ("label", "category", "language", "word"),
    [
        ("Lunchdags", "meal", "sv", "Lunchdags"),
        (None, "meal", "sv", "Mat"),
        ("Lunchdags", "meal", "en", "Meal"),
        (None, None, "sv", "Hembesök"),
        ("Hjälp", None, "fi", "Hjälp"),
    ],
)
@pytest.mark.settings(card_disclosure="services")
def test_services_have_neutral_words(world, label, category, language, word):
    service = world.services["lunch"]
    service.name, service.public_label, service.category = "Mycket privat", label, category
    world.person.language = language
    world.visit("v1", at(12), at(12, 30))
    page = words(look(world.token()))
    assert f" {word} " in page
    assert "privat" not in page


def test_a_card_that_shows_nothing_speaks_as_the_browser_asks(app):
    assert 'lang="fi"' in look("wrong", Accept_Language="fi,sv;q=0.5").text
    assert 'lang="sv"' in look("wrong", Accept_Language="de").text


def _texts(tmp_path: Path) -> set[str]:
    out = tmp_path / "texts.pot"
    faces = ["clients/ui", "clients/public", "clients/recipient", "clients/relative"]
    order = ["extract", "-F", str(CATALOGUES / "babel.cfg"), "-k", "say", "-o", str(out), *faces]
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", *order], cwd=ROOT, check=True, capture_output=True)
    with out.open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}


@pytest.mark.parametrize("language", ["fi", "en"])
def test_catalogues_are_complete_and_compiled(tmp_path, language):
    folder = CATALOGUES / language / "LC_MESSAGES"
    with (folder / "messages.po").open("rb") as file:
        written = {str(one.id): str(one.string) for one in read_po(file, locale=language) if one.id}
    with (folder / "messages.mo").open("rb") as file:
        compiled = {str(one.id): str(one.string) for one in read_mo(file) if one.id}
    assert set(written) == _texts(tmp_path)
    assert compiled == written
    assert [text for text, said in written.items() if not said] == []
    assert [text for text, said in written.items() if set(HOLES.findall(text)) != set(HOLES.findall(said))] == []
