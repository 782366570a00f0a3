"""The doors in a real browser: readable by all, with a passkey of a virtual authenticator, and without scripts."""

from __future__ import annotations

import re

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page, Route, expect

from schema import clock
from schema.db import db
from schema.tables import Passkey, User
from tests.browsing import PHONE, check_accessible, small_targets
from tests.people import PASSWORD, enter, give_factor
from tests.signin.door import WHO, account, refusals, rows

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}


def looked_at(page: Page) -> None:
    check_accessible(page, strict_contrast=True)
    assert small_targets(page) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("viewport", "dark"), [(PHONE, True), (DESK, False)], ids=["phone-night", "desk-day"])
def test_the_first_sign_in_from_the_password_to_the_codes_on_paper(open_page, app, viewport, dark):
    account()
    page = open_page("/logga-in", viewport=viewport, dark=dark, script=False)
    page.get_by_label("E-postadress").fill(WHO)
    page.get_by_label("Lösenord").fill(PASSWORD)
    _press(page, "Logga in")
    page.get_by_role("link", name="Använd en app").click()
    page.get_by_text("Skriv nyckeln för hand").click()
    secret = re.sub(r"[\s-]", "", page.locator(".secret").inner_text())
    page.get_by_label("Kod", exact=True).fill(str(TOTP(key=secret, format="base32").generate(clock.now()).token))
    page.get_by_role("button", name="Klar").click()
    page.get_by_role("button", name="Gör tio koder").click()
    assert page.locator(".codes li").count() == 10
    page.emulate_media(media="print")
    assert page.locator(".codes li").first.is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Jag har sparat dem").click()
    page.wait_for_url("**/chef")


STEPS = ["/konto/tvasteg", "/konto/app", "/konto/nycklar"]
INSIDE = ["/konto", "/konto/app", "/konto/nycklar", "/konto/losenord", "/konto/reservkoder", "/konto/bekrafta"]


@pytest.mark.parametrize(("viewport", "dark"), [(PHONE, True), (DESK, False)], ids=["phone-night", "desk-day"])
def test_every_step_is_accessible(open_page, app, viewport, dark):
    account()
    page = open_page("/logga-in", viewport=viewport, dark=dark)
    page.fill("#email", WHO)
    page.fill("#password", PASSWORD)
    page.click("main button")
    for path in STEPS:
        page.goto(path)
        looked_at(page)
    page.context.clear_cookies()
    give_factor(WHO)
    for path in ("/nytt-losenord", "/nytt-losenord/x"):
        page.goto(path)
        looked_at(page)
    page.goto("/logga-in")
    page.fill("#email", WHO)
    page.fill("#password", PASSWORD)
    page.click("main button:text-is('Logga in')")
    looked_at(page)
    page.goto("/logga-in/reservkod")
    looked_at(page)
    page.goto("/logga-in")
    enter(page, WHO)
    for path in INSIDE:
        page.goto(path)
        looked_at(page)


@pytest.fixture
def keyed(browser, live_server):
    """A page at a name instead of a number (passkeys have no other), with a virtual authenticator."""
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="sv-SE")
    context.set_default_timeout(10_000)
    page = context.new_page()
    told = context.new_cdp_session(page)
    told.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    told.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()


def _press(page: Page, name: str) -> None:
    """Press a button and wait for its answer: leaving at once, a late cookie of it would meet the next page's."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def show_password(page: Page, email: str = WHO) -> None:
    page.goto("/logga-in")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/konto/nycklar")
    page.get_by_label("Vad ska den heta?").fill(name)
    page.get_by_role("button", name="Lägg till nyckeln").click()
    page.wait_for_url("**/konto/reservkoder")


def test_a_passkey_is_set_up_and_opens_the_next_door(keyed, app):
    account()
    page = keyed
    show_password(page)
    page.get_by_role("link", name="Använd en nyckel").click()
    add_passkey(page, "Min telefon")
    expect(page.locator("main")).to_contain_text("Nyckeln Min telefon är tillagd")
    assert rows()[0].second_factor
    _press(page, "Logga ut")
    show_password(page)
    page.get_by_role("button", name="Använd nyckel").click()
    page.wait_for_url("**/chef")
    assert [row.second_factor for row in rows()] == [True, True]
    assert refusals() == []


def test_the_last_factor_is_not_taken_away(keyed, app):
    account()
    page = keyed
    show_password(page)
    add_passkey(page, "Min telefon")
    page.goto("/konto/nycklar")
    page.get_by_role("button", name="Ta bort nyckeln Min telefon").click()
    page.wait_for_url("**/konto/nycklar")
    assert db.session.query(Passkey).count() == 1


def test_anothers_passkey_does_not_stand_in(keyed, app):
    """One password and somebody else's key: neither account opens."""
    account()
    account("head", "huvud@example.se", "Anders")
    page = keyed
    show_password(page)
    add_passkey(page, "Marias")
    _press(page, "Logga ut")
    show_password(page, "huvud@example.se")
    add_passkey(page, "Anders")
    _press(page, "Logga ut")
    show_password(page, "huvud@example.se")
    sent: list[tuple[str, str]] = []

    def kept(route: Route) -> None:
        sent.append((route.request.url, route.request.post_data or ""))
        route.fulfill(status=204)

    page.route(lambda url: "/logga-in/nyckel/" in url, kept)
    with page.expect_request(lambda one: "/logga-in/nyckel/" in one.url):
        page.get_by_role("button", name="Använd nyckel").click()
    page.context.clear_cookies()
    show_password(page)
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    url, body = sent[0]
    mixed = re.sub("csrf_token=[^&]+", f"csrf_token={token}", body)
    page.request.post(url, data=mixed, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert refusals() == ["passkey_wrong"]
    page.goto("/chef")
    assert "/logga-in" in page.url


def test_an_answer_of_a_passkey_is_used_once(keyed, app):
    account()
    page = keyed
    show_password(page)
    add_passkey(page, "Min telefon")
    _press(page, "Logga ut")
    show_password(page)
    waiting = page.context.cookies()
    sent: list[tuple[str, str]] = []
    page.on("request", lambda one: sent.append((one.url, one.post_data or "")) if "/nyckel/" in one.url else None)
    page.get_by_role("button", name="Använd nyckel").click()
    page.wait_for_url("**/chef")
    db.session.query(Passkey).update({"sign_count": 0})  # as of a passkey that several devices share: it counts nothing
    db.session.commit()
    page.context.clear_cookies()
    page.context.add_cookies(waiting)  # as one who has copied the cookie and the answer would
    url, body = sent[0]
    again = page.request.post(url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert "/chef" not in again.url
    assert "Försök igen" in again.text()
    assert refusals()[-1] == "passkey_wrong"
    assert len([row for row in rows() if row.ended_at is None]) == 1
    assert db.session.query(User).count() == 1
