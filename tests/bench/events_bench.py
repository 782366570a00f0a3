"""500 events in one batch, understood, stored, linked and judged, with a trail row for each person, beside the driver's
own load of the same rows.

Both sides are rolled back, so that each round begins with the same tables: a town of 250 recipients, whose morning
visits are checked in to and out from.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import text

from backend.access import trail
from backend.access.scope import Scope
from backend.intake.events import receive
from backend.visits.incoming import understand
from schema import clock, settings
from schema.db import Base, db
from schema.wire.facts import Origin
from tests.apps import assemble
from tests.bench.ratios import compare
from tests.bench.servers import database
from tests.shell import ENVIRONMENT
from tests.visits import town as towns
from tests.visits.day import at

PEOPLE, WORKERS, ROUNDS = 250, 50, 9
SYSTEM = Scope(role="system", unit_ids=None, source="plan")
WRITTEN = ("event", "event_ledger", "execution", "gap", "trail")
"""The tables that a batch adds rows to; what it updates is not counted for the limit."""


def main() -> None:
    """Measure on both databases."""
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url, _app(url), clock.standing_at(at("12:30")):
            _settle()
            events = _events()
            rows = _rows_of(events)
            compare(
                f"500 events in one batch, {kind}",
                lambda events=events: _receive(events),
                lambda rows=rows: _load(rows),
                rounds=ROUNDS, at_most=2.5, unit=" s",
            )  # fmt: skip


@contextmanager
def _app(url: str) -> Iterator[None]:
    app = assemble(replace(settings.load({**ENVIRONMENT, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"})))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _settle() -> None:
    town = towns.make(WORKERS, PEOPLE)
    for number in range(1, PEOPLE + 1):
        for turn, hour in enumerate((8, 12, 17)):
            town.visit(f"v{number}-{turn}", f"r{number}", f"{hour:02}:00", f"{hour:02}:30", _worker(number))
    db.session.commit()


def _worker(number: int) -> str:
    return f"w{number % WORKERS + 1}"


def _events() -> list[dict[str, Any]]:
    return [
        {"event_id": str(uuid.uuid4()), "kind": kind, "visit_id": f"v{number}-0", "worker_id": _worker(number),
         "occurred_at": f"2026-11-24T08:{minute:02}:00+00:00", "method": "app"}
        for number in range(1, PEOPLE + 1) for kind, minute in (("check_in", 10), ("check_out", 40))
    ]  # fmt: skip


def _receive(events: list[dict[str, Any]], keep: bool = False) -> float:
    with current_app.test_request_context("/api/v1/events", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        began = time.perf_counter()
        batch = understand(events, "plan")
        outcomes = batch.answer(receive(batch.facts, Origin()))
        trail.note_each(SYSTEM, "change", {fact.recipient_id for fact in batch.facts})
        trail.write_noted()
        taken = time.perf_counter() - began
    assert [outcome.outcome for outcome in outcomes] == ["accepted"] * len(events)
    if not keep:
        db.session.rollback()
    return taken


def _rows_of(events: list[dict[str, Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that the batch writes, as the driver gives them."""
    _receive(events, keep=True)
    found = {name: [tuple(row) for row in db.session.execute(text(f"SELECT * FROM {name}"))] for name in WRITTEN}
    assert (len(found["event"]), len(found["execution"])) == (len(events), PEOPLE)
    db.session.rollback()
    return found


def _load(rows: dict[str, list[tuple[Any, ...]]]) -> float:
    connection = db.session.connection()
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    cursor = connection.connection.cursor()
    began = time.perf_counter()
    for name in WRITTEN:
        if rows[name]:
            marks = ", ".join([mark] * len(Base.metadata.tables[name].columns))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows[name])
    taken = time.perf_counter() - began
    cursor.close()
    db.session.rollback()
    return taken


if __name__ == "__main__":
    main()
