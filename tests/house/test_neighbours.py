"""Who may talk to whom outside: the environment, Twilio; what is pure; what assembles."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from schema.settings import ROOT
from tests.house import files

PURE_NAMES = {"rules", "link", "linking", "compose", "policy", "sms_text", "states"}
HEAVY = {"flask", "sqlalchemy", "flask_sqlalchemy", "twilio", "schema.db", "schema.tables"}


def _pure_modules() -> list[str]:
    found = [name for name in files.python_files("backend", "notifications") if name.stem in PURE_NAMES]
    return [".".join(name.with_suffix("").parts) for name in found]


def test_there_are_pure_modules():
    assert "backend.gaps.rules" in _pure_modules()


@pytest.mark.parametrize("module", _pure_modules())
def test_pure_modules_load_neither_web_nor_database(module):
    ask = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (told.returncode, told.stdout.strip()) == (0, ""), told.stderr


def test_only_the_settings_read_the_environment():
    readers = [
        name
        for name in files.python_files(*files.FLOORS, "wsgi.py")
        for node in ast.walk(files.tree(name))
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.environb", "os.getenv"})
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {a.name for a in node.names} & {"environ"})
    ]
    assert set(readers) == {Path("schema/settings.py")}


def test_only_the_channels_and_the_hooks_know_twilio():
    knowing = {
        "/".join(name.parts[:2])
        for name in files.python_files(*files.FLOORS)
        if any(module.split(".")[0] == "twilio" for module in files.imports(name))
    }
    assert knowing <= {"notifications/channels", "clients/hooks"}


def test_wsgi_only_assembles():
    name = Path("wsgi.py")
    ours = {module for module in files.imports(name) if module.split(".")[0] in files.FLOORS}
    assert ours <= {"backend.access", "backend.engines", "clients", "schema", "schema.db"}, (
        "wsgi reaches past the doors of a floor"
    )
    assert not any(module.startswith(("apscheduler", "backend.jobs")) for module in files.imports(name))
    assemble = next(
        node for node in files.tree(name).body if isinstance(node, ast.FunctionDef) and node.name == "create_app"
    )
    branching = [node for node in ast.walk(assemble) if isinstance(node, ast.If | ast.While | ast.Try | ast.Match)]
    assert branching == [], "assembly has no branches: what differs is a setting's matter"
