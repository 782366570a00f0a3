"""The project's own files, as the rules look at them."""

from __future__ import annotations

import ast
import functools
import subprocess
from pathlib import Path

from schema.settings import ROOT

FLOORS = ("schema", "notifications", "backend", "clients")
LEFT_OUT = {".venv", ".git", "instance", "node_modules", "__pycache__"}
VENDORED = "vendor"
"""Folders of this name hold other people's files, each with its licence beside it."""


@functools.cache
def all_files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root: tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode == 0:
        names = [Path(line) for line in listed.stdout.splitlines()]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
    kept = [name for name in names if not LEFT_OUT & set(name.parts) and (ROOT / name).is_file()]
    return tuple(sorted(set(kept)))


def python_files(*folders: str) -> list[Path]:
    """Python files below `folders` (all of them when none is named), without the migrations' versions."""
    return [
        name
        for name in all_files()
        if name.suffix == ".py" and "versions" not in name.parts and (not folders or name.parts[0] in folders)
    ]


def own(*suffixes: str) -> list[Path]:
    """Files with one of these endings that were written here."""
    return [name for name in all_files() if name.suffix in suffixes and VENDORED not in name.parts]


def text(name: Path) -> str:
    """A file's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def tree(name: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(text(name), filename=str(name))


def imports(name: Path) -> set[str]:
    """The modules that a file imports, wherever in it: `a.b` for both `import a.b` and `from a.b import c`."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found
