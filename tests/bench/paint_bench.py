"""The card's first contentful paint on a slow telephone: processor ÷6, 400 kbit/s, 400 ms from answer to question.

The limit is the least page with the least sheet of styles on the same line: two journeys there and back that no page
with styles of its own can do without. The figure that counts is the card's own: under two seconds.
"""

from __future__ import annotations

import shutil
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench import servers
from tests.bench.card_bench import day_of_six
from tests.bench.ratios import compare
from tests.browsing import ARGUMENTS, PHONE

LATENCY_MS, BYTES_A_SECOND, SLOWER = 400, 400 * 1024 / 8, 6
GOAL_SECONDS = 2.0
PAINTED = """new Promise(told => new PerformanceObserver(
list => list.getEntriesByName("first-contentful-paint").forEach(one => told(one.startTime))
).observe({ type: "paint", buffered: true }))"""


def main() -> None:
    """Measure on SQLite: the database is no part of it that a telephone could tell."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with servers.database("sqlite") as url, sync_playwright() as driver:
        token = day_of_six(url)
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        with (
            servers.serve("tests.bench.bare:app") as bare,
            servers.serve("tests.bench.ours:app", DATABASE_URL=url, CARD_DISCLOSURE="services") as ours,
        ):
            seen: list[float] = []
            card = lambda: seen.append(_paint(browser, f"{ours}/k/{token}")) or seen[-1]  # noqa: E731
            compare(
                "card, first contentful paint", card, lambda: _paint(browser, f"{bare}/styled"), at_most=2.0, unit=" s"
            )
        reached = "reached" if median(seen) < GOAL_SECONDS else "NOT reached"
        print(f"  median {median(seen):.2f} s, worst {max(seen):.2f} s; goal under {GOAL_SECONDS} s: {reached}")
        browser.close()


def _paint(browser: Browser, address: str) -> float:
    """Seconds from asking to the first words on the screen, in a browser that has never been here."""
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    seconds = float(page.evaluate(PAINTED)) / 1000
    context.close()
    return seconds
