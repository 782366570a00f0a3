"""The desk in a real browser: readable by all, on a phone and wide, and one tap explains without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page
from sqlalchemy import func, select

from backend.access.signin import create_user
from schema.db import db
from schema.tables import GapReview, Unit
from tests.browsing import check_accessible, small_targets
from tests.manager.desk import at, gap_id, lay_plan, pass_time, recipient_id, tell
from tests.people import PASSWORD
from tests.people import enter as sign_in_page

pytestmark = pytest.mark.browser


@pytest.fixture
def noon(app, tmp_path) -> Iterator[None]:
    lay_plan(tmp_path)
    for visit, came, left in (("v1", "9:30", "10:00"), ("v4", "10:01", "10:21"), ("v2", "10:55", None)):
        tell("check_in", came, "w1", visit)
        if left:
            tell("check_out", left, "w1", visit)
    pass_time("12:00")
    unit = db.session.scalars(select(Unit.id)).one()
    create_user("chef@example.se", "Maria Chef", PASSWORD, "manager", [unit], from_on=at("12:00").date())
    db.session.commit()
    with time_machine.travel(at("12:00"), tick=False):
        yield


def enter(open_page, path: str, **more) -> Page:
    page = open_page("/logga-in?next=" + path, **more)
    sign_in_page(page, "chef@example.se")
    page.wait_for_url("**" + path)
    return page


@pytest.mark.parametrize(("dark", "width"), [(True, 390), (False, 1280)])
def test_the_pages_are_readable_by_all(noon, open_page, dark: bool, width: int) -> None:
    page = enter(open_page, "/chef", dark=dark, viewport={"width": width, "height": 900})
    paths = "/chef", f"/chef/avvikelse/{gap_id('late', 'v1')}", f"/chef/person/{recipient_id('elsa')}"
    db.session.rollback()  # the server must get its turn to write
    for path in paths:
        page.goto(path)
        check_accessible(page, strict_contrast=True)
        assert small_targets(page) == [], path


def test_one_tap_explains_without_scripts(noon, open_page) -> None:
    page = enter(open_page, "/chef", script=False)
    row = page.locator("article", has_text="förmiddag: 2 besök försenade")
    row.get_by_role("button", name="Larm").click()
    assert "Sparat: Larm. Raderna står nu under Förklarade." in page.inner_text("main")
    assert page.locator("article", has_text="förmiddag").count() == 0
    db.session.rollback()
    assert db.session.scalar(select(func.count(GapReview.id))) == 2


def test_other_reasons_open_and_take_words(noon, open_page) -> None:
    page = enter(open_page, "/chef")
    row = page.locator("article").first
    row.get_by_text("Annan orsak").click()
    row.get_by_label("Annat: vad hände?").fill("Vi ringde, hon var hos sin dotter")
    row.get_by_role("button", name="Spara annat").click()
    page.wait_for_url("**/chef")
    db.session.rollback()
    assert db.session.scalars(select(GapReview.reason)).all() == ["other"]
