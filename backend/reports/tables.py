"""A report's document as text, CSV or a workbook. No cell is ever read as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEADER = ("from", "to", "unit", "planned", "executed", "unplanned", "kind", "visits", "minutes", "highest")


def rows_of(document: Mapping[str, Any]) -> list[list[Any]]:
    """The document as one flat row a kind, under HEADER."""
    about = [document[name] for name in HEADER[:6]]
    return [[*about, kind, *figures.values()] for kind, figures in document["kinds"].items()]


def as_text(document: Mapping[str, Any]) -> str:
    """For people at a terminal: only the kinds that occurred, and what the whole was."""
    where = document["unit"] or "all units"
    lines = [
        f"Gaps {document['from']} to {document['to']}, {where}",
        f"planned {document['planned']}, executed {document['executed']}, unplanned {document['unplanned']}",
        f"{'kind':<18}{'visits':>8}{'minutes':>9}{'highest':>9}",
    ]
    for kind, figures in document["kinds"].items():
        if figures["visits"]:
            lines.append(f"{kind:<18}{figures['visits']:>8}{figures['minutes']:>9}{figures['highest']:>9}")
    return "\n".join(lines if len(lines) > 3 else [*lines[:2], "no gaps"])


def as_csv(document: Mapping[str, Any]) -> str:
    """For a spreadsheet: every kind; cells that a spreadsheet would run are prefixed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([_harmless(cell) for cell in row] for row in rows_of(document))
    return out.getvalue().rstrip("\n")


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def write_xlsx(document: Mapping[str, Any], path: Path) -> None:
    """A workbook with one sheet. Raises OSError when the file cannot be written."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("gaps")
        for number, row in enumerate([list(HEADER), *rows_of(document)]):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    path.write_bytes(content.getvalue())
