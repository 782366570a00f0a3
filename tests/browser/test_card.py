"""The card as its home meets it: on a phone, by day and by night, with and without scripts, enlarged, on paper."""

from __future__ import annotations

from datetime import time

import pytest
import time_machine
from sqlalchemy import select

from backend.cards.issue import card_for
from schema import clock
from schema.db import db
from schema.tables import Home
from tests.browsing import check_accessible, small_targets
from tests.packages import DAY, execution, small_package, write_package

pytestmark = [pytest.mark.browser, pytest.mark.settings(card_disclosure="services")]


@pytest.fixture
def card(run_cli, tmp_path, live_server):
    """The address of the Bergs' card at twenty past eight: Elsa's visit is going on, Arne's is to come."""
    with time_machine.travel(clock.instant(DAY, time(8, 20)), tick=True):
        tables = small_package()
        tables["executions"] = [execution("v1", "w1", f"{DAY}T08:05")]
        told = run_cli("import", write_package(tmp_path / "package", **tables))
        assert told.exit_code == 0, told.stdout + told.stderr
        token = card_for(db.session.scalars(select(Home.id).where(Home.outside_id == "h1")).one())
        db.session.commit()
        yield f"/k/{token}"


def test_the_card_is_accessible_by_day_and_by_night(open_page, card):
    for dark in (False, True):
        page = open_page(card, dark=dark)
        check_accessible(page, strict_contrast=True)
        assert small_targets(page) == []


def test_the_card_tells_who_when_and_what_without_scripts(open_page, card):
    told = open_page(card, script=False).locator("main").inner_text()
    for word in ("Leila", "undersköterska", "Hjälp hemma", "Jonas", "Hemtjänst Norr"):
        assert word in told, told
    assert "Insulin" not in told
    assert "Berg" not in told, "whose home it is stands on the door, not on the card"


def test_the_card_tells_the_same_with_scripts(open_page, card):
    page = open_page(card)
    assert page.locator("main").inner_text() == open_page(card, script=False).locator("main").inner_text()


def test_the_card_fits_a_page_enlarged_four_times(open_page, card):
    check_accessible(open_page(card, viewport={"width": 320, "height": 256}))


def test_the_card_prints_on_one_page(open_page, card):
    paper = open_page(card).pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type/Page\n") == 1


def test_a_wrong_card_is_told_politely(open_page):
    page = open_page("/k/nobody-has-this-card", status=404)
    check_accessible(page, strict_contrast=True)
    assert page.locator("h1").count() == 1
