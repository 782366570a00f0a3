"""The linter, the formatter, the types and the import contracts: all clean, all the time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schema.settings import ROOT

TOOLS = {
    "linter": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "security": [
        "bandit",
        "-q",
        "-c",
        "pyproject.toml",
        "-r",
        "schema",
        "notifications",
        "backend",
        "clients",
        "wsgi.py",
    ],
    "types": ["mypy"],
    "imports": ["lint-imports"],
}


@pytest.mark.parametrize("name", TOOLS)
def test_clean(name):
    program, *args = TOOLS[name]
    told = subprocess.run(
        [Path(sys.executable).parent / program, *args], cwd=ROOT, check=False, capture_output=True, text=True
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
