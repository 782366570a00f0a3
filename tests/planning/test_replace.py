"""`--replace`: what is gone is cancelled, with brakes; ids made anew tell nobody anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from backend.access.unit_of_work import committed
from backend.intake import plans
from schema.db import db
from schema.tables import Visit, VisitAlias, VisitRevision
from tests.packages import execution, small_package
from tests.planning.importing import bring, bring_tables, codes, counts, dump, kinds, size


def new_ids(tables: dict[str, list[dict[str, Any]]]) -> None:
    for row in tables["visits"]:
        row["visit_id"] = "ny-" + row["visit_id"]


def test_ids_made_anew_tell_nobody_anything(any_app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    kept = dict(db.session.execute(select(Visit.id, Visit.window_start_at)).all())
    before = dump()
    new_ids(tables)
    outcome = bring_tables(tmp_path, tables, replace=True)
    assert (outcome.exit_code, outcome.report["removed"]) == (0, {"visits": 0})
    assert size("visit_change") == 0
    assert dict(db.session.execute(select(Visit.id, Visit.window_start_at)).all()) == kept
    assert {row.outside_id for row in db.session.scalars(select(VisitAlias))} == {"v1", "v2", "v3", "v4", "v5"}
    old = bring_tables(tmp_path, small_package(), replace=True)
    assert counts(old, "visits") == (5, 0, 0, 5, 0), "the earlier ids find the same visits"
    assert outcome.run_id is not None
    with committed():
        plans.undo(outcome.run_id)
    assert dump() == before


def test_a_package_that_lacks_a_fifth_needs_force(any_app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    before = dump()
    gone = tables["visits"].pop(2)
    refused = bring_tables(tmp_path, tables, replace=True)
    assert (refused.exit_code, [one[3] for one in codes(refused)]) == (2, ["too_many_removed"])
    assert dump() == before
    forced = bring_tables(tmp_path, tables, replace=True, force=True)
    assert (forced.exit_code, forced.report["removed"]) == (0, {"visits": 1})
    assert kinds() == [(gone["visit_id"], "cancelled")]
    reason = db.session.scalars(select(VisitRevision.cancel_reason).where(VisitRevision.number == 2)).one()
    assert reason == "removed_from_plan"
    again = bring_tables(tmp_path, tables, replace=True)
    assert again.report["removed"] == {"visits": 0}
    back = bring_tables(tmp_path, small_package(), replace=True)
    assert counts(back, "visits") == (5, 0, 1, 4, 0)
    assert kinds()[-1] == (gone["visit_id"], "restored")


def test_replace_spares_the_rejected_and_the_begun(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["executions"] = [execution("v3", "w1", "2026-11-24T17:05", "2026-11-24T17:30")]
    bring_tables(tmp_path, tables)
    tables.pop("executions")
    tables["visits"][0]["date"] = "2024-01-0"
    tables["visits"].pop(2)
    db.session.execute(update(Visit).where(Visit.outside_id == "v3").values(status="done"))
    outcome = bring_tables(tmp_path, tables, replace=True)
    assert (outcome.exit_code, outcome.report["removed"]) == (1, {"visits": 0})
    assert set(db.session.scalars(select(Visit.cancelled))) == {False}


def test_replace_refuses_what_it_cannot_be_sure_of(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path / "a", tables)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "visits.csv").write_text((tmp_path / "a" / "visits.csv").read_text().splitlines()[0] + "\n")
    assert [one[3] for one in codes(bring(tmp_path / "b", replace=True))] == ["replace_empty"]
    tables["visits"][0]["visit_id"] = ""
    uncertain = bring_tables(tmp_path / "a", tables, replace=True)
    assert (uncertain.exit_code, codes(uncertain)[-1][3]) == (2, "replace_uncertain")
