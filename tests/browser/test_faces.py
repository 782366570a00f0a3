"""The staff's faces, signed in for real: on a phone by night, at a desk by day, on paper."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.access.signin import create_user
from schema.db import db
from schema.tables import Worker
from tests.browsing import look_over
from tests.people import PASSWORD, enter

pytestmark = pytest.mark.browser
FACES = [("worker", "/personal"), ("manager", "/chef"), ("planner", "/plan"), ("admin", "/admin")]


@pytest.mark.parametrize(("role", "path"), FACES)
def test_a_face_is_for_everybody(open_page, lived_in, role, path):
    worker = db.session.scalars(select(Worker.id).order_by(Worker.id)).first() if role == "worker" else None
    create_user("eva@example.se", "Eva Åkerlund", PASSWORD, role, [None], worker_id=worker)
    db.session.commit()
    page = open_page(f"/logga-in?next={path}")
    enter(page, "eva@example.se")
    page.wait_for_url(f"**{path}*")
    look_over(page, path)
