"""A page that stands open stays true by itself: quietly, without moving anybody, and it says so when it cannot."""

from __future__ import annotations

from datetime import time

import pytest
import time_machine
from playwright.sync_api import Page, Response, expect
from sqlalchemy import select

from backend.cards.issue import home_of, revoke
from schema import clock
from schema.db import db
from schema.tables import Home, Unit
from tests.lived import lived_in  # noqa: F401 - a fixture
from tests.packages import DAY

pytestmark = pytest.mark.browser


@pytest.fixture
def card(open_page, lived_in) -> Page:  # noqa: F811 - a fixture
    page: Page = open_page(f"/k/{lived_in}")
    page.evaluate("window.opened = true")
    return page


def ask(page: Page) -> Response:
    """Let the page ask now, as when the telephone is taken up again; what it was answered."""
    with page.expect_response(lambda answer: answer.url == page.url) as told:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return told.value


def rename_unit(name: str) -> None:
    """A change that the card shows, and that its home's version tells of."""
    db.session.scalars(select(Unit).order_by(Unit.id)).first().name = name
    for home in db.session.scalars(select(Home).order_by(Home.id)):
        home.version += 1
    db.session.commit()


def test_what_changed_is_swapped_in_without_a_reload_and_said(card: Page) -> None:
    rename_unit("Hemtjänst Syd")
    assert ask(card).status == 200
    expect(card.locator(".unit")).to_have_text("Hemtjänst Syd")
    expect(card.locator("#live")).to_have_text("Sidan har ändrats.")
    assert card.evaluate("window.opened"), "the page was loaded anew"


def test_focus_and_what_was_opened_stay(card: Page) -> None:
    card.locator("#tidigare summary").click()
    card.locator(".call").focus()
    rename_unit("Hemtjänst Syd")
    ask(card)
    expect(card.locator(".unit")).to_have_text("Hemtjänst Syd")
    expect(card.locator(".call")).to_be_focused()
    expect(card.locator("#tidigare")).to_have_attribute("open", "")


def test_it_tells_that_nobody_asks(card: Page) -> None:
    assert ask(card).request.headers["x-refresh"] == "1"


def test_nothing_new_moves_the_stamp_and_says_nothing(card: Page) -> None:
    ask(card)
    with time_machine.travel(clock.instant(DAY, time(10, 53)), tick=True):
        assert ask(card).status == 304
        expect(card.locator("[data-clock]")).to_have_text("10.53")
    expect(card.locator("#live")).to_have_text("")


def test_without_a_network_it_stays_and_says_so_until_the_network_is_back(card: Page) -> None:
    said = card.locator("[data-offline]")
    expect(said).to_be_hidden()
    card.context.set_offline(True)
    card.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(said).to_be_visible()
    expect(said).to_contain_text("Ring oss om du undrar.")
    expect(card.locator(".unit")).not_to_be_empty()
    card.context.set_offline(False)
    ask(card)
    expect(said).to_be_hidden()
    assert card.evaluate("window.opened")


def test_a_card_that_was_revoked_is_told_at_once(card: Page) -> None:
    token = card.url.rsplit("/", 1)[1]
    revoke(home_of(token))
    db.session.commit()
    card.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(card.locator("h1")).to_have_text("Kortet gäller inte")
