"""Retention as operators run it: the command says what goes, and the nightly job runs once."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from schema.db import db
from schema.tables import RetentionRun
from tests.privacy.world import whole


def test_the_command_prints_what_goes_and_goes(app, run_cli, tmp_path) -> None:
    whole(tmp_path)
    said = json.loads(run_cli("retention", "run", "--dry-run", "--format", "json").stdout)
    done = json.loads(run_cli("retention", "run", "--format", "json").stdout)
    assert said["rules"] == done["rules"] and said["kept"] == done["kept"]
    assert (said["dry_run"], done["dry_run"]) == (True, False)
    assert run_cli("retention", "run").stdout.endswith("Inget att gallra.\n")
    assert "message_text" in run_cli("retention", "rules").stdout


def test_the_nightly_job_runs_once_a_day(app, run_cli, tmp_path) -> None:
    whole(tmp_path)
    assert run_cli("jobs", "once", "retention").exit_code == 0
    assert run_cli("jobs", "once", "retention").exit_code == 0
    assert db.session.scalar(select(func.count(RetentionRun.id))) == 1
