"""The wall on a real tablet: it goes on without network, says since when, and shows nothing that has grown too old."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import update

from schema import clock
from schema.db import db
from schema.tables import Device
from tests.card.world import DAY, at
from tests.pairing.conftest import homes, pair  # noqa: F401 - a fixture
from tests.people import Client

pytestmark = pytest.mark.browser
TABLET = {"width": 1280, "height": 800}


@pytest.fixture
def wall(homes, app, open_page):  # noqa: F811
    """A tablet at 8.31, its wall on the shelf of its browser."""
    homes.visit("v1", at(9), at(10), workers="Sara")
    homes.visit("v2", at(12), at(13), workers="Ali")
    tomorrow = DAY + timedelta(days=1)
    homes.visit("v3", at(9, 0, tomorrow), at(10, 0, tomorrow), workers="Sara")
    with time_machine.travel(at(8, 31), tick=True):
        client = Client(app)
        pair(client, homes.token())
        token = client.get_cookie("mitt").value
        page = open_page("/koppla", viewport=TABLET)
        page.clock.install(time=at(8, 31))
        page.context.add_cookies([{"name": "mitt", "value": token, "url": page.url}])
        page.goto("/mitt/vagg")
        page.get_by_role("link", name="Visa nu").click()
        expect(page.locator(".slot.first .when")).to_have_text("Mellan klockan 9 och 10")
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        page.reload()
        assert page.evaluate("navigator.serviceWorker.controller !== null")
        assert page.evaluate(
            "caches.match('/mitt/vagg/visa').then(kept => kept.text()).then(text => text.includes('Sara'))"
        )
        yield page


def later(page: Page, hours: int) -> None:
    """The tablet's own clock, so many hours on."""
    page.clock.fast_forward(hours * 3_600_000)


def test_it_survives_a_day_without_network(wall: Page) -> None:
    wall.context.set_offline(True)
    wall.reload()
    first, note = wall.locator(".slot.first .when"), wall.locator("[data-offline]")
    expect(note).to_contain_text("Ingen kontakt med internet sedan klockan 8.3")
    expect(first).to_have_text("Mellan klockan 9 och 10")
    assert wall.evaluate("getComputedStyle(document.querySelector('.slot')).borderRadius") == "16px", (
        "its look is kept too"
    )
    later(wall, 3)
    expect(first).to_have_text("Mellan klockan 12 och 13")
    expect(wall.locator("[data-clock]")).to_contain_text("11.3")
    later(wall, 10)
    expect(wall.locator("[data-clock]")).to_contain_text("21.3")
    expect(first).to_have_text("Mellan klockan 9 och 10")
    expect(wall.locator(".slot.first [data-on]")).to_have_text("I morgon")
    assert wall.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)", "dark by night"
    later(wall, 14)
    expect(wall.locator("[data-worn]")).to_contain_text("sedan tisdag 24 november klockan 8.3")
    expect(wall.locator(".slot:visible")).to_have_count(0)
    assert not wall.evaluate("caches.has('wall')"), "what is too old to show is too old to keep"


def test_network_again_and_it_is_as_new_and_a_closed_device_forgets(wall: Page, homes) -> None:  # noqa: F811
    wall.context.set_offline(True)
    later(wall, 1)
    expect(wall.locator("[data-offline]")).to_be_visible()
    wall.context.set_offline(False)
    wall.evaluate("window.dispatchEvent(new Event('online'))")
    expect(wall.locator("[data-offline]")).to_be_hidden()
    db.session.execute(update(Device).values(revoked_at=clock.now(), revoked_why="by_owner"))
    db.session.commit()
    wall.evaluate("window.dispatchEvent(new Event('online'))")
    expect(wall.get_by_role("heading", name="Den här telefonen eller datorn är inte kopplad")).to_be_visible()
    assert not wall.evaluate("caches.has('wall')"), "what the tablet kept is gone with its pairing"


def test_a_wall_is_not_scrolled_and_what_has_no_room_waits_for_its_turn(wall: Page, homes) -> None:  # noqa: F811
    changed = homes.visit("v4", at(15), at(16), services="lunch dusch", workers="Ali Sara")
    homes.change(changed, at(8, 20), worker_ids=(homes.workers["Hemlig"].id,))
    homes.visit("v5", at(18), at(19), workers="Sara")
    db.session.commit()
    for width, height, shown in ((1024, 768, 4), (1280, 800, 4), (1920, 1080, 4), (1024, 600, None)):
        wall.set_viewport_size({"width": width, "height": height})
        wall.reload()
        wall.wait_for_function("document.readyState === 'complete'")
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight"), (width, height)
        expect(wall.locator(".ring")).to_be_in_viewport(ratio=1)
        if shown:
            expect(wall.locator(".slot:visible")).to_have_count(shown)
            expect(wall.locator(".changed")).to_be_in_viewport(ratio=1)
    wall.set_viewport_size({"width": 1280, "height": 800})
    expect(wall.locator(".slot:visible")).to_have_count(4)
    wall.set_viewport_size({"width": 390, "height": 844})
    expect(wall.locator(".slot:visible")).to_have_count(4)
