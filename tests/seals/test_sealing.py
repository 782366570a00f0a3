"""Sealing while others write: nothing waits for it, nothing is left out, and there is one chain."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from backend import jobs
from backend.seals import seal, spans
from backend.seals.verify import verify
from schema import clock
from schema.chains import CHAINS, sealed
from schema.db import db, table_of
from schema.tables import Seal
from tests.seals import chained

BOTH = pytest.mark.parametrize("chain", ["event", "trail"])


def seals(chain: str) -> list[tuple[int, str, str]]:
    """Number, ranges and holes of each seal."""
    query = select(Seal.number, Seal.ranges, Seal.holes).where(Seal.chain == chain).order_by(Seal.number)
    return [(number, ranges, holes) for number, ranges, holes in db.session.execute(query)]


@BOTH
def test_each_seal_follows_the_last(any_app: Any, chain: str) -> None:
    chained.write(chain, 3, first_id=1)
    seal.seal_new()
    seal.seal_new()
    chained.write(chain, 2, first_id=6)
    seal.seal_new()
    assert seals(chain) == [(1, "1-3", ""), (2, "6-7", "4-5")]


@BOTH
def test_a_seal_covers_no_more_than_a_batch(any_app: Any, chain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "BATCH", 4)
    chained.write(chain, 10, first_id=1)
    assert seal.seal_new()[chain] == 10
    assert [ranges for _, ranges, _ in seals(chain)] == ["1-4", "5-8", "9-10"]
    assert verify().sound


@BOTH
def test_a_transaction_that_commits_late_is_sealed_later_and_sound(make_app: Any, chain: str) -> None:
    """Two transactions: the one that took its ids first is done last."""
    app: Flask = make_app("postgresql")
    chained.write(chain, 1)
    now = clock.now()
    row = {
        "event": {"kind": "note", "recipient_id": 1, "worker_id": 1, "occurred_at": now, "received_at": now,
                  "method": "app"},
        "trail": {"at": now, "role": "manager", "action": "read", "what": "manager.person"},
    }[chain]  # fmt: skip
    with app.app_context(), Session(db.engine) as slow:
        late = slow.execute(insert(CHAINS[chain]).values(sealed(chain, row)).returning(CHAINS[chain].id)).scalar_one()  # type: ignore[attr-defined]
        after = chained.write(chain, 2)
        seal.seal_new()
        assert [holes for _, _, holes in seals(chain)] == [str(late)]
        assert verify().sound
        slow.commit()
    found = verify()
    assert found.sound
    assert found.chains[chain].waiting == 1
    seal.seal_new()
    assert seals(chain)[-1][1:] == (str(late), "")
    assert late < after[0]
    found = verify()
    assert found.sound, found.document()
    assert found.chains[chain].sealed == 4


@BOTH
def test_an_id_that_never_came_is_no_fault(any_app: Any, chain: str) -> None:
    chained.write(chain, 2, first_id=1)
    chained.write(chain, 2, first_id=9)
    seal.seal_new()
    with time_machine.travel(clock.now() + timedelta(hours=30), tick=True):
        assert seal.open_holes(db.session(), chain) == []
        assert [fault.kind for fault in verify().listed] == ["head_missing"], "nobody ran that job here"


def test_several_sealers_make_one_chain(make_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app: Flask = make_app("postgresql")
    monkeypatch.setattr(seal, "BATCH", 7)
    chained.write("event", 200)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with app.app_context():
                seal.seal_new()
                db.session.remove()
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    chained.write("event", 50)
    for thread in threads:
        thread.join()
    seal.seal_new()
    assert faults == []
    numbers = [number for number, _, _ in seals("event")]
    assert numbers == list(range(1, len(numbers) + 1))
    found = verify()
    assert found.sound, found.document()
    assert found.chains["event"].sealed == 250


@BOTH
def test_a_row_whose_digest_is_none_stops_no_sealing(any_app: Any, chain: str) -> None:
    chained.write(chain, 2, first_id=1)
    chained.behind_the_back(f"UPDATE {chain} SET digest = 'inte hexadecimalt' WHERE id = 1")
    assert seal.seal_new()[chain] == 2
    found = verify()
    assert [(fault.kind, fault.id) for fault in found.listed] == [("changed", "1")]


def test_the_jobs_seal_and_sign(app: Any) -> None:
    chained.write("trail", 2)
    assert jobs.once("seal", None) == {"event": 0, "trail": 2}
    assert jobs.once("head", None) == {"signed": 0}, "the day is not over"
    later = clock.now() + timedelta(days=3)
    assert jobs.once("head", later) == {"signed": 3}, "days without rows too"
    assert jobs.once("head", later) == {"signed": 0}
    with time_machine.travel(later, tick=True):
        assert verify().sound


def test_what_is_read_and_written_is_sealed(app: Any, staff: Any, lived_in: str) -> None:
    """A day as it is lived: everything that the service writes by itself verifies."""
    manager = staff("manager")
    assert manager.get("/chef/person/1").status_code == 200
    app.test_client().get(f"/k/{lived_in}")
    seal.seal_new()
    found = verify()
    assert found.sound, found.document()
    assert found.chains["event"].sealed >= 3
    assert found.chains["trail"].sealed >= 1


def test_insertion_does_not_touch_the_seals(any_app: Any) -> None:
    """The chain costs an insert nothing: no row of another table is read, written or waited for."""
    chained.write("event", 1)
    locked = db.session.connection()
    if db.engine.dialect.name == "postgresql":
        locked.execute(text("LOCK TABLE seal IN ACCESS EXCLUSIVE MODE"))
        with Session(db.engine) as other:
            other.execute(text("SET lock_timeout = '2s'"))
            row = {"at": clock.now(), "role": "manager", "action": "read", "what": "manager.person"}
            other.execute(insert(table_of(CHAINS["trail"])).values(sealed("trail", row)))
            other.commit()
    db.session.rollback()


@pytest.mark.parametrize(
    ("held", "taken", "left"),
    [("1-10", "", "1-10"), ("1-10", "1-10", ""), ("1-10", "3,5-6", "1-2,4,7-10"), ("5,9-12", "1-9,12-20", "10-11"),
     ("1-3,7-9", "3-7", "1-2,8-9"), ("", "4", "")],
)  # fmt: skip
def test_runs_without_others(held: str, taken: str, left: str) -> None:
    assert spans.write(spans.without(spans.parse(held), spans.parse(taken))) == left


def test_runs_of_ids_are_as_few_as_can_be() -> None:
    assert spans.write(spans.of([7, 1, 2, 3, 9, 8])) == "1-3,7-9"
    assert spans.write(spans.joined([(4, 9), (1, 2), (3, 3), (20, 30), (25, 26)])) == "1-9,20-30"
    assert list(spans.groups([(1, 7), (9, 9), (12, 13)], 4, 2)) == [[(1, 4)], [(5, 7), (9, 9)], [(12, 13)]]
    assert list(spans.groups([], 4, 2)) == []
