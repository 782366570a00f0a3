"""What anybody meets first: the start page and the sign-in page, on a phone, by day and by night, without scripts."""

from __future__ import annotations

import pytest

from backend.access.signin import create_user
from schema.db import db
from tests.browsing import check_accessible, small_targets
from tests.people import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/logga-in"])
def test_pages_are_accessible(open_page, path):
    for dark in (False, True):
        page = open_page(path, dark=dark)
        check_accessible(page, strict_contrast=True)
        assert small_targets(page) == []
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", ["/", "/logga-in"])
def test_pages_fit_a_page_enlarged_four_times(open_page, path):
    check_accessible(open_page(path, viewport={"width": 320, "height": 256}))


def test_signing_in_works_without_scripts(open_page, app):
    create_user("eva@example.se", "Eva Åkerlund", PASSWORD, "manager", [None])
    db.session.commit()
    page = open_page("/logga-in", script=False)
    page.get_by_label("E-postadress").fill(" Eva@Example.se")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    assert "Det gick inte att logga in" in page.locator("main").inner_text()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(lambda url: "logga-in" not in url)
