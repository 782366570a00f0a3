"""500 events shuffled, each sent three times, in parallel: the same facts, states and gaps as in order and once."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import EventLedger, Gap
from tests.api.conftest import System
from tests.visits import town as towns
from tests.visits.day import at
from tests.visits.town import Town

PEOPLE, WORKERS, EVENTS, THREADS = 60, 12, 500, 6
MINUTES = range(7 * 60, 20 * 60)


def settle_town() -> Town:
    """Sixty recipients with two visits each, twelve workers."""
    town = towns.make(WORKERS, PEOPLE)
    chance = random.Random(7)
    for number in range(1, PEOPLE + 1):
        for turn, earliest in (("m", 8), ("e", 15)):
            workers = [f"w{chance.randint(1, WORKERS)}" for _ in range(chance.choice((0, 1, 1, 1)))]
            hour = earliest + chance.randint(0, 2)
            town.visit(f"{turn}{number}", f"r{number}", f"{hour:02d}:00", f"{hour:02d}:30", *workers)
    db.session.commit()
    return town


def made_up_events() -> list[dict[str, Any]]:
    """A wild day: half of it names its visit, some of it twice, out of order, at odd times."""
    chance = random.Random(11)
    kinds = ("check_in",) * 5 + ("check_out",) * 5 + ("arrived", "absent", "declined", "note")
    events = []
    for number in range(EVENTS):
        minute, person = chance.choice(MINUTES), chance.randint(1, PEOPLE)
        whom = (
            {"visit_id": f"{chance.choice('me')}{person}"} if chance.random() < 0.5 else {"recipient_id": f"r{person}"}
        )
        events.append({
            "event_id": str(uuid.UUID(int=number + 1)), "kind": chance.choice(kinds), **whom,
            "worker_id": f"w{chance.randint(1, WORKERS)}", "method": chance.choice(("qr", "app", "manual")),
            "occurred_at": f"2026-11-24T{minute // 60:02d}:{minute % 60:02d}:{chance.randint(0, 59):02d}Z",
        })  # fmt: skip
    return events


def told() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that must be the same: facts, executions, visits, gaps. Facts by the sender's id."""
    names = dict(tuple(row) for row in db.session.execute(select(EventLedger.fact_id, EventLedger.event_id)))
    gaps = []
    for gap in db.session.scalars(select(Gap).where(Gap.resolved_at.is_(None))):
        about = names.get(gap.fact_id or 0, "")
        gaps.append((gap.kind, gap.visit_id or 0, gap.worker_id or 0, gap.recipient_id, about, gap.date, gap.seconds))
    return {**towns.dump(), "gaps": sorted(gaps)}


def in_order_and_once(system: System, events: list[dict[str, Any]]) -> None:
    ordered = sorted(events, key=lambda event: event["occurred_at"])
    for start in range(0, EVENTS, 10):
        system.send(*ordered[start : start + 10])


def shuffled_thrice_in_parallel(app: Flask, key: str, events: list[dict[str, Any]]) -> list[str]:
    """What the senders were told of all 1 500."""
    chance = random.Random(13)
    batches = []
    for _ in range(3):
        mixed = list(events)
        chance.shuffle(mixed)
        batches += [mixed[start : start + 50] for start in range(0, EVENTS, 50)]
    batches.append(batches.pop(0))
    outcomes, faults, lock = [], [], threading.Lock()

    def send() -> None:
        with clock.standing_at(at("21:00")):
            while True:
                with lock:
                    if not batches:
                        return
                    batch = batches.pop()
                with app.app_context():
                    answer = app.test_client().post(
                        "/api/v1/events", json={"events": batch}, headers={"Authorization": f"Bearer {key}"}
                    )
                with lock:
                    if answer.status_code != 200:
                        faults.append(answer.text)
                        return
                    outcomes.extend(result["outcome"] for result in answer.json["results"])

    threads = [threading.Thread(target=send) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return outcomes


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_same_as_in_order_and_once(make_app: Callable[..., Flask], kind: str, postgresql: object) -> None:
    events = made_up_events()
    app = make_app("sqlite")
    with clock.standing_at(at("21:00")):
        settle_town()
        in_order_and_once(System(app, "events:write"), events)
        expected = told()
    assert {len(rows) > 20 for rows in expected.values()} == {True}
    app = make_app(kind)
    settle_town()
    system = System(app, "events:write")
    db.session.commit()
    outcomes = shuffled_thrice_in_parallel(app, system.key, events)
    assert (outcomes.count("accepted"), outcomes.count("replayed")) == (EVENTS, 2 * EVENTS)
    got = told()
    for what, rows in expected.items():
        assert got[what] == rows, what
