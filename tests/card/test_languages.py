"""Swedish, Finnish and English: the recipient's own unless asked otherwise."""

from __future__ import annotations

import pytest

from tests.card.conftest import look, words
from tests.card.world import at


@pytest.mark.parametrize(
    ("spoken", "query", "said"),
    [
        ("sv", "", "I dag, tisdag 24 november"),
        ("fi", "", "Tänään, tiistaina 24. marraskuuta"),
        ("en", "", "Today, Tuesday 24 November"),
        ("se", "", "I dag, tisdag 24 november"),
        ("sv", "?lang=fi", "Seuraava käynti Kello 12–12.30"),
        ("sv-simple", "", "I dag, tisdag 24 november"),
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
