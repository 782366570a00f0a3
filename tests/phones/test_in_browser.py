"""The whole way in a real browser: code, enrol, start code, PIN, day, change of person, cut off."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import OpenPage, check_accessible, small_targets
from tests.phones.conftest import PIN, Unlocked, code_on, the_phone

pytestmark = pytest.mark.browser


def looked_at(page: Page) -> None:
    """It reads and works for everybody, on a phone."""
    check_accessible(page)
    assert small_targets(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_s_life(here: Unlocked, open_page: OpenPage, dark: bool) -> None:
    path = here.code()
    start = here.start_code("w1").replace(" ", "")
    page = open_page(path, dark=dark)
    looked_at(page)
    page.get_by_role("button", name="Anslut telefonen").click()
    page.wait_for_url("**/personal/vem")
    looked_at(page)
    page.get_by_role("link", name="Leila V").click()
    page.get_by_role("link", name="Jag har fått en startkod").click()
    for label, text in (("Startkod", start), ("Ny PIN-kod", "1234"), ("PIN-koden en gång till", "1234")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Spara och öppna min dag").click()
    page.get_by_text("för lätt att gissa").wait_for()
    looked_at(page)
    for label in ("Ny PIN-kod", "PIN-koden en gång till"):
        page.get_by_label(label, exact=True).fill(PIN)
    page.get_by_role("button", name="Spara och öppna min dag").click()
    page.wait_for_url("**/personal")
    page.get_by_role("heading", name="Min dag").wait_for()
    assert page.get_by_text("Elsa 1").count()
    looked_at(page)
    page.get_by_role("link", name="Mitt konto", exact=True).click()
    page.get_by_text("delas av flera").wait_for()
    looked_at(page)
    page.get_by_role("button", name="Byt person").click()
    page.wait_for_url("**/personal/vem")
    _is_let_in_again_and_cut_off(here, page)


def _is_let_in_again_and_cut_off(here: Unlocked, page: Page) -> None:
    page.goto("/personal")
    page.wait_for_url("**/personal/vem")
    page.get_by_role("link", name="Leila V").click()
    page.get_by_label("PIN-kod").fill("9999")
    page.get_by_role("button", name="Öppna min dag").click()
    page.get_by_text("Det gick inte.").wait_for()
    looked_at(page)
    page.get_by_label("PIN-kod").fill(PIN)
    page.get_by_role("button", name="Öppna min dag").click()
    page.wait_for_url("**/personal")
    here.desk.submit(f"/chef/telefoner/{the_phone().id}/stang-av", page="/chef/telefoner")
    page.reload()
    page.get_by_role("heading", name="Det går inte att öppna här").wait_for()
    looked_at(page)


def test_a_pin_stands_in_dots(here: Unlocked, open_page: OpenPage) -> None:
    page = open_page(here.code())
    page.get_by_role("button", name="Anslut telefonen").click()
    page.get_by_role("link", name="Leila V").click()
    pin = page.get_by_label("PIN-kod")
    expect(pin).to_have_css("-webkit-text-security", "disc")
    assert pin.get_attribute("inputmode") == "numeric"
    assert pin.evaluate("one => one === document.activeElement")


@pytest.mark.parametrize("options", [{}, {"dark": True}, {"viewport": {"width": 1280, "height": 900}}])
def test_the_desk_reads(here: Unlocked, open_page: OpenPage, options: dict[str, Any]) -> None:
    phone = here.phone()
    here.choose(phone, "w1")
    page = open_page("/logga-in", **options)
    page.context.add_cookies([
        {"name": "session", "value": here.desk.get_cookie("session").value, "url": page.url}
    ])  # fmt: skip
    page.goto("/chef/telefoner")
    looked_at(page)
    page.get_by_label("Namn på telefonen").fill("Telefon 8")
    page.get_by_role("button", name="Lägg till och visa QR-kod").click()
    page.get_by_role("heading", name="Anslut Telefon 8").wait_for()
    looked_at(page)
    assert re.search(r"/telefon/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", code_on(page.content()))
    page.get_by_role("link", name="Till telefonerna").click()
    page.get_by_role("button", name="Ny startkod till Åsa Berg").click()
    page.get_by_role("heading", name="Startkod till Åsa Berg").wait_for()
    looked_at(page)
