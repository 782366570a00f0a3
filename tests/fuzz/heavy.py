"""`python -m tests.fuzz.heavy KIND FOLDER`: import the heaviest workbook of its kind that is let in, and weigh it."""

from __future__ import annotations

import io
import multiprocessing
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning.importing import ImportOrder
from schema import settings
from tests.apps import assemble, migrate
from tests.fuzz.run import highest_mb
from tests.shell import ENVIRONMENT

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COLUMNS = ("visit_id", "recipient_id", "date", "window_start", "window_end", "duration_minutes", "services")


def _text(value: object) -> str:
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


HEAD = f"<row>{''.join(map(_text, COLUMNS))}</row>"


def _far() -> tuple[str, str]:
    return f'{HEAD}<row r="140000"><c r="U140000"><v>1</v></c></row>', ""


def _strings() -> tuple[str, str]:
    chance = random.randbytes(2_300_000 * 5).hex()
    said = "".join(f"<si><t>{chance[at : at + 9]}</t></si>" for at in range(0, len(chance), 10))
    return HEAD, f'<sst xmlns="{MAIN}">{said}</sst>'


def _faults() -> tuple[str, str]:
    cells = [_text(number) for number in range(10**5)]
    rows = (f"<row>{''.join(random.choices(cells, k=20))}</row>" for _ in range(58_000))
    return HEAD + "".join(rows), ""


KINDS: dict[str, Callable[[], tuple[str, str]]] = {"far": _far, "strings": _strings, "faults": _faults}
"""One cell far out; millions of shared texts; a fault in each of a million and a half cells."""


def write(path: Path, kind: str) -> None:
    """A workbook with one heavy sheet of visits."""
    sheet, strings = KINDS[kind]()
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet("visits").write(0, 0, "x")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            content: str | bytes = old.read(name)
            if name.endswith("sheet1.xml"):
                content = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
            elif name.endswith("sharedStrings.xml") and strings:
                content = strings
            new.writestr(name, content)


def main(kind: str, folder: Path) -> None:
    """Import it in this process, and print what that took. Another writes it, where no test has, and migrates."""
    path, database = folder / f"{kind}.xlsx", folder / "heavy.db"
    url = f"sqlite:///{database}"
    for there, make, told in ((path, write, (path, kind)), (database, migrate, (url,))):
        if not there.exists():
            maker = multiprocessing.get_context("spawn").Process(target=make, args=told)
            maker.start()
            maker.join()
    app = assemble(settings.load({**ENVIRONMENT, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}))
    with app.app_context(), committed():
        outcome = plans.import_plan(path, ImportOrder())
    codes = {error["code"] for error in outcome.report["errors"]}
    assert "sheet_too_wide" not in codes
    assert "workbook_too_large" not in codes, "not the heaviest that is let in, but one that is not"
    print(f"{kind}: at most {highest_mb():.0f} MB, faults {sorted(codes)}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
