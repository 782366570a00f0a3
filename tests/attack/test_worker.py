"""What a worker sees beyond her own day, and whether it is written down that she looked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from schema import clock
from schema.db import db
from schema.tables import Trail
from tests.people import Client
from tests.visits.day import at
from tests.visits.town import Town
from tests.visits.town import make as make_town


@pytest.fixture
def town(app: Any) -> Town:
    """Visits of hers long ago, last week, today and next week."""
    made = make_town()
    for name, days in (("long-ago", "-30 "), ("last-week", "-6 "), ("today", ""), ("next-week", "+6 ")):
        made.visit(name, "r1", f"{days}08:00", f"{days}09:00", "w1")
    db.session.commit()
    return made


@pytest.fixture
def worker(staff: Any, town: Town) -> Client:
    """Her browser."""
    client: Client = staff("worker", units=["u"], worker_id=town.workers["w1"])
    return client


@pytest.mark.parametrize(
    ("name", "status"), [("long-ago", 404), ("last-week", 200), ("today", 200), ("next-week", 404)]
)
def test_a_visit_leaves_her_sight(worker: Client, town: Town, name: str, status: int) -> None:
    with clock.standing_at(at("08:20")):
        page = "/personal"
        assert worker.get(f"/personal/besok/{town.visits[name]}").status_code == status
        sent = worker.submit(f"/personal/besok/{town.visits[name]}", {"kind": "absent"}, page=page)
    assert (sent.status_code == 404) == (status == 404)


def test_a_page_shown_again_is_a_look_too(worker: Client, town: Town) -> None:
    with clock.standing_at(at("08:20")):
        fields = {"event_id": "6f1f9a1e-3f6e-4f3c-8f5e-6a4f1d2c3b4a", "came": "25:99"}
        before = db.session.scalar(select(func.count(Trail.id)).where(Trail.what == "worker.afterwards"))
        answer = worker.submit(f"/personal/besok/{town.visits['today']}/efterhand", fields, page="/personal")
    assert answer.status_code == 422
    after = db.session.scalars(select(Trail.recipient_id).where(Trail.what == "worker.afterwards")).all()
    assert (before, after) == (0, [town.recipients["r1"]])
