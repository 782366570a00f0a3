"""What the documents name is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from backend.planning.columns import TABLES

ROOT = Path(__file__).parents[2]


def test_the_package_document_names_each_table_with_its_columns() -> None:
    rows = re.findall(r"^\| (\w+) \| (.*) \|$", (ROOT / "docs" / "plan-package.md").read_text("utf-8"), re.M)
    written = {name: re.findall(r"`(\w+)`(\*?)", columns) for name, columns in rows if name in TABLES}
    assert written == {
        name: [(column.name, "*" if column.required else "") for column in columns] for name, columns in TABLES.items()
    }


def test_each_link_of_a_document_leads_to_a_file() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = document.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)|src=\"([^\":]+)\"", text):
            path = document.parent / (target[0] or target[1])
            assert path.exists(), f"{document.name} points to {path.name}, which is not there"
