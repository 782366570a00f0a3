"""A worker who is signed in, at twenty past nine of an ordinary Tuesday."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from schema import clock
from schema.db import db
from tests.people import Client
from tests.visits import town as towns
from tests.visits.day import at
from tests.visits.town import Town


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with clock.standing_at(at("08:20")):  # 09:20 in Sweden
        yield


@pytest.fixture
def town(app: Flask) -> Town:
    made = towns.make(workers=3)
    made.visit("a", "r1", "08:00", "09:00", "w1")
    made.visit("b", "r3", "10:00", "11:00", "w1", "w2")
    made.visit("c", "r2", "08:00", "08:30", "w2")
    made.visit("far", "r3", "+1 20:00", "+1 21:00", "w1")
    made.visit("night", "r3", "23:30", "23:45", "w1")
    db.session.commit()
    return made


@pytest.fixture
def worker(staff: Callable[..., Client], town: Town) -> Client:
    return staff("worker", units=["u"], worker_id=town.workers["w1"])
