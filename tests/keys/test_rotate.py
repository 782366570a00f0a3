"""Rotation of the data keys: everything, once, while others write, and on where it stopped."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import select, text, update

from backend.keys import cells, rotate, status
from backend.keys.cells import holdings
from schema.db import Base, db
from schema.keyring import ring
from schema.tables import Home, KeyRotation
from tests.keys.conftest import LOST, NEW, OLD, add, fill, plain


def rows_under(place: int) -> dict[str, int]:
    """How many rows of each table lie under a key of DATA_KEYS."""
    return dict(status.status().keys[place].tables)


@pytest.fixture
def filled(any_app: Any, monkeypatch: pytest.MonkeyPatch, use: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Seven rows in each table under the old key; the process has a new one in front now. What they say."""
    fill(7)
    monkeypatch.setattr(rotate, "BATCH", 3)
    said = plain()
    use(NEW, OLD)
    return said


def test_every_encrypted_column_is_reached_and_the_old_key_may_go(filled, use):
    assert rows_under(1) == {holding.name: 7 for holding in holdings()}
    outcome = rotate.rotate()
    assert outcome.tables == {holding.name: 7 for holding in holdings()}
    assert (rows_under(1), outcome.unreadable) == ({}, [])
    use(NEW)
    assert plain() == filled


def test_every_encrypted_column_of_the_tables_is_known():
    known = {(holding.name, name) for holding in holdings() for name in holding.columns}
    assert ("trail", "reason") in known
    there = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if type(column.type).__name__.startswith("Encrypted")
    }
    assert known == there


def test_nothing_is_done_twice(filled):
    rotate.rotate()
    before = db.session.execute(text("select address from home order by id")).all()
    db.session.rollback()
    assert set(rotate.rotate().tables.values()) == {0}
    assert db.session.execute(text("select address from home order by id")).all() == before


def test_a_change_made_meanwhile_is_never_overwritten(filled, monkeypatch, use):
    """Between a batch's reading and its writing somebody moves: by a process that has not got the new key yet, too."""
    lock = cells.Holding.lock

    def meanwhile(self: Any, connection: Any, keys: Any) -> int:
        if self.name == "home" and keys[0] == (1,):
            connection.rollback()
            use(OLD)
            with db.engine.begin() as other:
                other.execute(update(Home).where(Home.id == 2).values(address="Ny gata 2"))
            use(NEW, OLD)
        return lock(self, connection, keys)

    monkeypatch.setattr(cells.Holding, "lock", meanwhile)
    assert rotate.rotate().tables["home"] == 7
    use(NEW)
    assert db.session.scalar(select(Home.address).where(Home.id == 2)) == "Ny gata 2"
    assert db.session.scalar(select(Home.address).where(Home.id == 3)) == "address 3"


def test_who_holds_a_row_is_waited_for_and_nothing_is_lost(filled, any_app):
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with any_app.app_context(), db.engine.begin() as other:
            other.execute(update(Home).where(Home.id == 5).values(city="Kiruna"))
            held.set()
            go.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    threading.Timer(0.5, go.set).start()
    outcome = rotate.rotate()
    holder.join()
    assert outcome.tables["home"] == 7
    assert db.session.scalar(select(Home.city).where(Home.id == 5)) == "Kiruna"
    db.session.rollback()
    assert rows_under(1) == {}


def test_the_service_writes_all_the_while(filled, any_app):
    stop, written = threading.Event(), {}

    def write() -> None:
        with any_app.app_context():
            for number in range(10_000):
                if stop.is_set():
                    return
                home = number % 7 + 1
                with db.engine.begin() as other:
                    other.execute(update(Home).where(Home.id == home).values(address=f"Vägen {number}"))
                written[home] = f"Vägen {number}"

    writer = threading.Thread(target=write)
    writer.start()
    try:
        rotate.rotate()
    finally:
        stop.set()
        writer.join()
    assert written
    assert {home: db.session.scalar(select(Home.address).where(Home.id == home)) for home in written} == written
    db.session.rollback()
    assert rows_under(1) == {}


def test_a_row_under_an_unknown_key_is_named_and_stops_nothing(filled, any_run_cli, use):
    use(LOST)
    db.session.execute(update(Home).where(Home.id == 4).values(city="Borta"))
    db.session.commit()
    use(NEW, OLD)
    told = any_run_cli("keys", "rotate", "--format", "json")
    report = json.loads(told.stdout)
    assert told.exit_code == 1
    assert report["unreadable"] == [{"table": "home", "id": 4, "column": "city"}]
    assert report["tables"]["home"] == 7, "her other fields are re-encrypted, and everybody else's"
    told = any_run_cli("keys", "status")
    assert told.exit_code == 1
    assert "no key fits: home 4 city" in told.stderr


def test_status_tells_keys_apart_and_gives_nothing_of_them(filled, any_run_cli):
    before = any_run_cli("keys", "status", "--format", "json")
    keys = json.loads(before.stdout)["keys"]
    assert [one["rows"] for one in keys] == [0, 7 * len(holdings())]
    assert [one["key"] for one in keys] == list(ring().prints)
    any_run_cli("keys", "rotate")
    after = any_run_cli("keys", "status").stdout
    assert f"{ring().prints[1]}           0 rows  may be taken out" in after
    for key in (NEW, OLD):
        assert key.decode()[:8] not in before.stdout + after


def test_rows_that_came_under_the_old_key_after_the_end_are_found_by_the_next_run(filled, use):
    rotate.rotate()
    use(OLD)
    db.session.execute(update(Home).where(Home.id == 1).values(city="Sen"))
    db.session.commit()
    use(NEW, OLD)
    assert rows_under(1) == {"home": 1}
    assert rotate.rotate().tables["home"] == 1
    assert rows_under(1) == {}


def test_progress_is_on_record(filled):
    rotate.rotate()
    record = db.session.scalars(select(KeyRotation).where(KeyRotation.table == "home")).one()
    assert (record.last_id, record.rows) == ("[7]", 7)
    assert record.finished_at is not None
    assert record.key_print == ring().prints[0]


def test_a_table_grown_meanwhile_is_walked_to_its_new_end(filled):
    def grow(table: str, _rows: int) -> None:
        if table == "home" and not db.session.get(Home, 8):
            add(db.session.connection(), "home", 8)
        db.session.commit()

    rotate.rotate(grow)
    assert rows_under(1) == {}
    assert rows_under(0)["home"] == 8
