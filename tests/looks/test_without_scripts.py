"""Every step of hers without scripts: from the day to what she says, asks and chooses, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from schema.db import db
from tests.card.world import DAY, at
from tests.looks.test_faces import keep_cookie
from tests.pairing.conftest import Homes, pair
from tests.people import Client

pytestmark = [pytest.mark.browser, pytest.mark.settings(card_disclosure="services")]


@pytest.fixture
def day(homes: Homes, app, open_page) -> Page:
    """Her day on a device of her own, in a browser without scripts."""
    homes.came(homes.visit("v1", at(8), at(9), workers="Sara"), "Sara", at(8, 5), at(8, 30))
    tomorrow = DAY + timedelta(days=1)
    homes.visit("v2", at(12, 0, tomorrow), at(13, 0, tomorrow), workers="Ali")
    token = homes.token()
    client = Client(app)
    pair(client, token)
    db.session.commit()
    page = open_page("/koppla", script=False)
    keep_cookie(page, client, "mitt")
    page.goto("/mitt")
    return page


def test_she_says_something_and_reads_it_again(day: Page) -> None:
    day.get_by_role("link", name="Säg något om besöket").click()
    day.get_by_role("button", name="Besöket var för kort").click()
    expect(day.get_by_role("heading", name="Tack")).to_be_visible()
    day.goto("/mitt")
    day.get_by_role("link", name="Det du har sagt till oss").click()
    expect(day.get_by_text("för kort", exact=False).first).to_be_visible()


def test_she_declines_and_takes_it_back(day: Page) -> None:
    day.get_by_role("link", name="I morgon").click()
    day.get_by_role("link", name="Avboka eller byt tid").click()
    day.locator("form:has([value=decline]) button.big").click()
    expect(day.get_by_role("button", name="Ta tillbaka")).to_be_visible()
    day.get_by_role("button", name="Ta tillbaka").click()
    expect(day.get_by_role("button", name="Ta tillbaka")).to_have_count(0)


def test_she_chooses_and_regrets(day: Page) -> None:
    day.get_by_role("link", name="Dina val").click()
    language = day.locator("section[id^=language-]")
    language.locator("summary").click()
    language.get_by_label("Suomi").check()
    language.get_by_role("button", name="Spara").click()
    expect(day.locator("html")).to_have_attribute("lang", "fi")
    day.locator(".saved button").click()
    expect(day.locator("html")).to_have_attribute("lang", "sv")
