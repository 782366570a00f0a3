"""A real browser against the real service: Debian's Chromium, driven over a server in this process.

A page fails its test for an error in its console, for an exception in its scripts, and for any request that leaves
the host.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Axe().axe_script
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class LiveServer:
    """The test's app, served on this machine."""

    app: Flask
    url: str


class _Silent(WSGIRequestHandler):
    def log_request(self, *args: Any, **kwargs: Any) -> None:
        """No line per request."""


@pytest.fixture
def live_server(app: Flask) -> Iterator[LiveServer]:
    """`app` on a port of its own. What the test prepares must be committed; a standing clock needs `time_machine`."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield LiveServer(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no Chromium: apt-get install chromium")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Watch:
    """What went wrong on a page."""

    host: str
    wrong: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        """Note an error in the console, but for what the test asked for (404 and the like, no network)."""
        no_network = "ERR_INTERNET_DISCONNECTED" in message.text or "net::ERR_FAILED" in message.text
        asked_for = "status of 4" in message.text or no_network
        if message.type == "error" and not asked_for:
            self.wrong.append(f"console: {message.text}")

    def gate(self, route: Route) -> None:
        """Let through what stays on the host."""
        url = urlsplit(route.request.url)
        if url.netloc == self.host or url.scheme in {"data", "blob"}:
            route.continue_()
        else:
            self.wrong.append(f"left the host: {route.request.url}")
            route.abort()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page(path, status=200, dark=False, script=True, **context options)` → a phone's page, opened."""
    with ExitStack() as after:
        watch = Watch(urlsplit(live_server.url).netloc)

        def open_(path: str = "/", *, status: int = 200, dark: bool = False, script: bool = True, **more: Any) -> Page:
            options: dict[str, Any] = {"viewport": PHONE, "locale": "sv-SE", "has_touch": True, **more}
            context = browser.new_context(
                base_url=live_server.url,
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                **options,
            )
            after.callback(context.close)
            context.set_default_timeout(10_000)
            context.route("**/*", watch.gate)
            page = context.new_page()
            page.on("console", watch.console)
            page.on("pageerror", lambda error: watch.wrong.append(f"script: {error}"))
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == status, path
            return page

        yield open_
    assert watch.wrong == []


def check_accessible(page: Page, *, strict_contrast: bool = False) -> None:
    """No violation of WCAG 2.2 A and AA that axe can see; nothing to scroll sideways. `strict_contrast`: 7:1."""
    assert axe_finds(page, strict_contrast=strict_contrast) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page is {wide} px wider than the screen"


def axe_finds(page: Page, *, strict_contrast: bool) -> list[str]:
    """The violations of WCAG 2.2 A and AA that axe sees, in words. `strict_contrast`: 7:1."""
    rules = {"color-contrast-enhanced": {"enabled": strict_contrast}}
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"], "rules": rules}
    page.wait_for_load_state()  # what a page says stands there before its stylesheet does
    if not page.evaluate("'axe' in window"):  # half a megabyte of script, and a page is looked at many times
        page.evaluate(AXE)
    violations = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in violations for node in one["nodes"]]


def small_targets(page: Page, least: int = 44) -> list[str]:
    """Buttons, fields (with their labels) and links on a line of their own that are lower than `least` px."""
    page.wait_for_load_state()
    return page.evaluate(
        """least => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
        .filter(one => getComputedStyle(one).display !== "inline" && one.checkVisibility() && !one.closest(".skip"))
        .filter(one => Math.max(one.getBoundingClientRect().height,
                                one.closest("label")?.getBoundingClientRect().height ?? 0) < least)
        .map(one => one.outerHTML)""",
        least,
    )


def look_over(page: Page, path: str) -> None:
    """A page of the staff's as it is met: on a phone by night, at a desk by day, on paper."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    assert page.locator("h1").count() == 1, path
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark", media="screen")
    check_accessible(page)
    assert small_targets(page) == [], path
    assert page.evaluate(CUT_OFF) == [], path
    assert re.findall(r"\d{4}-\d\d-\d\d", page.locator("main").inner_text()) == [], f"{path}: a date is said in words"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(PALE) == [], f"{path}: light words on white paper"
    assert page.locator("nav, button").locator("visible=true").count() == 0, path
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light", media="screen")
    check_accessible(page)


CUT_OFF = """() => [...document.querySelectorAll(".scroll:has(> .cards)")]
.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.getAttribute("aria-label"))"""
"""Tables of words that still lie beyond the edge of a phone."""
PALE = """() => [...document.querySelectorAll("main *")].filter(one => one.checkVisibility())
.filter(one => [...one.childNodes].some(part => part.nodeType === 3 && part.textContent.trim()))
.filter(one => getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).every(part => part > 120))
.map(one => one.outerHTML)"""
"""Words that would be printed in the colours of a dark screen."""
