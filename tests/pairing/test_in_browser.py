"""The paired device and the relative's page as people meet them: on a phone, by day and by night, without scripts."""

from __future__ import annotations

import pytest
import time_machine

from schema.db import db
from tests.browsing import check_accessible, small_targets
from tests.card.world import DAY, at
from tests.pairing.conftest import KIN_PHONE, last_code

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(10, 20), tick=True):
        yield


@pytest.fixture
def card(homes, live_server) -> str:
    """The address of the card of somebody with visits and a relative."""
    done = homes.visit("v1", at(8), at(9), services="dusch", workers="Ali")
    homes.came(done, "Ali", at(8, 5), at(8, 35))
    homes.visit("v2", at(12), at(13), services="insulin lunch", workers="Hemlig Sara")
    homes.relative()
    address = f"/k/{homes.token()}"
    db.session.commit()
    return address


def _good(page, script: bool = True) -> None:
    if not script:
        return  # what looks for faults is a script itself
    page.wait_for_load_state("load")
    check_accessible(page, strict_contrast=True)
    assert small_targets(page) == []
    assert page.locator("h1").count() >= 1


@pytest.mark.parametrize(("dark", "script"), [(False, True), (True, False)], ids=["day", "night-without-scripts"])
def test_from_the_card_to_her_own_days(open_page, card, dark, script):
    page = open_page(card, dark=dark, script=script)
    page.get_by_text("Se mer på den här telefonen").click()
    _good(page, script)
    page.get_by_role("button", name="Skicka koden som sms").click()
    _good(page, script)
    page.fill("#code", last_code())
    db.session.commit()
    page.get_by_role("button", name="Klar").click()
    page.wait_for_url("**/mitt")
    _good(page, script)
    assert "insulin" in page.locator("main").inner_text()
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/mitt/2026-11-25")
    _good(page, script)
    assert "Inga besök den dagen" in page.locator("main").inner_text()
    page.get_by_text("Vem kan se, och vem har tittat?").click()
    _good(page, script)


@pytest.mark.parametrize("dark", [False, True])
def test_a_relative_signs_in(open_page, card, dark):
    page = open_page("/anhorig", dark=dark)
    _good(page)
    page.get_by_label("Mobilnummer eller e-post").fill(KIN_PHONE)
    page.get_by_role("button", name="Skicka kod").click()
    page.wait_for_selector("#code")
    _good(page)
    page.fill("#code", last_code())
    db.session.commit()
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/anhorig")
    _good(page)
    told = page.locator("main").inner_text()
    assert "Sara" in told
    assert "insulin" not in told


def test_an_open_page_leaves_at_once_when_the_device_is_ended(open_page, card, homes):
    page = open_page(card)
    page.get_by_text("Se mer på den här telefonen").click()
    page.get_by_role("button", name="Skicka koden som sms").click()
    page.fill("#code", last_code())
    db.session.commit()
    page.get_by_role("button", name="Klar").click()
    page.wait_for_url("**/mitt")
    assert "Sara" in page.locator("main").inner_text()
    from backend.devices import revoke

    revoke.of_recipient(homes.person.id, "by_staff")
    db.session.commit()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("Den här telefonen eller datorn är inte kopplad").first.wait_for()
    assert "Sara" not in page.content()


VOICE = """
window.said = [];
const voice = {lang: "sv-SE"};
const none = () => {};
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [voice], addEventListener: none, cancel: none, speaking: false, pending: false,
  speak: one => window.said.push(one.text)}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
"""A voice of a device, that writes down what it would say: Chromium here has none."""


def test_a_page_with_something_to_do_is_read_aloud_without_its_fields(open_page, card):
    page = open_page(f"{card}/ring")
    assert not page.get_by_role("button", name="Läs upp sidan").is_visible(), "no voice, no button"
    page.context.add_init_script(VOICE)
    page.reload()
    page.get_by_role("button", name="Läs upp sidan").click()
    said = page.evaluate("window.said")
    assert said[:2] == [
        "Be oss ringa dig",
        "Vi ringer till det nummer som vi redan har. Vi ringer så snart vi kan, senast nästa vardag.",
    ]
    assert said.count("Be oss ringa dig") == 1, "the button says it too, and is no part of the page's words"
    assert not [one for one in said if "Vad gäller det?" in one or "Till besöken" in one or "Suomi" in one]
    page.goto(f"{card}/enhet")
    page.get_by_role("button", name="Läs upp sidan").click()
    assert page.evaluate("window.said")[0] == "Se mer på den här telefonen"
    page.get_by_role("button", name="Skicka koden som sms").click()
    page.fill("#code", last_code())
    db.session.commit()
    page.get_by_role("button", name="Klar").click()
    page.wait_for_url("**/mitt")
    page.goto("/mitt/manad/2026-11")
    page.get_by_role("button", name="Läs upp sidan").click()
    assert "1 timme 30 minuter, 2 besök" in page.evaluate("window.said"), "a new line is a pause"


def test_her_day_prints_on_one_page(open_page, card):
    page = open_page(card)
    page.get_by_text("Se mer på den här telefonen").click()
    page.get_by_role("button", name="Skicka koden som sms").click()
    page.fill("#code", last_code())
    db.session.commit()
    page.get_by_role("button", name="Klar").click()
    page.wait_for_url("**/mitt")
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type/Page\n") == 1
    assert DAY.year == 2026
