"""Names: what no module may be called, whose `schema` is imported, what no file may mention."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from schema.settings import ROOT
from tests.house import files

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
"""A module of such a name says nothing of what is in it. (`clients/manager` is a face, named for whom it serves.)"""
SAID_ELSEWHERE = [
    r"/(work|root|opt|home)/[a-z]",  # paths of somebody's machine
    r"/tmp/[a-z]",
    r"(?i)extra-index|index-url|find-links|\bpypi\.\w+\.\w+|files\.pythonhosted|registry\.npm",  # registries
]
MAY_SAY = {
    Path("tests/house/test_names.py"): "names them to forbid them",
    Path("Makefile"): "--no-emit-index-url keeps registries out of the locks",
}


def test_no_module_has_an_empty_name():
    assert [name for name in files.python_files() if name.stem in EMPTY_NAMES] == []


def test_schema_is_ours():
    for floor in files.FLOORS:
        spec = find_spec(floor)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin) == ROOT / floor / "__init__.py"


def test_no_file_names_a_machine_or_a_registry():
    found = []
    for name in files.all_files():
        if name in MAY_SAY or files.VENDORED in name.parts:
            continue
        try:
            text = files.text(name)
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {hit[0]}" for pattern in SAID_ELSEWHERE for hit in re.finditer(pattern, text)]
    assert found == []
