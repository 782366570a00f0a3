"""Every page of the recipient's and the relative's faces, and the public ones: each width, each light, paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from schema.db import db
from tests.card.world import DAY, at
from tests.looks.matrix import Looked
from tests.pairing.conftest import Homes, enter, pair
from tests.people import Client

pytestmark = [pytest.mark.browser, pytest.mark.settings(card_disclosure="services")]
Visits = Callable[[Iterable[str]], None]


@pytest.fixture
def full(homes: Homes) -> Homes:
    """A day with everything on it: done, here, changed, late, off, a night; the days beside it; a relative."""
    homes.yesterday("Ali")
    homes.person.key_worker_id = homes.workers["Sara"].id
    homes.came(homes.visit("v1", at(7), at(8), services="dusch", workers="Ali"), "Ali", at(7, 5), at(7, 35))
    homes.visit("v2", at(8), at(8, 30), workers="Sara", status="missed")
    homes.visit("v3", at(9), at(9, 30), workers="Sara")
    homes.came(homes.visit("v4", at(10), at(10, 30), services="lunch dusch", workers="Ali"), "Ali", at(10, 2))
    changed = homes.visit("v5", at(12), at(13), services="insulin lunch", workers="Sara Hemlig")
    homes.change(changed, at(7, 40), worker_ids=(homes.workers["Ali"].id,))
    late = homes.visit("v6", at(14), at(14, 30), workers="Ali")
    late.expected_at = at(14, 50)
    homes.visit("v7", at(16), at(17), workers="Sara", status="cancelled")
    homes.visit("v8", at(22), at(22, 30), workers="Hemlig")
    tomorrow = DAY + timedelta(days=1)
    homes.visit("v9", at(9, 0, tomorrow), at(10, 0, tomorrow), workers="Sara")
    homes.relative()
    homes.address = f"/k/{homes.token()}"
    db.session.commit()
    return homes


def go(page: Page, looked: Looked, addresses: Iterable[tuple[str, str, int]]) -> None:
    """Each address looked at: its name for pictures, where it is, which status it answers with."""
    wrong = []
    for place, (name, address, status) in enumerate(addresses):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status, address
        assert page.locator("h1").count() == 1, f"{address}: one heading"
        wrong += looked.page(page, name, place)
    assert not wrong, "\n".join(wrong)


def keep_cookie(page: Page, client: Client, name: str, path: str = "/") -> None:
    """Let the browser be the one that the client paired."""
    cookie = client.get_cookie(name, path=path)
    assert cookie is not None
    host = re.sub(r"^http://([^:/]+).*$", r"\1", page.url)
    page.context.add_cookies([{"name": name, "value": cookie.value, "domain": host, "path": path}])


def test_the_card_and_what_anybody_may_open(full, open_page, looked):
    page = open_page("/")
    go(page, looked, [
        ("start", "/", 200), ("status", "/status", 200), ("card", full.address, 200),
        ("card-fi", f"{full.address}?lang=fi", 200), ("card-en", f"{full.address}?lang=en", 200),
        ("gone", "/k/finns-inte", 404), ("pair", f"{full.address}/enhet", 200), ("offer", "/koppla", 200),
        ("unpaired", "/mitt", 403), ("sign-in", "/anhorig/logga-in", 200), ("stop", "/anhorig/avsluta/x", 404),
    ])  # fmt: skip


def test_her_own_device(full, app, open_page, looked):
    client = Client(app)
    pair(client, full.address.removeprefix("/k/"))
    page = open_page("/koppla")
    keep_cookie(page, client, "mitt")
    go(page, looked, [
        ("mitt", "/mitt", 200), ("mitt-tomorrow", f"/mitt/{DAY + timedelta(days=1)}", 200),
        ("vem", "/mitt/vem", 200), ("vecka", "/mitt/vecka", 200), ("vagg", "/mitt/vagg", 200),
        ("vagg-visa", "/mitt/vagg/visa", 200),
    ])  # fmt: skip


def test_a_relative(full, app, open_page, looked):
    client = Client(app)
    assert enter(client).status_code == 303
    page = open_page("/anhorig/logga-in")
    keep_cookie(page, client, "anhorig", "/anhorig")
    go(page, looked, [
        ("anhorig", "/anhorig", 200), ("anhorig-yesterday", f"/anhorig/{DAY - timedelta(days=1)}", 200),
        ("anhorig-besked", "/anhorig/besked", 200),
    ])  # fmt: skip
