"""The button on paired pages: the browser's address is kept for its device alone, and falls with it."""

from __future__ import annotations

import json
import re

import pytest
import time_machine
from playwright.sync_api import Page
from sqlalchemy import select

from backend.devices import devices, relatives
from schema.db import db
from schema.tables import Device, PushSubscription, Trail
from tests.browsing import OpenPage, check_accessible
from tests.card.conftest import words
from tests.card.world import at
from tests.fake_push import VAPID_KEY, Browser
from tests.pairing.conftest import enter, pair
from tests.people import Client

pytestmark = pytest.mark.settings(vapid_private_key=VAPID_KEY)
BROWSER = Browser("https://push.example.se/abc").address
FORM = {"endpoint": BROWSER.endpoint, "p256dh": BROWSER.p256dh, "auth": BROWSER.auth}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def kept() -> list[tuple[str, str | None]]:
    rows = db.session.scalars(select(PushSubscription).order_by(PushSubscription.id))
    found = [(row.endpoint, row.ended_why) for row in rows]
    db.session.commit()
    return found


def test_her_own_device(any_homes, any_app):
    client = Client(any_app)
    assert client.get("/mitt/avisering").status_code == 403
    pair(client, any_homes.token())
    assert "/mitt/avisering" in client.get("/mitt").text
    page = client.get("/mitt/avisering").text
    assert re.search(r'data-key="B[\w-]{86}"', page)
    inside = client.submit("/mitt/avisering", {**FORM, "endpoint": "https://10.0.0.1/abc"})
    assert inside.status_code == 422
    assert kept() == []
    assert client.submit("/mitt/avisering", FORM).status_code == 303
    assert "Aviseringar är på." in words(client.get("/mitt/avisering"))
    assert client.submit("/mitt/avisering/av", page="/mitt/avisering").status_code == 303
    assert kept() == [(FORM["endpoint"], "by_owner")]
    reasons = db.session.scalars(select(Trail.reason).where(Trail.what.like("news.%"), Trail.action == "change"))
    assert list(reasons) == ["push_on", "push_off"]


def test_a_relatives_browser_and_nobody_elses(any_homes, any_app):
    any_homes.relative()
    client = Client(any_app)
    enter(client)
    assert client.submit("/anhorig/besked/avisering", FORM, page="/anhorig/besked").status_code == 303
    device = db.session.scalars(select(Device).where(Device.relative_id.is_not(None))).one()
    assert [row.device_id for row in db.session.scalars(select(PushSubscription))] == [device.id]
    assert Client(any_app).get("/anhorig/besked").status_code == 302
    another = Client(any_app)
    another.set_cookie("anhorig", "not-a-token", path="/anhorig")
    assert another.get("/anhorig/besked").location == "/anhorig/logga-in"


@pytest.mark.settings(vapid_private_key=None)
def test_without_a_key_there_is_no_button(homes, app):
    homes.relative()
    client = Client(app)
    pair(client, homes.token())
    enter(client)
    assert "/mitt/avisering" not in client.get("/mitt").text
    assert client.get("/mitt/avisering").status_code == 403
    assert "data-push" not in client.get("/anhorig/besked").text
    assert client.submit("/anhorig/besked/avisering", FORM, page="/anhorig/besked").status_code == 422


@pytest.fixture
def opened(open_page: OpenPage, homes, live_server):
    """`opened(path, **options)` → a page of a browser that is paired with her, and signed in as her daughter."""

    def open_(path: str, **more) -> Page:
        page = open_page("/anhorig/logga-in", **more)
        cookies = [("mitt", devices.pair(homes.person.id, "sms", None), "/"),
                   ("anhorig", relatives.sign_in([kin.id], "sms", None), "/anhorig")]  # fmt: skip
        db.session.commit()
        page.context.add_cookies(
            [{"name": name, "value": value, "domain": "127.0.0.1", "path": where} for name, value, where in cookies]
        )
        page.goto(path)
        return page

    kin = homes.relative()
    return open_


SERVICE = """
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async asked => ({toJSON: () => ({
    endpoint: "ENDPOINT?" + asked.applicationServerKey.length, keys: {p256dh: "P256DH", auth: "AUTH"},
  })});
"""
"""What a browser's push service answers: there is none behind this Chromium."""


@pytest.mark.browser
def test_in_a_browser(opened):
    page = opened("/mitt/avisering", permissions=["notifications"])
    check_accessible(page, strict_contrast=True)
    service = SERVICE.replace("ENDPOINT", FORM["endpoint"]).replace("P256DH", FORM["p256dh"])
    page.evaluate(service.replace("AUTH", FORM["auth"]))
    page.get_by_role("button", name="Få en avisering på den här telefonen eller datorn").click()
    page.get_by_text("Aviseringar är på.").wait_for()
    assert kept() == [(f"{FORM['endpoint']}?65", None)]
    assert _pushed(page, {"title": "Provkommun", "body": "Det finns nytt", "page": "/mitt", "lang": "sv"}) == [
        "Provkommun", "Det finns nytt", "/mitt", "sv"
    ]  # fmt: skip
    page.get_by_role("button", name="Stäng av").click()
    page.get_by_role("button", name="Få en avisering på den här telefonen eller datorn").wait_for()
    assert kept() == [(f"{FORM['endpoint']}?65", "by_owner")]


def _pushed(page: Page, told: dict[str, str]) -> list[str]:
    """What the browser shows of a push that comes in for our worker."""
    found: list[str] = []
    session = page.context.new_cdp_session(page)
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(
        one["registrationId"] for one in event["registrations"]))  # fmt: skip
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    origin = page.evaluate("location.origin")
    session.send("ServiceWorker.deliverPushMessage",
                 {"origin": origin, "registrationId": found[0], "data": json.dumps(told)})  # fmt: skip
    shown: list[str] = page.evaluate(
        """async () => {
          const here = await navigator.serviceWorker.getRegistration("/ui/avisering/");
          for (let tries = 0; tries < 50; tries++) {
            const [one] = await here.getNotifications();
            if (one) return [one.title, one.body, one.data, one.lang];
            await new Promise(done => setTimeout(done, 100));
          }
          return [];
        }"""
    )
    return shown
