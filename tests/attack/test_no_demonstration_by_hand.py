"""A demonstration asks no second factor, so nobody may make a real database one by naming its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access import api_keys, demonstration
from backend.intake import plans
from backend.planning.run import ImportOrder
from schema.db import db
from schema.tables import ImportRun
from tests.packages import small_package, write_package
from tests.signin.door import account


@pytest.mark.parametrize("who", [{"user_id": 1}, {"api_key_id": 1}])
def test_no_planner_and_no_key_brings_the_first_plan_as_one(app: Flask, tmp_path: Path, who: dict[str, int]) -> None:
    account("planner")
    api_keys.create("plan", ["plan:write"], demonstration.SOURCE)
    package = write_package(tmp_path / "plan", **small_package())
    outcome = plans.import_plan(package, ImportOrder(source=demonstration.SOURCE, **who))
    assert (outcome.exit_code, outcome.run_id) == (2, None)
    assert outcome.report["errors"][0]["code"] == "reserved_source"
    assert db.session.scalars(select(ImportRun)).all() == []
    assert not demonstration.is_one()
