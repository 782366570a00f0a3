"""Every page of the recipient's and the relative's faces, and the public ones: each width, each light, paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page

from backend.survey.drawing import first_day, week_of
from schema.db import db
from schema.tables import Visit
from tests.card.world import DAY, at
from tests.fake_push import VAPID_KEY
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
    homes.done = homes.visit("v1", at(7), at(8), services="dusch", workers="Ali")
    homes.came(homes.done, "Ali", at(7, 5), at(7, 35))
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
    homes.next = homes.visit("v9", at(9, 0, tomorrow), at(10, 0, tomorrow), workers="Sara")
    homes.kin = homes.relative()
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
    card, page = full.address, open_page("/")
    of_visit = f"{card}/besok/{full.done.id}"
    db.session.commit()  # a session that has read holds SQLite's one write lock
    go(page, looked, [
        ("start", "/", 200), ("status", "/status", 200), ("card", card, 200),
        ("card-easy", f"{card}?lang=sv-simple", 200),
        ("card-fi", f"{card}?lang=fi", 200), ("card-en", f"{card}?lang=en", 200), ("gone", "/k/finns-inte", 404),
        ("card-say", of_visit, 200), ("card-said", f"{of_visit}?tack=not_come", 200),
        ("card-ring", f"{card}/ring", 200),
        ("pair", f"{card}/enhet", 200), ("offer", "/koppla", 200), ("unpaired", "/mitt", 403),
        ("sign-in", "/anhorig/logga-in", 200), ("stop", "/anhorig/avsluta/x", 404),
        ("accessibility", "/tillganglighet", 200), ("privacy", "/integritet", 200),
        ("privacy-fi", "/integritet?lang=fi", 200),
    ])  # fmt: skip
    page.goto(f"{card}/enhet")
    page.get_by_role("button", name="Skicka").first.click()
    assert not (wrong := looked.page(page, "code", 1)), wrong


@pytest.mark.settings(card_disclosure="services", vapid_private_key=VAPID_KEY)
def test_her_own_device(full, app, open_page, looked):
    client = Client(app)
    pair(client, full.address.removeprefix("/k/"))
    said, change = f"/mitt/besok/{full.done.id}", f"/mitt/besok/{full.next.id}/andra"
    assert (
        client.submit(said, {"kind": "other", "text": "Hon hade inte tid att hjälpa mig.", "once": "a"}).status_code
        == 303
    )
    assert client.submit(change, {"kind": "decline", "text": "Jag är hos min son.", "once": "b"}).status_code == 303
    db.session.commit()
    page = open_page("/koppla")
    keep_cookie(page, client, "mitt")
    page.clock.set_fixed_time(at(22, 15))  # the wall has a look of its own by night, by the clock of the tablet
    go(page, looked, [("vagg-night", "/mitt/vagg/visa", 200)])
    page.clock.set_fixed_time(at(10, 20))
    go(page, looked, [
        ("mitt", "/mitt", 200), ("mitt-tomorrow", f"/mitt/{DAY + timedelta(days=1)}", 200), ("vem", "/mitt/vem", 200),
        ("vecka", "/mitt/vecka", 200), ("vagg", "/mitt/vagg", 200), ("vagg-visa", "/mitt/vagg/visa", 200),
        ("say", said, 200), ("sent", f"{said}?tack=other", 200), ("sagt", "/mitt/sagt", 200),
        ("andra-asked", change, 200),
        ("val", "/mitt/val", 200), ("manad", "/mitt/manad/2026-11", 200), ("kalender", "/mitt/kalender", 200),
        ("avisering", "/mitt/avisering", 200),
    ])  # fmt: skip
    page.goto("/mitt/val")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    wrong = looked.page(page, "val-open", 2)
    page.goto(f"{change}")
    page.get_by_role("button", name="Ta tillbaka").click()
    wrong += looked.page(page, "andra", 3)
    page.goto("/mitt/kalender")
    page.get_by_role("button").first.click()
    wrong += looked.page(page, "kalender-on", 4)
    assert not wrong, "\n".join(wrong)


def test_a_question_stands(full, app, open_page, looked):
    """She is asked how a visit was: on her day and on a page of its own."""
    day = first_day(full.person.id, week_of(DAY))
    full.came(full.visit("asked", at(8, 0, day), at(9, 0, day), workers="Ali"), "Ali", at(8, 5, day), at(8, 30, day))
    db.session.commit()
    with time_machine.travel(at(10, 20, day), tick=True):
        client = Client(app)
        pair(client, full.address.removeprefix("/k/"))
        page = open_page("/koppla")
        keep_cookie(page, client, "mitt")
        page.goto("/mitt")
        assert page.get_by_text("Hur var besöket?").is_visible()
        wrong = looked.page(page, "mitt-asked", 0)
        asked = db.session.query(Visit).filter_by(outside_id="asked").one().id
        db.session.commit()
        page.goto(f"/mitt/fraga/{asked}")
        wrong += looked.page(page, "fraga", 1)
        page.goto("/mitt")
        page.get_by_role("button", name="Bra", exact=True).click()
        wrong += looked.page(page, "fraga-thanks", 2)
        assert not wrong, "\n".join(wrong)


def test_a_relative(full, app, open_page, looked):
    client, whom = Client(app), full.person.id
    assert enter(client).status_code == 303
    db.session.commit()
    page = open_page("/anhorig/logga-in")
    keep_cookie(page, client, "anhorig", "/anhorig")
    go(page, looked, [
        ("anhorig", "/anhorig", 200), ("anhorig-yesterday", f"/anhorig/{DAY - timedelta(days=1)}", 200),
        ("anhorig-besked", "/anhorig/besked", 200), ("anhorig-vecka", f"/anhorig/vecka/{whom}", 200),
        ("anhorig-historik", f"/anhorig/historik/{whom}", 200), ("anhorig-skriv", f"/anhorig/skriv/{whom}", 200),
        ("anhorig-kalender", "/anhorig/kalender", 200), ("over", "/anhorig/vecka/9999", 404),
    ])  # fmt: skip
    full.kin.data_consent_on = None
    db.session.commit()
    page.goto("/anhorig")
    assert not (wrong := looked.page(page, "anhorig-over", 3)), wrong
