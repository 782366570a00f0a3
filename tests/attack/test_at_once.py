"""Two things at the same moment: whoever comes second waits, and nobody is stopped."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.access.unit_of_work import committed
from backend.intake import events, plans
from backend.planning import importing
from backend.planning.run import ImportOrder
from backend.planning.undo import UndoFault
from schema import clock
from schema.db import db
from schema.tables import ImportRun, Recipient, Visit, Worker
from schema.wire.facts import FactIn, Origin
from tests.packages import DAY, execution, small_package, write_package
from tests.planning.importing import bring, bring_tables


def at_once(app: Flask, *doings: Callable[[], Any]) -> list[Any]:
    """Do these in threads of their own, each in a transaction; what each gave or raised."""

    def one(doing: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                with committed():
                    return doing()
            except (UndoFault, SQLAlchemyError) as fault:
                return fault

    db.session.commit()
    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(one, doings))


def check_in() -> list[str]:
    """Somebody checks in at the first visit."""
    visit = db.session.scalars(select(Visit).where(Visit.outside_id == "v1")).one()
    worker_id = db.session.scalars(select(Worker.id).where(Worker.outside_id == "w1")).one()
    moment = clock.instant(DAY, time_of(8, 5))
    fact = FactIn(str(uuid.uuid4()), "check_in", visit.id, visit.recipient_id, worker_id, moment, "app")
    return [outcome.outcome for outcome in events.receive([fact], Origin())]


def time_of(hour: int, minute: int) -> Any:
    from datetime import time as wall

    return wall(hour, minute)


def test_a_check_in_while_a_plan_comes_in(any_app: Flask, tmp_path: Path, monkeypatch: Any) -> None:
    """The plan has changed the visit and goes on to its executions when the check-in wants to settle it."""
    tables = small_package()
    bring_tables(tmp_path / "first", tables)
    tables["visits"][0]["duration_minutes"] = 44
    tables["executions"] = [execution("v5", "w2", f"{DAY}T09:40", f"{DAY}T10:00")]
    folder, changed = write_package(tmp_path / "second", **tables), threading.Event()
    whole = importing.import_package

    def slowly(*args: Any) -> Any:
        outcome = whole(*args)
        changed.set()
        time.sleep(1)
        return outcome

    monkeypatch.setattr(plans, "import_package", slowly)

    def second() -> list[str]:
        changed.wait(10)
        return check_in()

    brought, seen = at_once(any_app, lambda: plans.import_plan(folder, ImportOrder()).exit_code, second)
    assert (brought, seen) == (0, ["accepted"])
    db.session.expire_all()
    visit = db.session.scalars(select(Visit).where(Visit.outside_id == "v1")).one()
    assert (visit.status, visit.duration_minutes) == ("in_progress", 44)


def test_one_import_is_taken_back_once_while_another_comes_in(any_app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path / "first", tables)
    tables["visits"][0]["worker_ids"] = "w2"
    tables["executions"] = [execution("v5", "w2", f"{DAY}T09:40", f"{DAY}T10:00")]
    run = bring_tables(tmp_path / "second", tables).run_id
    tables["visits"][4]["duration_minutes"] = 50
    third = write_package(tmp_path / "third", **tables)
    assert run
    found = at_once(
        any_app, *[lambda: plans.undo(run)] * 3, lambda: plans.import_plan(third, ImportOrder()).exit_code,
        check_in, check_in,
    )  # fmt: skip
    assert [type(one) for one in found[:3]].count(UndoFault) == 2, found
    assert found[:3].count(0) == 1, "it was taken back, and nothing was granted that the plan says otherwise of"
    assert found[3:] == [0, ["accepted"], ["accepted"]]
    assert db.session.scalars(select(ImportRun.id).where(ImportRun.undone_at.is_not(None))).all() == [run]
    assert len(db.session.scalars(select(Recipient)).all()) == 3


def test_both_ways_of_one_plan(any_app: Flask, tmp_path: Path) -> None:
    """An import of one package is shown and taken in at once; only one stands."""
    folder = write_package(tmp_path / "package", **small_package())
    dry = at_once(
        any_app, lambda: plans.import_plan(folder, ImportOrder(dry_run=True)).exit_code, lambda: bring(folder).exit_code
    )
    assert dry == [0, 0]
    assert len(db.session.scalars(select(ImportRun)).all()) == 1
