"""The import's fuzzer for some seconds, and the heaviest workbooks: no crash, no half package, little memory."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schema.settings import ROOT
from tests.fuzz import heavy
from tests.fuzz.__main__ import LITTLE_MB


def _run(*args: object) -> str:
    told = subprocess.run(
        [sys.executable, "-m", *map(str, args)], cwd=ROOT, check=False, capture_output=True, text=True, timeout=300
    )
    assert told.returncode == 0, told.stdout + told.stderr[-3_000:]
    return told.stdout


def test_spoilt_packages_are_refused_or_taken_whole() -> None:
    told = _run("tests.fuzz", "--seconds", 6)
    number, taken = map(int, re.findall(r"(\d+) packages, (\d+) taken in", told)[0])
    assert number > 100
    assert taken > 20, "some are still sound enough, or nothing behind the first door was tried"


@pytest.mark.parametrize("kind", heavy.KINDS)
def test_the_heaviest_workbook_takes_little_memory(kind: str, tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "heavy.db")
    heavy.write(tmp_path / f"{kind}.xlsx", kind)
    told = _run("tests.fuzz.heavy", kind, tmp_path)
    assert int(re.findall(r"at most (\d+) MB", told)[0]) < LITTLE_MB
