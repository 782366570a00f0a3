"""The tail is what gets ugly: no long file, no long function, and most files short."""

from __future__ import annotations

import ast
from statistics import median

from tests.house import files

FILE_LINES = 250
FUNCTION_LINES = 40
MEDIAN_LINES = 90
EXCEPTIONS: dict[str, str] = {}
"""`path` or `path::function` → why it may be longer. It only shrinks: one that is no longer needed fails."""


def _long_files() -> set[str]:
    written = [*files.python_files(), *files.own(".html", ".js", ".css", ".sh")]
    return {str(name) for name in written if len(files.text(name).splitlines()) > FILE_LINES}


def _long_functions() -> set[str]:
    return {
        f"{name}::{node.name}"
        for name in files.python_files()
        for node in ast.walk(files.tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    }


def test_nothing_is_long_without_a_reason():
    assert _long_files() | _long_functions() == set(EXCEPTIONS)


def test_most_files_are_short():
    lengths = [len(files.text(name).splitlines()) for name in files.python_files(*files.FLOORS)]
    assert median(lengths) < MEDIAN_LINES
