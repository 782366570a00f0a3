"""A rotation that is killed in the middle, whenever it is, goes on where it stopped."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest
from flask import Flask

from backend.keys import rotate, status
from backend.keys.cells import holdings
from tests import warm
from tests.keys.conftest import NEW, OLD, fill, plain
from tests.shell import ENVIRONMENT, environment

KILLED = {
    "between two batches": """
def told(table, rows, seen=[]):
    seen.append(table)
    if len(seen) == 11: die()
rotate.rotate(told)
""",
    "within a batch, before its commit": """
from backend.keys.progress import Progress
reach, seen = Progress.reach, []
def reached(self, connection, key, rows):
    reach(self, connection, key, rows)
    seen.append(key)
    if len(seen) == 11: die()
Progress.reach = reached
rotate.rotate()
""",
}
BEGIN = """
import os, signal
from backend.keys import rotate
from wsgi import create_app
def die(): os.kill(os.getpid(), signal.SIGKILL)
create_app().app_context().push()
rotate.BATCH = 3
"""


@pytest.mark.parametrize("when", KILLED)
def test_kill_9_and_run_again(any_app: Flask, monkeypatch: Any, use: Any, when: str) -> None:
    fill(7)
    before = plain()
    keys = f"{NEW.decode()},{OLD.decode()}"
    env = {**ENVIRONMENT, "DATABASE_URL": any_app.extensions["settings"].database_url, "DATA_KEYS": keys}
    killed = warm.start(environment(env), exec, BEGIN + KILLED[when], {})
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    use(NEW, OLD)
    state = status.status()
    assert all(one.rows for one in state.keys), "it was in the middle"
    monkeypatch.setattr(rotate, "BATCH", 3)
    done_already = {name: rows for name, rows in state.keys[0].tables.items() if rows == 7}
    seen: list[str] = []
    outcome = rotate.rotate(lambda table, _rows: seen.append(table))
    assert outcome.resumed
    assert outcome.tables["home"] == 7
    unfinished = next(holding.name for holding in holdings() if holding.name not in done_already)
    assert outcome.tables[unfinished] == 7, "counted once, over both runs"
    assert seen.count(unfinished) < 3, "what was done is not walked again"
    use(NEW)
    assert plain() == before


def test_the_command_says_that_it_went_on(app: Flask, run_cli: Any, use: Any, monkeypatch: Any) -> None:
    fill(2)
    use(NEW, OLD)
    monkeypatch.setattr(rotate, "BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        rotate.rotate(_interrupted)
    report = json.loads(run_cli("keys", "rotate", "--format", "json").stdout)
    assert report["resumed"] is True
    assert report["tables"]["absence"] == 2


def _interrupted(_table: str, _rows: int) -> None:
    raise KeyboardInterrupt
