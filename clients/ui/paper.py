"""Sheets of paper from one template: as PDF pages by WeasyPrint, or as a page for the browser's own print."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app, render_template

from clients.ui import STATIC, asset

for _chatty in ("fontTools", "weasyprint.progress"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)
MISSING = "PDF files need Pango. Install it, on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0"


class CannotDraw(Exception):
    """What draws PDF files is not there; the message says what to install."""


def page(sheets: Iterable[Any]) -> str:
    """The sheets as one page for a browser, which prints each on a sheet of its own."""
    return _html(sheets, asset("sheet.css"))


def draw(sheets: Iterable[Any], out: Path) -> int:
    """Write the sheets as a PDF file, one page each; how many there were. Raises CannotDraw."""
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(filename=str(STATIC / "sheet.css"), font_config=fonts)
    drawn = [
        weasyprint.HTML(string=_html([sheet], None)).render(stylesheets=[style], font_config=fonts) for sheet in sheets
    ]
    if drawn:
        pages = [one for document in drawn for one in document.pages]
        drawn[0].copy(pages).write_pdf(str(out))
    return len(drawn)


def _html(sheets: Iterable[Any], link_sheet: str | None) -> str:
    municipality = current_app.extensions["settings"].municipality
    return render_template("sheet.html", sheets=list(sheets), link_sheet=link_sheet, municipality=municipality)


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError:
        raise CannotDraw(MISSING) from None
    return weasyprint
