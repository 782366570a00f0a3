"""The whole way in a real browser: the button, the provider's page, our page, and out again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import time_machine
from werkzeug.serving import make_server

from backend.identity import claims
from schema.db import db
from tests.apps import MakeApp
from tests.browsing import PHONE, _Silent, check_accessible, small_targets
from tests.databases import free_port
from tests.oidc.running import Running

pytestmark = [pytest.mark.loopback, pytest.mark.browser]


@pytest.fixture(autouse=True)
def _the_browsers_time(provider: Running) -> Iterator[None]:
    """A browser's cookies die by the machine's clock, so all three go by it."""
    with time_machine.travel(time_machine.escape_hatch.time.time(), tick=True):
        provider.keeps_our_time()
        yield


@pytest.fixture
def address(make_app: MakeApp, provider: Running) -> Iterator[str]:
    """The service at an address that the provider knows."""
    here = f"http://127.0.0.1:{free_port()}"
    known = provider.register(
        redirect=f"{here}/logga-in/kommun/svar", home=f"{here}/", logout=f"{here}/logga-ut/kommun"
    )
    app = make_app(public_url=here, **known)
    claims.add("groups", "chef", "head", None)
    db.session.commit()
    server = make_server("127.0.0.1", int(here.rpartition(":")[2]), app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def _context(browser, locale, address, provider, wrong):
    """A phone that stays on the two hosts, and tells what went wrong on ours."""

    def gate(route):
        here = route.request.url.startswith((address, provider.issuer))
        (route.continue_ if here else route.abort)()
        wrong.extend([] if here else [route.request.url])

    def note(message):
        if (
            message.type == "error"
            and message.location["url"].startswith(address)
            and "status of 4" not in message.text
        ):
            wrong.append(message.text)

    context = browser.new_context(viewport=PHONE, locale=locale, has_touch=True)
    context.set_default_timeout(10_000)
    context.route("**/*", gate)
    context.on("console", note)
    return context


def test_in_and_out_by_the_municipalitys_provider(browser, address, provider):
    provider.knows("hedda", amr=["mfa"], name="Hedda Holm", groups=["chef"])
    wrong: list[str] = []
    context = _context(browser, "sv-SE", address, provider, wrong)
    page = context.new_page()
    page.goto(f"{address}/chef")
    check_accessible(page)
    assert small_targets(page) == []
    page.get_by_role("button", name="Logga in med kommunens inloggning").click()
    page.get_by_label("Namn").fill("hedda")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{address}/chef**")
    other = context.new_page()
    other.goto(f"{address}/chef")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(f"{provider.issuer}/session/end**")
    page.get_by_role("button", name="Logga ut ur Provkommunen").click()
    page.wait_for_url(f"{address}/?state=**")
    other.goto(f"{address}/chef")
    assert other.url.startswith(f"{address}/logga-in")
    assert wrong == []
    context.close()


def test_a_refusal_is_a_page_like_any_other(browser, address, provider):
    provider.knows("olle", amr=["mfa"], name="Olle")
    wrong: list[str] = []
    context = _context(browser, "fi-FI", address, provider, wrong)
    page = context.new_page()
    page.goto(f"{address}/logga-in")
    page.get_by_role("button", name="Kirjaudu kunnan tunnuksilla").click()
    page.get_by_label("Namn").fill("olle")
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("heading", name="Kirjautuminen ei onnistunut").wait_for()
    check_accessible(page)
    assert small_targets(page) == []
    assert wrong == []
    context.close()
