"""A card token in a worker's browser: tries are counted and written down, a card of another unit's leaves a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.access.limit import RULES
from schema.db import db
from schema.tables import Trail
from tests.people import Client, Staff
from tests.scope.conftest import places  # noqa: F401 - a fixture
from tests.scope.world import Place, worker_id


@pytest.fixture
def worker(places: tuple[Place, Place], staff: Staff) -> Client:  # noqa: F811
    return staff("worker", ["norr"], worker_id=worker_id("w1"))


def rows(action: str) -> list[tuple[str | None, int | None]]:
    db.session.rollback()
    found = db.session.scalars(select(Trail).where(Trail.action == action, Trail.role == "worker").order_by(Trail.id))
    return [(row.reason, row.recipient_id) for row in found]


def test_a_worker_cannot_try_cards_without_end(worker: Client) -> None:
    most = int(RULES["card_wrong_address"].split()[0])
    told = [worker.get(f"/personal/kort/guess{number}").status_code for number in range(most + 1)]
    assert told == [404] * most + [429]
    assert rows("refused")[:2] == [("card_wrong", None)] * 2


def test_a_card_of_another_unit_is_read_for_a_reason_that_a_check_finds(
    worker: Client,
    places: tuple[Place, Place],  # noqa: F811
) -> None:
    """She may be lent, so it opens; whoever checks the log sees that it was no home of hers."""
    own, other = places
    for place in places:
        assert worker.get(f"/personal/kort/{place.ids['token']}").status_code == 200
    reads = rows("read")
    assert (None, own.ids["recipient_id"]) in reads
    assert ("card_of_another_unit", other.ids["recipient_id"]) in reads
