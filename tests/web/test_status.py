"""`/status`: the promises in public, with their definitions; nothing of a session in it, small numbers hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from schema import clock
from schema.db import db
from schema.tables import KeptPromise
from tests.browsing import OpenPage
from tests.people import Client, Staff


def laid(name: str, by_day: dict[int, tuple[int, int]]) -> None:
    """Figures of a promise: days ago → part and whole."""
    for back, (part, whole) in by_day.items():
        day = clock.today() - timedelta(days=back)
        db.session.add(KeptPromise(date=day, name=name, part=part, whole=whole, counted_at=clock.now()))
    db.session.commit()


def words(page: str, name: str) -> str:
    """What the section of a promise says."""
    section = page.split(f'id="{name}"')[1].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).replace("\xa0", " ").split())


def test_each_promise_with_its_definition_and_figures(any_client: Client) -> None:
    laid("on_agreed_time", {0: (3, 3), 1: (90, 114), 6: (3, 4), 7: (0, 100)})
    laid("to_the_list", {0: (16 * 60 + 1, 5), 1: (20 * 60, 9), 8: (3600, 2)})
    page = any_client.get("/status", headers={"Accept-Language": "sv"})
    agreed, listed = words(page.text, "on_agreed_time"), words(page.text, "to_the_list")
    assert "Ändras planen utan besked, gäller den tid som personen har fått. I dag För få för att visas" in agreed
    assert "Senaste 7 dagarna 79 % av omkring 120 Senaste 90 dagarna 43 % av omkring 220" in agreed  # 96/121, 96/221
    yesterday = "Lördag 21 november" if clock.today() == date(2026, 11, 22) else ""
    assert f"{yesterday} 78 % av 114" in agreed
    assert agreed.count("100 %") == 1  # the drawing's top; three of three are hidden
    assert "I dag 17 minuter av 5 Senaste 7 dagarna 20 minuter av omkring 10" in listed
    assert "60 minuter" not in listed
    assert words(page.text, "before_visit").endswith("Det finns inget att visa än.")


def test_the_page_is_everybodys_and_kept_for_minutes(any_client: Client, staff: Staff) -> None:
    first = any_client.get("/status", headers={"Accept-Language": "fi"})
    assert 'lang="fi"' in first.text and "Näin pidämme lupauksemme" in first.text
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Vary"].startswith("Accept-Language")
    again = any_client.get("/status", headers={"Accept-Language": "fi", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    signed_in = staff("manager").get("/status", headers={"Accept-Language": "fi"})
    assert signed_in.text == first.text
    assert "Set-Cookie" not in signed_in.headers
    assert '"/status?lang=en"' in any_client.get("/?lang=en").text


def test_machines_get_the_same(any_client: Client) -> None:
    laid("told_in_advance", {0: (9, 10), 1: (2, 2)})
    told = any_client.get("/status.json").get_json()
    (one,) = [one for one in told["promises"] if one["name"] == "told_in_advance"]
    assert (told["municipality"], one["unit"], len(one["days"])) == ("Provkommun", "share", 90)
    assert one["today"] == {"value": 0.9, "of": 10}
    assert one["last_7_days"] == {"value": pytest.approx(11 / 12), "of": 10}
    assert one["days"][-2] == {"date": str(clock.today() - timedelta(days=1)), "value": None, "of": None}
    assert one["days"][0]["of"] == 0


def test_whoever_asks_all_the_time_is_told_to_wait(client: Client) -> None:
    answers = {client.get("/status.json").status_code for _ in range(260)}
    assert answers == {200, 429}


@pytest.fixture
def filled() -> Iterator[None]:
    for name in ("handed_over", "before_visit", "told_in_advance", "on_agreed_time"):
        laid(name, {back: (80 + back * 7 % 40, 120) for back in range(1, 80)} | {0: (2, 2), 30: (1, 3)})
    laid("to_the_list", {back: (900 + back * 37 % 600, 12) for back in range(90)})
    yield


@pytest.mark.browser
def test_in_a_browser(open_page: OpenPage, filled: None) -> None:
    page: Page = open_page("/status")
    page.locator("summary").first.click()
    assert page.locator("section").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
