"""The staff's faces, signed in for real: on a phone and at a desk, by day and by night."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.access.signin import create_user
from schema.db import db
from schema.tables import Worker
from tests.browsing import PHONE, check_accessible
from tests.people import PASSWORD, enter

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
FACES = [("worker", "/personal"), ("manager", "/chef"), ("planner", "/plan"), ("admin", "/admin")]


@pytest.mark.parametrize(("role", "path"), FACES)
@pytest.mark.parametrize(("viewport", "dark"), [(PHONE, True), (DESK, False)], ids=["phone-night", "desk-day"])
def test_a_face_is_accessible(open_page, lived_in, role, path, viewport, dark):
    worker = db.session.scalars(select(Worker.id).order_by(Worker.id)).first() if role == "worker" else None
    create_user("eva@example.se", "Eva Åkerlund", PASSWORD, role, [None], worker_id=worker)
    db.session.commit()
    page = open_page(f"/logga-in?next={path}", viewport=viewport, dark=dark)
    enter(page, "eva@example.se")
    page.wait_for_url(f"**{path}*")
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    check_accessible(page)
    assert page.locator("h1").count() == 1
