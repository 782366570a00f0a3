"""Two imports at once: the second waits, and then finds that everything is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask

from tests.packages import small_package, write_package
from tests.planning.importing import bring, size


def test_the_same_package_twice_at_once_goes_in_once(any_app: Flask, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", **small_package())

    def one(_: int) -> tuple[int, int]:
        with any_app.app_context():
            visits = bring(folder).report["tables"]["visits"]
            return visits["created"], visits["unchanged"]

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(one, range(4)))
    assert outcomes == [(0, 5), (0, 5), (0, 5), (5, 0)]
    assert (size("visit"), size("visit_revision"), size("visit_change"), size("import_run")) == (5, 5, 0, 4)
