"""The pages of scope and log check in a real browser: accessible, on a phone by night and at a desk by day."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backend.access.signin import create_user
from schema.db import db
from schema.tables import BreakGlass, Unit
from tests.browsing import PHONE, check_accessible
from tests.people import PASSWORD, enter
from tests.scope.test_break_glass import WHY

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
PAGES = [
    ("head", "/chef/loggkontroll"), ("manager", "/chef/nodoppning"), ("auditor", "/chef/granskning"),
    ("auditor", "/chef/granskning/1"), ("admin", "/admin/anvandare"), ("admin", "/admin/handlaggare"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "path"), PAGES)
@pytest.mark.parametrize(("viewport", "dark"), [(PHONE, True), (DESK, False)], ids=["phone-night", "desk-day"])
def test_a_page_is_accessible(open_page, places, staff, role, path, viewport, dark) -> None:
    norr, syd = places
    manager = staff("manager", ["norr"])
    manager.submit("/chef/nodoppning", {"whom": "sven", "reason": WHY}, page="/chef/nodoppning")
    manager.get(f"/chef/person/{syd.ids['recipient_id']}")
    person = create_user(
        "eva@example.se", "Eva Åkerlund", PASSWORD, role, [norr.unit_id if role == "manager" else None]
    )
    db.session.flush()
    if role == "manager":
        row = db.session.query(BreakGlass).one()
        db.session.add(BreakGlass(user_id=person.id, recipient_id=row.recipient_id, reason=WHY, opened_at=row.opened_at,
                                  until_at=row.until_at))  # fmt: skip
    assert db.session.query(Unit).count() == 2
    db.session.commit()
    page = open_page(f"/logga-in?next={path}", viewport=viewport, dark=dark)
    enter(page, "eva@example.se")
    page.wait_for_url(f"**{path}*")
    assert page.locator("h1").count() == 1
    if folder := os.environ.get("SHOTS"):
        name = f"{role}{path.replace('/', '_')}-{viewport['width']}.png"
        page.screenshot(path=str(Path(folder) / name), full_page=True)
    check_accessible(page)
