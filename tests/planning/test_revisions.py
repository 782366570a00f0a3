"""The same again changes nothing; what changed is a revision, a change record, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning.undo import UndoFault
from schema.db import Base, db
from schema.tables import (
    Event,
    Home,
    Promise,
    Recipient,
    Visit,
    VisitRevision,
    VisitWorker,
    Worker,
)  # fmt: skip
from tests.packages import DAY, execution, small_package, visit
from tests.planning.importing import bring_tables, codes, counts, dump, kinds, size


def full_package() -> dict[str, list[dict[str, Any]]]:
    tables = small_package()
    tables["recipients"][0] |= {
        "personal_number": "19121212-1212",
        "card_detail": "names",
        "card_consent_on": "2026-01-01",
    }
    tables["relatives"] = [
        {"relative_id": "a1", "recipient_id": "elsa", "name": "Ann", "phone": "+46701740690", "may_see": "names",
         "secrecy_consent_on": "2026-01-01", "data_consent_on": "2026-01-01", "consent_basis": "self",
         "notices": "all"},
    ]  # fmt: skip
    tables["decisions"] = [
        {"decision_id": "b1", "recipient_id": "elsa", "kind": "hemtjänst", "decided_on": "2026-01-01",
         "hours_per_month": "12,5"},
    ]  # fmt: skip
    tables["absences"] = [{"recipient_id": "signe", "from": "2026-11-30", "to": "2026-12-01", "reason": "sjukhus"}]
    tables["executions"] = [
        execution("v1", "w1", "2026-11-24T08:05", "2026-11-24T08:30"),
        execution("", "w2", "2026-11-24T20:05", "2026-11-24T20:30", recipient_id="signe"),
    ]
    return tables


def test_the_same_package_again_adds_nothing_but_the_run(any_app: Flask, tmp_path: Path) -> None:
    first = bring_tables(tmp_path, full_package())
    assert (first.exit_code, codes(first)) == (0, [])
    sizes, current = {name: size(name) for name in Base.metadata.tables}, dump()
    again = bring_tables(tmp_path, full_package())
    for name, table in again.report["tables"].items():
        assert (table["created"], table["updated"], table["rejected"]) == (0, 0, 0), name
        assert table["unchanged"] == table["rows"] > 0, name
    assert {name: size(name) for name in Base.metadata.tables} == sizes | {"import_run": 2}
    assert dump() == current


def test_a_first_plan_announces_nothing_and_an_addition_does(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    assert kinds() == []
    tables["visits"].append(visit("ny", "elsa", DAY, "20:00", "21:00", 15, "dusch", "w1"))
    tables["visits"].append(visit("imorgon", "elsa", DAY.replace(day=25), "20:00", "21:00", 15, "dusch", "w1"))
    bring_tables(tmp_path, tables)
    assert kinds() == [("ny", "added")]


CHANGES = [
    ({"worker_ids": "w2"}, "workers"),
    ({"window_start": "07:30"}, "time"),
    ({"services": "dusch|stad"}, "services"),
    ({"duration_minutes": 5}, "duration"),
    ({"cancelled": "yes", "cancel_reason": "sjukhus"}, "cancelled"),
    ({"worker_ids": "w2", "window_end": "23:30"}, "workers,time"),
    ({"time_critical": "yes"}, None),
    ({"staff": 2}, None),
]


@pytest.mark.parametrize(("cell", "kind"), CHANGES)
def test_a_changed_visit_is_a_revision_and_a_change(
    any_app: Flask, tmp_path: Path, cell: dict[str, Any], kind: str | None
) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    versions = dict(db.session.execute(select(Home.id, Home.version)).all())
    tables["visits"][0] |= cell
    outcome = bring_tables(tmp_path, tables)
    assert counts(outcome, "visits") == (5, 0, 1, 4, 0)
    assert kinds() == ([("v1", kind)] if kind else [])
    changed = db.session.scalars(select(Visit).where(Visit.outside_id == "v1")).one()
    assert changed.revision == 2
    assert changed.status == ("cancelled" if kind == "cancelled" else "planned")
    numbers = db.session.scalars(select(VisitRevision.number).where(VisitRevision.visit_id == changed.id))
    assert sorted(numbers) == [1, 2]
    workers = set(db.session.scalars(select(VisitWorker.worker_id).where(VisitWorker.visit_id == changed.id)))
    assert workers == set(changed.worker_ids)
    bumped = {home for home, version in db.session.execute(select(Home.id, Home.version)) if version > versions[home]}
    home = db.session.scalars(select(Recipient.home_id).where(Recipient.outside_id == "elsa")).one()
    assert bumped == {home}


def test_a_cancelled_visit_that_comes_back_is_restored(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    changed = small_package()
    changed["visits"][0]["cancelled"] = "yes"
    bring_tables(tmp_path, changed)
    bring_tables(tmp_path, tables)
    assert kinds() == [("v1", "cancelled"), ("v1", "restored")]
    assert db.session.scalars(select(Visit.status).where(Visit.outside_id == "v1")).one() == "planned"


def test_a_visit_does_not_move_to_another_person(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    tables["visits"][0]["recipient_id"] = "signe"
    assert [one[3] for one in codes(bring_tables(tmp_path, tables))] == ["recipient_changed"]


def test_names_are_shown_as_chosen(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    chosen = {"first_name": "Leila", "full_name": "Leila Virtanen", "title": "", "alias": "Maja"}
    for shown_as, shown in chosen.items():
        tables["workers"][0] |= {"shown_as": shown_as, "alias": "Maja"}
        bring_tables(tmp_path, tables)
        assert db.session.scalars(select(Worker.shown_name).where(Worker.outside_id == "w1")).one() == shown


def test_another_check_out_is_a_correction(any_app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    ends = ["2026-11-24T08:30", "2026-11-24T08:40", "2026-11-24T08:30", "2026-11-24T08:30"]
    seen = []
    for end in ends:
        tables["executions"] = [execution("v1", "w1", "2026-11-24T08:05", end)]
        seen.append(counts(bring_tables(tmp_path, tables), "executions")[1:])
    assert seen == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)]
    outs = db.session.scalars(select(Event).where(Event.kind == "check_out").order_by(Event.id)).all()
    assert [out.corrects_id for out in outs] == [None, outs[0].id, outs[1].id]


def test_undo_puts_everything_back_and_what_was_told_stands(any_app: Flask, tmp_path: Path) -> None:
    tables = full_package()
    bring_tables(tmp_path, tables)
    before = dump()
    facts = db.session.scalar(select(func.count(Event.id)))
    tables["units"][0]["phone"] = "018-999 99 99"
    tables["workers"][0]["shown_as"] = "title"
    tables["recipients"][0] |= {"sms_detail": "services", "unit_id": "syd", "phone": "+46701740691"}
    tables["recipients"].append(dict(tables["recipients"][2], recipient_id="ny", phone="+46701740692", home_id="h9"))
    tables["units"].append({"unit_id": "syd", "name": "Syd"})
    tables["visits"][0] |= {"worker_ids": "w2", "duration_minutes": 45}
    tables["visits"][1] |= {"cancelled": "yes"}
    tables["visits"].append(visit("ny", "ny", DAY, "20:00", "21:00", 15, "dusch", "w1"))
    tables["executions"][0]["check_out"] = "2026-11-24T08:50"
    tables["executions"].append(execution("v5", "w2", "2026-11-24T09:35", "2026-11-24T10:05"))
    second = bring_tables(tmp_path, tables)
    assert second.exit_code == 0
    db.session.add(Promise(visit_id=1, revision=2, message_id=1, told_at=db.session.get_one(Visit, 1).window_start_at))
    assert second.run_id is not None
    with committed():
        plans.undo(second.run_id)
    after = dump()
    after["home"] = [row for row in after["home"] if "h9" not in row]
    assert after == before
    assert db.session.scalar(select(func.count(Promise.id))) == 1
    assert db.session.scalar(select(func.count(Event.id))) == (facts or 0) + 3, "facts are void, never removed"
    with pytest.raises(UndoFault):
        plans.undo(second.run_id)
    db.session.rollback()
    again = bring_tables(tmp_path, tables)
    assert codes(again) == []
    assert counts(again, "visits") == (6, 1, 2, 3, 0)
    assert counts(again, "executions") == (3, 1, 1, 1, 0)


def test_undo_leaves_what_came_later(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    runs = []
    for minutes in (45, 50):
        tables["visits"][0]["duration_minutes"] = minutes
        runs.append(bring_tables(tmp_path, tables).run_id)
    for run, minutes in zip(runs, (50, 30), strict=True):
        with committed():
            plans.undo(run or 0)
        assert db.session.scalars(select(Visit.duration_minutes).where(Visit.outside_id == "v1")).one() == minutes


def test_a_dry_run_tells_and_changes_nothing(any_app: Flask, tmp_path: Path) -> None:
    tables = full_package()
    outcome = bring_tables(tmp_path, tables, dry_run=True)
    assert (outcome.exit_code, outcome.run_id) == (0, None)
    assert counts(outcome, "visits") == (5, 5, 0, 0, 0)
    assert counts(outcome, "executions") == (2, 2, 0, 0, 0)
    assert {name: size(name) for name in ("visit", "import_run", "event", "home", "gap")} == dict.fromkeys(
        ("visit", "import_run", "event", "home", "gap"), 0
    )


visits = st.lists(
    st.builds(
        dict,
        visit_id=st.sampled_from([f"x{number}" for number in range(6)]),
        recipient_id=st.sampled_from(["elsa", "arne", "signe", "ingen"]),
        date=st.sampled_from(["2026-11-24", "2026-10-25", "2027-03-28", "2026-02-30"]),
        window_start=st.sampled_from(["02:30", "23:30", "08:00", "24:00"]),
        window_end=st.sampled_from(["02:45", "00:15", "09:00"]),
        duration_minutes=st.sampled_from([1, 30, 1440, 3000, -1]),
        services=st.sampled_from(["dusch", "dusch|stad", "", "sång"]),
        worker_ids=st.sampled_from(["", "w1", "w2|w1", "w9"]),
        cancelled=st.sampled_from(["", "yes"]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=visits, replace=st.booleans())
def test_importing_twice_changes_nothing(app: Flask, tmp_path: Path, rows: list[dict[str, Any]], replace: bool) -> None:
    tables = small_package()
    tables["visits"] = rows
    first = bring_tables(tmp_path, tables, replace=replace, force=True)
    before, changes = dump(), size("visit_change")
    second = bring_tables(tmp_path, tables, replace=replace, force=True)
    assert codes(second) == codes(first)
    assert dump() == before
    assert size("visit_change") == changes
    if first.exit_code != 2 and "visits" in second.report["tables"]:
        rows_in, created, updated, unchanged, rejected = counts(second, "visits")
        assert (created, updated, unchanged + rejected) == (0, 0, rows_in)
