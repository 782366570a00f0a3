"""`flask import`: exit codes, JSON alone on stdout, undo; and the published packages."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from schema.db import db
from schema.tables import ImportRun
from tests.packages import small_package, write_package

Cli = Callable[..., Result]
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "plans"
PACKAGES = sorted(folder.name for folder in SHARED.iterdir() if folder.is_dir()) if SHARED.is_dir() else ["absent"]


def test_json_stands_alone_on_stdout(run_cli: Cli, tmp_path: Path) -> None:
    tables = small_package()
    tables["visits"][0]["duration_minutes"] = "3000"
    result = run_cli("import", write_package(tmp_path, **tables), "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["tables"]["visits"] == {"rows": 5, "created": 4, "updated": 0, "unchanged": 0, "rejected": 1}
    (error,) = report["errors"]
    assert set(error) == {"table", "row", "column", "value", "code", "message"}
    assert (error["row"], error["value"]) == (2, "3000")


def test_text_options_first_and_undo(run_cli: Cli, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "undo", **small_package())
    tried = run_cli("import", "--dry-run", folder)
    assert (tried.exit_code, "inget ändrades" in tried.stdout) == (0, True)
    assert db.session.scalars(select(ImportRun)).all() == []
    assert run_cli("import", folder).exit_code == 0
    run = db.session.scalars(select(ImportRun.id)).one()
    assert run_cli("import", "undo", run).exit_code == 0
    assert run_cli("import", "undo", run).exit_code == 1
    assert "återtagen" in run_cli("import", "runs").stdout
    assert json.loads(run_cli("import", "runs", "--format", "json").stdout)[0]["undone_at"]


def test_unusable_is_two(run_cli: Cli, tmp_path: Path) -> None:
    result = run_cli("import", tmp_path / "nothing", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["errors"][0]["code"]) == (2, "no_such_package")
    assert run_cli("import", tmp_path / "nothing").exit_code == 2
    assert run_cli("import").exit_code == 2


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the published packages are not beside the project")
@pytest.mark.parametrize("name", PACKAGES)
def test_published_packages_go_in_whole(any_run_cli: Cli, name: str) -> None:
    result = any_run_cli("import", SHARED / name, "--format", "json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["errors"] == []
    for path in sorted((SHARED / name).glob("*.csv")):
        rows = len(list(csv.reader(path.read_text("utf-8").splitlines()))) - 1
        counts = report["tables"][path.stem]
        assert (counts["rows"], counts["created"]) == (rows, rows), path.stem
    again = json.loads(any_run_cli("import", SHARED / name, "--format", "json").stdout)
    assert all(counts["unchanged"] == counts["rows"] for counts in again["tables"].values())
